"""What two indicators show beside their value: the services of the access survey, and files fully and partly online."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pipelines.home import Home
from pipelines.warehouse.query import read

SERVICES = {"health", "education", "insurance", "transport"}


def figures(home: Home, indicator: str) -> dict[tuple[str, str], dict[str, Any]]:
    rows = read(home, f"select * from fct_indicator where indicator = '{indicator}' and value is not null")  # noqa: S608
    return {(row["period"], row["hamlet"]): row for row in rows}


def parts(home: Home, indicator: str) -> dict[tuple[str, str], dict[str, dict[str, Any]]]:
    found: dict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in read(home, f"select * from fct_indicator_part where indicator = '{indicator}'"):  # noqa: S608
        found[row["period"], row["hamlet"]][row["part"]] = row
    return found


def test_each_service_stands_beside_every_value_of_digital_access(small_home: Home) -> None:
    wanted, got = figures(small_home, "digital_access"), parts(small_home, "digital_access")
    assert wanted
    assert set(got) == set(wanted)
    for key, services in got.items():
        assert set(services) - {"all_services"} == SERVICES
        for name in SERVICES:
            assert services[name]["denominator"] == wanted[key]["denominator"], "adults surveyed"
            assert services[name]["numerator"] <= wanted[key]["numerator"], "one service is at least one service"


def test_the_communes_services_are_weighted_by_the_registrys_adults(small_home: Home) -> None:
    adults = {
        (row["period"], row["hamlet_code"]): row["adults"]
        for row in read(
            small_home,
            """
            select period.period, hamlet.hamlet_code, hamlet.adults from dim_period as period
            inner join dim_hamlet as hamlet on period.last_day between hamlet.valid_from and hamlet.valid_to
            """,
        )
    }
    got = parts(small_home, "digital_access")
    for (period, hamlet), services in got.items():
        if hamlet != "ALL":
            continue
        for name, whole in services.items():
            units = {key: found[name] for key, found in got.items() if key[0] == period and key[1] != "ALL" and name in found}
            assert whole["numerator"] == sum(unit["numerator"] for unit in units.values())
            assert whole["denominator"] == sum(unit["denominator"] for unit in units.values())
            weighted = sum(adults[key] * unit["value"] for key, unit in units.items()) / sum(adults[key] for key in units)
            assert abs(whole["value"] - weighted) < 1e-9


def test_files_full_and_partial_add_up_to_online_service(small_home: Home) -> None:
    wanted, got = figures(small_home, "online_service"), parts(small_home, "online_service")
    assert wanted
    assert set(got) == set(wanted)
    for key, files in got.items():
        assert set(files) == {"full", "partial"}
        assert files["full"]["numerator"] + files["partial"]["numerator"] == wanted[key]["numerator"]
        assert {part["denominator"] for part in files.values()} == {wanted[key]["denominator"]}

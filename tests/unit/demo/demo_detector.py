"""The checks of spec 4 once more, read off the sheets in plain Python, to prove the demo and not the product.

It knows nothing of files, mergers or waivers; it says what a clean sheet must not have and a planted one must.
Beside the spec it takes one thing as settled: an unusable cell (word, blank) is left out of every comparison.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from statistics import median

from pipelines.demo import Commune
from pipelines.demo.periods import first_day, last_day, month_of, quarter_months, shift
from pipelines.demo.sheets import HamletName, Percent, Row, Sheetful
from pipelines.demo.spelling import unmarked

Found = tuple[str, str, str, str]
STOCKS = {
    "vneid": (("level2", "population"),),
    "health_book": (("books", "population"),),
    "signature": (("holders", "adults"),),
    "hamlet_report": (("households_reached", "households"), ("households_platform", "households")),
}
PARTS = {
    "access_survey": tuple((part, "adults_surveyed") for part in ("health", "education", "insurance", "transport", "any_service")),
    "schools": (("students_digital", "students"), ("teachers_trained", "teachers")),
    "dvc": tuple((part, "files_total") for part in ("files_full", "files_partial", "files_direct")),
    "edocs": (("documents_electronic", "documents"),),
    "bank_survey": (("people_with_account", "people_15_plus"),),
}
OWN_COUNT = {"vneid": "population", "health_book": "population", "signature": "adults"}


def whole(cell: object) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool)


class Detector:
    """One commune, one quarter."""

    def __init__(self, commune: Commune, quarter: str) -> None:
        self.sheets = commune.sheets
        self.quarter, self.months, self.month = quarter, quarter_months(quarter), quarter_months(quarter)[-1]
        self.registry = {str(row["hamlet_code"]): row for row in self.of("registry")[0].rows}
        self.codes = {str(row["hamlet_name"]): code for code, row in self.registry.items()}
        self.team = {str(row["member_code"]): row["team"] for row in self.of("roster")[0].rows}

    def of(self, source: str, period: str | None = None) -> list[Sheetful]:
        """The newest sheet of each period and cover."""
        newest: dict[tuple[str, str], Sheetful] = {}
        for sheet in sorted(self.sheets, key=lambda one: one.received):
            if sheet.source == source and period in (None, sheet.period):
                newest[(sheet.period, sheet.cover)] = sheet
        return list(newest.values())

    def by_hamlet(self, source: str, month: str) -> dict[str, list[Row]]:
        rows: dict[str, list[Row]] = defaultdict(list)
        for sheet in self.of(source, month):
            for row in sheet.rows:
                if isinstance(row["hamlet"], HamletName):
                    rows[row["hamlet"].code].append(row)
        return rows

    def usable(self, source: str, month: str, name: str) -> dict[str, int]:
        found = self.by_hamlet(source, month)
        return {code: rows[0][name] for code, rows in found.items() if len(rows) == 1 and whole(rows[0][name])}

    def all(self) -> set[Found]:
        parts = (self.names, self.cells, self.present, self.wholes, self.stocks, self.vneid, self.registry_order, self.totals)
        more = (self.reports, self.visits, self.surveys, self.files, self.heaped)
        return {found for part in (*parts, *more) for found in part()}

    def names(self) -> Iterator[Found]:
        plain = Counter(unmarked(name).lower() for name in self.codes)
        for sheet in self.sheets:
            for row in sheet.rows:
                cell = row.get("hamlet")
                if isinstance(cell, str) and cell not in self.codes:
                    yield ("ambiguous_hamlet" if plain[cell.lower()] > 1 else "unknown_hamlet", sheet.source, "", sheet.period)

    def cells(self) -> Iterator[Found]:
        counts = {"level2", "books", "holders", "households_reached", "households_platform", "any_service", "adults_surveyed"}
        for sheet in self.sheets:
            for row in sheet.rows:
                hamlet = row.get("hamlet")
                code = hamlet.code if isinstance(hamlet, HamletName) else ""
                for name in counts & row.keys():
                    if row[name] is None:
                        yield ("figure_missing", sheet.source, code, sheet.period)
                    elif not whole(row[name]):
                        yield ("not_a_count", sheet.source, code, sheet.period)

    def present(self) -> Iterator[Found]:
        for source, period in (
            ("vneid", self.month),
            ("health_book", self.month),
            ("signature", self.month),
            ("access_survey", self.quarter),
        ):
            found = self.by_hamlet(source, period)
            for code in self.registry:
                if code not in found:
                    yield ("hamlet_missing", source, code, period)
                elif len(found[code]) > 1:
                    yield ("duplicate_conflict", source, code, period)
        schools = Counter(row["school"] for sheet in self.of("schools") if sheet.period == self.quarter for row in sheet.rows)
        if max(schools.values(), default=0) > 1:
            yield ("duplicate_conflict", "schools", "", self.quarter)

    def wholes(self) -> Iterator[Found]:
        for source, pairs in STOCKS.items():
            for month in self.months:
                for part, denominator in pairs:
                    for code, figure in self.usable(source, month, part).items():
                        if figure > self.registry[code][denominator]:
                            yield ("part_exceeds_whole", source, code, month)
        for source, pairs in PARTS.items():
            for sheet in self.of(source):
                for row in sheet.rows:
                    code = row["hamlet"].code if isinstance(row.get("hamlet"), HamletName) else ""
                    if any(row[part] > row[denominator] for part, denominator in pairs):
                        yield ("part_exceeds_whole", source, code, sheet.period)

    def stocks(self) -> Iterator[Found]:
        for source, pairs in STOCKS.items():
            for part, denominator in pairs:
                past: list[float] = []
                months = sorted({sheet.period for sheet in self.of(source)})
                for month in months[1:]:
                    old, new = self.usable(source, shift(month, -1), part), self.usable(source, month, part)
                    change = {code: (new[code] - old[code]) / self.registry[code][denominator] for code in new.keys() & old.keys()}
                    yield from ((("stock_decreased", source, code, month)) for code, value in change.items() if value < 0)
                    middle = median(change.values())
                    spread = max(1.4826 * median(abs(value - middle) for value in change.values()), 0.02)
                    for code, value in change.items():
                        if abs(value - middle) / spread > 3.5:
                            yield ("spike", source, code, month)
                    if past and abs(middle) > 0.1 and abs(middle) > 3 * max(past):
                        yield ("commune_break", source, "", month)
                    past.append(abs(middle))
                yield from self.takes_all(source, part)

    def takes_all(self, source: str, part: str) -> Iterator[Found]:
        old, new = self.usable(source, shift(self.months[0], -1), part), self.usable(source, self.month, part)
        rises = {code: new[code] - old[code] for code in new.keys() & old.keys()}
        for code, rise in rises.items():
            if rise >= 20 and rise > 0.8 * sum(rises.values()):
                yield ("one_takes_all", source, code, self.month)

    def vneid(self) -> Iterator[Found]:
        for month in self.months:
            for code, (row, *_) in self.by_hamlet("vneid", month).items():
                stated = row["level2_rate"]
                assert isinstance(stated, Percent)
                if abs(stated.points - 100 * row["level2"] / row["population"]) > 0.5:
                    yield ("rate_disagrees", "vneid", code, month)
                if row["level1"] + row["level2"] > row["eligible"] or row["eligible"] > row["population"]:
                    yield ("level_order", "vneid", code, month)
        for source, name in OWN_COUNT.items():
            for month in self.months:
                for code, figure in self.usable(source, month, name).items():
                    if abs(figure - self.registry[code][name]) > 0.05 * self.registry[code][name]:
                        yield ("denominator_disagrees", source, code, month)

    def registry_order(self) -> Iterator[Found]:
        for code, row in self.registry.items():
            if not row["population"] >= row["population_15_plus"] >= row["adults"] or row["population"] < row["households"]:
                yield ("age_order", "registry", code, "")

    def totals(self) -> Iterator[Found]:
        for sheet in self.sheets:
            for name, stated in sheet.stated:
                if stated != sum(row[name] for row in sheet.rows):
                    yield ("total_mismatch", sheet.source, "", sheet.period)

    def reports(self) -> Iterator[Found]:
        figures = ("households_reached", "households_platform", "assists")
        for month in self.months:
            logged = self.logged(month)
            forms = {sheet.cover: sheet.rows[0] for sheet in self.of("hamlet_report", month)}
            before = {sheet.cover: sheet.rows[0] for sheet in self.of("hamlet_report", shift(month, -1))}
            for code in self.registry:
                if code not in forms:
                    yield ("report_missing", "hamlet_report", code, month)
                    continue
                form, old = forms[code], before.get(code)
                if not any(form[name] for name in figures):
                    yield ("report_empty", "hamlet_report", code, month)
                    continue
                year, number = (int(part) for part in month.split("-"))
                if form["handed_in"] >= date(year, number, 15):
                    yield ("report_late", "hamlet_report", code, month)
                if old and all(form[name] == old[name] for name in figures):
                    yield ("stale_copy", "hamlet_report", code, month)
                gap = abs(form["assists"] - logged[code])
                if gap > 5 and gap > 0.1 * max(form["assists"], logged[code]):
                    yield ("report_vs_log", "hamlet_report", code, month)
        for source, name in (("vneid", "level2"), ("health_book", "books"), ("signature", "holders")):
            if self.usable(source, self.month, name) == self.usable(source, shift(self.month, -1), name):
                yield ("stale_copy", source, "", self.month)

    def accepted_visits(self, sheet: Sheetful) -> Iterator[Row]:
        seen = set()
        for row in sheet.rows:
            team = self.team.get(str(row["member_code"]))
            key = (row["visit_date"], row["member_code"], row["household_id"], row["topic"])
            known = getattr(team, "code", "COMMUNE" if team else None) == sheet.cover
            if known and key not in seen and month_of(row["visit_date"], 14) == sheet.period:
                yield row
            seen.add(key)

    def logged(self, month: str) -> Counter[str]:
        totals: Counter[str] = Counter()
        for sheet in self.of("visit_log", month):
            totals[sheet.cover] += sum(row["people_helped"] for row in self.accepted_visits(sheet))
        return totals

    def visits(self) -> Iterator[Found]:
        for month in self.months:
            for sheet in self.of("visit_log", month):
                keys = Counter((row["visit_date"], row["member_code"], row["household_id"], row["topic"]) for row in sheet.rows)
                if max(keys.values()) > 1:
                    yield ("duplicate_visit", "visit_log", sheet.cover, month)
                if any(str(row["member_code"]) not in self.team for row in sheet.rows):
                    yield ("unknown_member", "visit_log", sheet.cover, month)
                if any(month_of(row["visit_date"], 14) != month for row in sheet.rows):
                    yield ("date_outside_period", "visit_log", sheet.cover, month)
                homes: dict[object, set[object]] = defaultdict(set)
                for row in sheet.rows:
                    homes[(row["visit_date"], row["member_code"])].add(row["household_id"])
                if max(len(found) for found in homes.values()) > 25:
                    yield ("capacity_exceeded", "visit_log", sheet.cover, month)

    def surveys(self) -> Iterator[Found]:
        start, end = first_day(self.months[0], 14), last_day(self.month, 14)
        asked: dict[str, dict[object, int]] = defaultdict(dict)
        for sheet in self.of("bank_survey", self.quarter):
            for row in sheet.rows:
                if not start <= row["surveyed_on"] <= end:
                    yield ("date_outside_period", "bank_survey", row["hamlet"].code, self.quarter)
                asked[row["hamlet"].code][row["household_id"]] = row["people_15_plus"]
        surveyed = self.usable("access_survey", self.quarter, "adults_surveyed")
        for code, row in self.registry.items():
            if sum(asked[code].values()) < 0.3 * row["population_15_plus"]:
                yield ("coverage_low", "bank_survey", code, self.quarter)
            if surveyed[code] < 0.3 * row["adults"]:
                yield ("coverage_low", "access_survey", code, self.quarter)

    def files(self) -> Iterator[Found]:
        for sheet in self.sheets:
            if sheet.source == "signature" and f"thang {sheet.period[-2:]} nam {sheet.period[:4]}" not in sheet.name:
                yield ("period_conflict", "signature", "", sheet.period)
        sent = Counter((sheet.source, sheet.period, sheet.cover) for sheet in self.sheets)
        yield from (("resubmitted", source, "", period) for (source, period, _), times in sent.items() if times > 1)

    def heaped(self) -> Iterator[Found]:
        for source in (*STOCKS, "access_survey"):
            figures: dict[str, list[int]] = defaultdict(list)
            for period in (*self.months, self.quarter):
                for code, rows in self.by_hamlet(source, period).items():
                    figures[code] += [cell for row in rows for cell in row.values() if whole(cell) and cell >= 10]
            for code, found in figures.items():
                if len(found) >= 10 and sum(figure % 5 == 0 for figure in found) >= 0.9 * len(found):
                    yield ("heaping", source, code, self.month)

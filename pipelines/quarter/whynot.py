"""Why a row that was read went into no figure.

Belongs here: the reasons, in the order in which they are looked for. Does not belong here: their words (``pipelines.reports``).

A reason is found or it is not: there is no catch-all. A row without one is ``None``, which the tests do not let pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.quarter.facts import COMMUNE_TEAM, Facts, FigureKey

Row = dict[str, Any]


@dataclass(frozen=True)
class Reason:
    """A code of ``pipelines.reports.reasons`` and what fills its sentence."""

    code: str
    details: dict[str, str] = field(default_factory=dict)


class WhyNot:
    """Says why, for the rows of one published version."""

    def __init__(self, facts: Facts, catalogue: Catalogue) -> None:
        self.facts, self.catalogue = facts, catalogue
        self._by_source: dict[str, Callable[[Row, Row], Reason | None]] = {
            "registry": lambda row, _raw: self._registry(row),
            "roster": lambda row, _raw: self._roster(row),
            "visit_log": lambda row, _raw: self._visit(row),
            "training": self._training,
            "bank_survey": lambda row, raw: self._survey(row, raw, "bank_account", ("people_15_plus", "people_with_account")),
            "access_survey": lambda row, raw: self._survey(row, raw, "digital_access", ("adults_surveyed", "any_service")),
            "schools": self._school,
            "dvc": lambda row, raw: self._flow(row, raw, "online_service", ("files_total", "files_full", "files_partial")),
            "edocs": lambda row, raw: self._flow(row, raw, "electronic_document", ("documents", "documents_electronic")),
            "hamlet_report": self._report,
        }

    def row(self, row: Row, raw: Row) -> Reason | None:
        """Why the row is in no figure. ``row``: of ``fct_row``; ``raw``: of the source's raw table."""
        turned_away = self.turned_away(row, raw)
        if turned_away is not None:
            return turned_away
        by_source = self._by_source.get(row["source"])
        return by_source(row, raw) if by_source else self.stock(row, raw, self._stock_field(row["source"]))

    def turned_away(self, row: Row, raw: Row) -> Reason | None:
        """Why the row itself was not taken, or not counted: by a rule, or because another row stands for it."""
        if row["row_status"] == "set_aside":
            return Reason("total")
        if row["row_status"] == "rejected":
            return Reason("rejected", {"rule": row["reason"], "field": raw.get("door_field") or "", "source": row["source"]})
        if not row["is_current"]:
            return Reason("superseded")
        return Reason(row["reason"]) if row["reason"] in ("duplicate_visit", "answered_again", "written_twice") else None

    def _stock_field(self, source: str) -> str:
        """The field of a stock source that an indicator is made of."""
        figures = (indicator.numerator_figure or "" for indicator in self.catalogue.indicators.values())
        return next(figure.partition("__")[2] for figure in figures if figure.startswith(f"{source}__"))

    def _held(self, keys: list[FigureKey], row: Row | None = None) -> Reason | None:
        """What holds the figures that the row would enter: a finding about the hamlet, or about this very row."""
        for key in keys:
            rules = self.facts.held_by(key)
            if rules:
                return Reason("held", {"rules": rules, "period": key[0], "hamlet": key[2]})
        found = self.facts.holding.get(row["row_id"], []) if row else []
        return Reason("held", {"rules": found[0]["rule"], "period": found[0]["period"], "hamlet": found[0]["hamlet"]}) if found else None

    def _carried(self, keys: list[FigureKey]) -> Reason | None:
        """The officer has an earlier figure used instead of the one that the row would enter."""
        found = [(key, carried) for key in keys if (carried := self.facts.carried_from(key))]
        return Reason("carried", {"period": found[0][0][0], "month": found[0][1]}) if found else None

    def _without_value(self, keys: list[FigureKey]) -> Reason | None:
        """The figures that the row would enter exist and have no value: their whole is blank or zero, or nothing else came in."""
        known = [self.facts.figures.get(key) for key in keys]
        return Reason("no_value", {"period": keys[0][0]}) if known and all(not (line and line["has_value"]) for line in known) else None

    def stock(self, row: Row, raw: Row, name: str) -> Reason | None:
        """Why a cumulative figure counts for no quarter and no year."""
        indicators = [
            one.id
            for one in self.catalogue.indicators.values()
            if one.numerator_figure == f"{row['source']}__{name}" and one.kind == "stock"
        ]
        spans = [span for span in (self.facts.quarter_ending_with(row["period"]),) if span]
        as_of = self.facts.as_of.get(row["file_sha256"])
        if as_of and self.facts.newest_as_of.get((row["source"], as_of.year)) == as_of:
            spans += [span for span in self.facts.long_spans if span.kind == "year" and span.holds(as_of)]
        if not spans:
            return Reason("not_last_month", {"month": row["period"]})
        units = [(span.period, self.facts.unit_on(row["hamlet_code"], span.last_day)) for span in spans]
        keys = [(period, indicator, unit) for period, unit in units for indicator in indicators if unit]
        if not keys:
            return Reason("hamlet_gone", {"period": spans[0].period})
        found = self._carried(keys) or self._held(keys, row) or self._not_chosen(row, raw, (name,)) or self._without_value(keys)
        return found or self._heir_speaks(row, [unit for _, unit in units if unit])

    def _heir_speaks(self, row: Row, units: list[str]) -> Reason | None:
        """The hamlet that took this one over has a figure of its own, so those of the hamlets it was made of are not added up."""
        for unit in units:
            if unit != row["hamlet_code"] and any(key[1:] == (row["source"], unit) for key in self.facts.listed_units):
                return Reason("heir_speaks", {"hamlet": unit})
        return None

    def _not_chosen(self, row: Row, raw: Row, needed: tuple[str, ...]) -> Reason | None:
        """The row lacks a figure, stands twice in its file, or a later as-of day of the same month speaks."""
        blank = [name for name in needed if not raw.get(name)]
        if blank:
            return Reason("blank_figure", {"field": blank[0], "source": row["source"]})
        others = self.facts.listed_units.get((row["file_sha256"], row["source"], row["hamlet_code"] or ""), set())
        if row["hamlet_code"] and others - {row["row_id"]}:
            return Reason("same_twice")
        as_of = self.facts.as_of.get(row["file_sha256"])
        span = self.facts.spans.get(row["period"] or "")
        if as_of and span and as_of < max((day for day in self._as_of_days(row)), default=as_of):
            return Reason("later_as_of", {"month": row["period"]})
        return None

    def _as_of_days(self, row: Row) -> Iterator[date]:
        span = self.facts.spans[row["period"]]
        return (day for (source, _), day in self.facts.newest_as_of.items() if source == row["source"] and span.holds(day))

    def _report(self, row: Row, raw: Row) -> Reason | None:
        """A report counts for being handed in, whatever it says; one that nobody owed does not."""
        return self.report_itself(row) or self.stock(row, raw, "households_reached")

    def report_itself(self, row: Row) -> Reason | None:
        """Why a report is not among those that the hamlet owed."""
        spans = [span for span in self.facts.holding_month(row["period"]) if span.period in self.facts.shown]
        units = [self.facts.unit_on(row["hamlet_code"], span.last_day) for span in spans]
        month = self.facts.spans.get(row["period"])
        if not any(units):
            return Reason("hamlet_gone", {"period": spans[0].period if spans else row["period"]})
        if month and not self.facts.stands(row["hamlet_code"], month.last_day):
            return Reason("report_not_owed", {"month": row["period"]})
        others = self.facts.listed_units.get((row["file_sha256"], row["source"], row["hamlet_code"]), set())
        return Reason("same_twice") if others - {row["row_id"]} else None

    def _registry(self, row: Row) -> Reason | None:
        hamlet = self.facts.hamlet_rows.get(row["row_id"])
        if hamlet is None:
            return Reason("registered_twice")
        spans = [span for span in self.facts.long_spans if hamlet["valid_from"] <= span.last_day <= hamlet["valid_to"]]
        if not spans:
            return Reason("hamlet_not_valid")
        keys = [key for key in self.facts.figures if key[2] == hamlet["hamlet_code"] and key[0] in {span.period for span in spans}]
        if not keys or not any(self.facts.figures[key]["has_value"] or self.facts.held_by(key) for key in keys):
            return Reason("nothing_yet")
        return self._held(keys) or self._later_validity(hamlet)

    def _later_validity(self, hamlet: Row) -> Reason | None:
        """Of two rows of a hamlet that are valid on the same day, the one that began later speaks."""
        for other in self.facts.hamlets:
            same = other["hamlet_code"] == hamlet["hamlet_code"] and other["row_id"] != hamlet["row_id"]
            if same and other["valid_from"] > hamlet["valid_from"] and other["valid_from"] <= hamlet["valid_to"]:
                return Reason("later_validity")
        return None

    def _roster(self, row: Row) -> Reason | None:
        member = self.facts.member_rows.get(row["row_id"])
        if member is None:
            return Reason("registered_twice")
        ends = [span for span in self.facts.long_spans if member["valid_from"] <= span.last_day <= member["valid_to"]]
        if not ends:
            return Reason("member_not_active")
        counted = [span for span in ends if self.facts.service_on(member["member_code"], span.last_day) is member]
        if not counted:
            return Reason("serves_elsewhere", {"member": member["member_code"]})
        keys: list[FigureKey] = []
        for span in counted:
            unit = member["team_code"] if member["team_code"] == COMMUNE_TEAM else self.facts.unit_on(member["team_code"], span.last_day)
            keys += [(span.period, "member_training", unit or "ALL"), (span.period, "member_households", unit or "ALL")]
        return self._held(keys) or (Reason("nothing_yet") if self._without_value(keys) else None)

    def _visit(self, row: Row) -> Reason | None:
        team = self.facts.team_on(row["member_code"], row["event_date"])
        spans = list(self.facts.holding_day(row["event_date"]))
        units = [(span.period, team if team == COMMUNE_TEAM else self.facts.unit_on(team or "", span.last_day)) for span in spans]
        keys = [(period, indicator, unit) for period, unit in units for indicator in ("team_visits", "member_households") if unit]
        replaced = self._carried(keys) or self._held(keys, row)
        if replaced is not None:
            return replaced
        months = self.facts.months_of_day(row["event_date"])
        if not any(self.facts.serves_throughout(row["member_code"], *month) for month in months):
            return Reason("member_part_month", {"member": row["member_code"]})
        return self._without_value(keys)

    def _training(self, row: Row, raw: Row) -> Reason | None:
        if raw.get("present") != "yes":
            return Reason("absent")
        if not row["member_code"]:
            return Reason("not_a_member")
        ends = [(span, self.facts.team_on(row["member_code"], span.last_day)) for span in self.facts.long_spans]
        active = [(span, team) for span, team in ends if team and span.last_day >= row["event_date"]]
        if not active:
            return Reason("member_left")
        units = [(span, team if team == COMMUNE_TEAM else self.facts.unit_on(team or "", span.last_day)) for span, team in active]
        keys = [(span.period, "member_training", unit or "ALL") for span, unit in units]
        with_value = [key for key in keys if (self.facts.figures.get(key) or {}).get("has_value")]
        if not with_value:
            return self._held(keys) or Reason("nothing_yet")
        return Reason("trained_before", {"member": row["member_code"]}) if row["member_code"] in self.facts.trained else None

    def _survey(self, row: Row, raw: Row, indicator: str, needed: tuple[str, str]) -> Reason | None:
        spans = list(self.facts.holding_month(row["period"]))
        keys = [(span.period, indicator, unit) for span in spans if (unit := self.facts.unit_on(row["hamlet_code"], span.last_day))]
        if not keys:
            return Reason("hamlet_gone", {"period": row["period"]})
        if row["source"] == "access_survey":
            return self._carried(keys) or self._held(keys, row) or self._not_chosen(row, raw, needed) or self._without_value(keys)
        blank = self._not_chosen(row, raw, needed) if not all(raw.get(name) for name in needed) else None
        return self._carried(keys) or self._held(keys, row) or blank or self._without_value(keys)

    def _school(self, row: Row, raw: Row) -> Reason | None:
        pairs = (("students", "students_digital"), ("teachers", "teachers_trained"))
        lacking = [pair for pair in pairs if not all(raw.get(name) for name in pair)]
        if len(lacking) == len(pairs):
            return self._not_chosen(row, raw, (*lacking[0], *lacking[1]))
        keys = [
            (span.period, one, raw["school"])
            for span in self.facts.holding_month(row["period"])
            for one in ("student_elearning", "teacher_training")
        ]
        return self._held([], row) or self._without_value(keys)

    def _flow(self, row: Row, raw: Row, indicator: str, needed: tuple[str, ...]) -> Reason | None:
        keys = [(span.period, indicator, "ALL") for span in self.facts.holding_month(row["period"])]
        return self._held([], row) or self._not_chosen(row | {"hamlet_code": None}, raw, needed) or self._without_value(keys)

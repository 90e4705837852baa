"""The sheets that the offices would hand in: what stands in them, before any look is given to it.

Belongs here: ``Sheetful`` and how the truth is laid out in the fourteen sources. Does not belong here: headers' wording, spellings,
file kinds (``dress.py``, ``write.py``), faults (planted on these sheets).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from pipelines.demo import periods
from pipelines.demo.truth import Truth, Visit, called
from pipelines.demo.words import CLASS_AUDIENCE, COMMUNE_TEAM, COMMUNE_TEAM_NAME, SITES


@dataclass(frozen=True)
class HamletName:
    """A hamlet's name in a cell, which the dress may spell as people do. A plain ``str`` is written as it stands."""

    code: str
    name: str


@dataclass(frozen=True)
class Percent:
    """A stated rate in percentage points."""

    points: float


Cell = str | int | date | HamletName | Percent | None
"""A ``bool`` is a tick."""
Row = dict[str, Cell]


@dataclass(frozen=True)
class Sheetful:
    """One file to be written. Rows are never changed in place: see ``with_cell`` and its neighbours."""

    source: str
    period: str
    """"2026-06", "2026-Q2", or "" for what changes when it changes."""
    cover: str
    """The hamlet or team that the file speaks for; "" for the commune."""
    folder: str
    name: str
    """The file's name without its ending."""
    title: str
    fields: tuple[str, ...]
    rows: tuple[Row, ...]
    received: date
    totals: tuple[str, ...] = ()
    """Fields summed in a total row, as a spreadsheet sums: words and blanks count nothing."""
    stated: tuple[tuple[str, int], ...] = ()
    """Totals stated otherwise than summed."""
    form: bool = False

    def row_of(self, hamlet: str) -> int:
        """The place of a hamlet's first row; KeyError when it has none."""
        for place, row in enumerate(self.rows):
            cell = row.get("hamlet")
            if isinstance(cell, HamletName) and cell.code == hamlet:
                return place
        raise KeyError(f"{self.source} {self.period} has no row of {hamlet}")

    def with_cells(self, place: int, **cells: Cell) -> Sheetful:
        """A copy with other cells in one row."""
        rows = tuple({**row, **cells} if index == place else row for index, row in enumerate(self.rows))
        return replace(self, rows=rows)

    def with_row(self, row: Row) -> Sheetful:
        """A copy with one more row at the end."""
        return replace(self, rows=(*self.rows, row))

    def without_row(self, place: int) -> Sheetful:
        """A copy without one row."""
        return replace(self, rows=self.rows[:place] + self.rows[place + 1 :])


def rate(part: int, whole: int) -> Percent:
    """The rate an office prints beside its figures: two decimals."""
    return Percent(round(100 * part / whole, 2))


def _label(month: str) -> tuple[int, str]:
    return int(month[-2:]), month[:4]


def _monthly(month: str, pattern: str) -> str:
    number, year = _label(month)
    return pattern.format(m=number, mm=f"{number:02d}", y=year)


class _Builder:
    """Walks one truth; a method a source."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth

    def name(self, code: str, day: date) -> HamletName:
        return HamletName(code, called(self.truth.hamlet_on(code, day), self.truth.hamlets))

    def team(self, team: str, day: date) -> HamletName | str:
        return COMMUNE_TEAM_NAME if team == COMMUNE_TEAM else self.name(team, day)

    def monthly(self, source: str, month: str, pattern: str, title: str, *, rows: Iterable[Row], totals: tuple[str, ...]) -> Sheetful:
        found = tuple(rows)
        name = _monthly(month, pattern)
        return Sheetful(source, month, "", source, name, title, tuple(found[0]), found, self.truth.month_end(month), totals)

    def quarterly(
        self, source: str, quarter: str, pattern: str, title: str, *, rows: Iterable[Row], totals: tuple[str, ...] = ()
    ) -> Sheetful:
        found = tuple(rows)
        name = pattern.format(q=quarter[-1], y=quarter[:4], roman=periods.ROMAN[int(quarter[-1]) - 1])
        return Sheetful(source, quarter, "", source, name, title, tuple(found[0]), found, self.truth.quarter_end(quarter), totals)

    def registry(self) -> Iterable[Sheetful]:
        former = any(hamlet.former_commune for hamlet in self.truth.hamlets)
        made = any(hamlet.made_of for hamlet in self.truth.hamlets)
        rows: list[Row] = []
        for hamlet in self.truth.hamlets:
            row: Row = {"hamlet_code": hamlet.code, "hamlet_name": hamlet.name, "aliases": "; ".join(hamlet.aliases) or None}
            row |= {"former_commune": hamlet.former_commune} if former else {}
            row |= {"made_of": "; ".join(hamlet.made_of) or None} if made else {}
            row |= {"households": hamlet.households, "population": hamlet.population}
            row |= {"population_15_plus": hamlet.population_15_plus, "adults": hamlet.adults}
            rows.append(row | {"valid_from": hamlet.valid_from, "valid_to": hamlet.valid_to})
        received = max(hamlet.valid_from for hamlet in self.truth.hamlets)
        yield Sheetful("registry", "", "", "registry", "Danh muc xom", "DANH MỤC XÓM", tuple(rows[0]), tuple(rows), received)

    def roster(self) -> Iterable[Sheetful]:
        rows: list[Row] = [
            {
                "member_code": member.code,
                "member_name": member.name,
                "team": self.team(member.team, member.valid_to or self.truth.month_end(self.truth.months[-1])),
                "role": member.role,
                "phone": member.phone,
                "valid_from": member.valid_from,
                "valid_to": member.valid_to,
            }
            for member in self.truth.members
        ]
        title, received = "DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG", max(member.valid_from for member in self.truth.members)
        yield Sheetful("roster", "", "", "registry", "Danh sach thanh vien To CNS", title, tuple(rows[0]), tuple(rows), received)

    def stocks(self) -> Iterable[Sheetful]:
        for month, group in groupby(self.truth.stocks, key=lambda one: one.month):
            end, counted = self.truth.month_end(month), list(group)
            vneid: list[Row] = [
                {
                    "hamlet": self.name(one.hamlet, end),
                    "population": one.police_population,
                    "eligible": one.eligible,
                    "level1": one.level1,
                    "level2": one.level2,
                    "level2_rate": rate(one.level2, one.police_population),
                }
                for one in counted
            ]
            books: list[Row] = [
                {"hamlet": self.name(one.hamlet, end), "population": one.station_population, "books": one.books, "books_new": one.books_new}
                for one in counted
            ]
            signatures: list[Row] = [
                {"hamlet": self.name(one.hamlet, end), "adults": one.centre_adults, "holders": one.holders} for one in counted
            ]
            title = "THỐNG KÊ TÀI KHOẢN ĐỊNH DANH ĐIỆN TỬ VNeID"
            totals = ("population", "eligible", "level1", "level2")
            yield self.monthly("vneid", month, "CAX thong ke VNeID thang {m}-{y}", title, rows=vneid, totals=totals)
            title = "BÁO CÁO SỔ SỨC KHỎE ĐIỆN TỬ"
            yield self.monthly(
                "health_book", month, "Tram Y te - SKDT T{mm}.{y}", title, rows=books, totals=("population", "books", "books_new")
            )
            title = "TỔNG HỢP CHỮ KÝ SỐ CÁ NHÂN"
            yield self.monthly("signature", month, "TTPVHCC CKS thang {mm} nam {y}", title, rows=signatures, totals=("adults", "holders"))

    def reports(self) -> Iterable[Sheetful]:
        title = "BÁO CÁO KẾT QUẢ HOẠT ĐỘNG TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"
        for report in self.truth.reports:
            if report.handed_in is None:
                continue
            hamlet = self.name(report.hamlet, self.truth.month_end(report.month))
            row: Row = {
                "hamlet": hamlet,
                "period": _monthly(report.month, "Tháng {m}/{y}"),
                "handed_in": report.handed_in,
                "households_reached": report.households_reached,
                "households_platform": report.households_platform,
                "assists": report.assists,
                "obstacles": report.obstacles,
            }
            folder = f"hamlet_report/{_monthly(report.month, 'Thang {mm}-{y}')}"
            name = _monthly(report.month, f"BC {hamlet.name} thang {{m}}-{{y}}")
            rows = (row,)
            yield Sheetful("hamlet_report", report.month, report.hamlet, folder, name, title, tuple(row), rows, report.handed_in, form=True)

    def visit_row(self, visit: Visit, end: date, names: dict[str, str]) -> Row:
        return {
            "visit_date": visit.day,
            "hamlet": self.name(visit.hamlet, end),
            "member_code": visit.member,
            "member_name": names[visit.member],
            "household_id": visit.household,
            "household_head": visit.head,
            "people_helped": visit.people,
            "topic": visit.topic,
            "channel": visit.channel,
            "result": visit.result,
        }

    def visits(self) -> Iterable[Sheetful]:
        names = {member.code: member.name for member in self.truth.members}
        by_file: dict[tuple[str, str], list[Visit]] = {}
        for visit in self.truth.visits:
            by_file.setdefault((self.truth.month_of(visit.day), visit.team), []).append(visit)
        for (month, team), found in by_file.items():
            end = self.truth.month_end(month)
            rows = tuple(self.visit_row(visit, end, names) for visit in found)
            where = "To cap xa" if team == COMMUNE_TEAM else self.name(team, end).name
            folder = f"visit_log/{_monthly(month, 'Thang {mm}-{y}')}"
            name, title = _monthly(month, f"Nhat ky {where} thang {{m}}-{{y}}"), "NHẬT KÝ HỖ TRỢ KỸ NĂNG SỐ"
            yield Sheetful("visit_log", month, team, folder, name, title, tuple(rows[0]), rows, end)

    def bank(self) -> Iterable[Sheetful]:
        for quarter, group in groupby(self.truth.bank, key=lambda one: one.quarter):
            end = self.truth.quarter_end(quarter)
            rows: list[Row] = [
                {
                    "answer_code": answer.code,
                    "surveyed_on": answer.day,
                    "hamlet": self.name(answer.hamlet, end),
                    "household_id": answer.household,
                    "people_15_plus": answer.people,
                    "people_with_account": answer.with_account,
                    "surveyor": answer.surveyor,
                }
                for answer in group
            ]
            yield self.quarterly("bank_survey", quarter, "Phieu KS tai khoan ngan hang Q{q}-{y}", "KHẢO SÁT TÀI KHOẢN NGÂN HÀNG", rows=rows)

    def access(self) -> Iterable[Sheetful]:
        totals = ("adults_surveyed", "health", "education", "insurance", "transport", "any_service", "all_services")
        for quarter, group in groupby(self.truth.access, key=lambda one: one.quarter):
            end = self.truth.quarter_end(quarter)
            rows: list[Row] = [
                {
                    "hamlet": self.name(one.hamlet, end),
                    "adults_surveyed": one.surveyed,
                    "health": one.health,
                    "education": one.education,
                    "insurance": one.insurance,
                    "transport": one.transport,
                    "any_service": one.any_service,
                    "all_services": one.all_services,
                }
                for one in group
            ]
            yield self.quarterly(
                "access_survey", quarter, "KS tiep can DV so quy {q}-{y}", "KHẢO SÁT TIẾP CẬN DỊCH VỤ SỐ", rows=rows, totals=totals
            )

    def training(self) -> Iterable[Sheetful]:
        names = {member.code: member.name for member in self.truth.members}
        for one in self.truth.classes:
            rows: tuple[Row, ...] = tuple(
                {
                    "class_date": one.day,
                    "topic": one.topic,
                    "audience": CLASS_AUDIENCE,
                    "member_code": code,
                    "member_name": names[code],
                    "present": came,
                }
                for code, came in one.attendance
            )
            name, title = f"Diem danh lop {one.day:%d-%m-%Y}", "DANH SÁCH ĐIỂM DANH TẬP HUẤN"
            yield Sheetful("training", "", f"{one.day}", "training", name, title, tuple(rows[0]), rows, one.day)

    def schools(self) -> Iterable[Sheetful]:
        totals = ("students", "students_digital", "teachers", "teachers_trained")
        for quarter, group in groupby(self.truth.schools, key=lambda one: one.quarter):
            rows: list[Row] = [
                {
                    "school": one.name,
                    "school_level": one.level,
                    "students": one.students,
                    "students_digital": one.students_digital,
                    "teachers": one.teachers,
                    "teachers_trained": one.teachers_trained,
                }
                for one in group
            ]
            yield self.quarterly(
                "schools", quarter, "Cac truong - hoc lieu so quy {q}-{y}", "HỌC LIỆU SỐ VÀ TẬP HUẤN GIÁO VIÊN", rows=rows, totals=totals
            )

    def products(self) -> Iterable[Sheetful]:
        for quarter, group in groupby(self.truth.products, key=lambda one: one.quarter):
            end = self.truth.quarter_end(quarter)
            rows: list[Row] = []
            for one in group:
                row: Row = {"product": one.name, "producer": one.producer, "hamlet": self.name(one.hamlet, end), "stars": one.stars}
                rows.append(row | {site: site in one.sites for site in SITES})
            yield self.quarterly("ocop", quarter, "OCOP len san TMDT Q{q}-{y}", "SẢN PHẨM OCOP TRÊN SÀN THƯƠNG MẠI ĐIỆN TỬ", rows=rows)

    def service(self) -> Iterable[Sheetful]:
        totals = ("files_total", "files_full", "files_partial", "files_direct")
        for month, group in groupby(self.truth.service, key=lambda one: one.month):
            rows: list[Row] = [
                {
                    "service_field": one.field,
                    "files_total": one.total,
                    "files_full": one.full,
                    "files_partial": one.partial,
                    "files_direct": one.direct,
                }
                for one in group
            ]
            yield self.monthly("dvc", month, "TTPVHCC ho so DVC thang {m}.{y}", "TỔNG HỢP HỒ SƠ DỊCH VỤ CÔNG", rows=rows, totals=totals)

    def documents(self) -> Iterable[Sheetful]:
        title = "VĂN BẢN XỬ LÝ TRÊN MÔI TRƯỜNG ĐIỆN TỬ"
        for month, group in groupby(self.truth.documents, key=lambda one: one.month):
            rows: list[Row] = [{"office": one.office, "documents": one.documents, "documents_electronic": one.electronic} for one in group]
            yield self.monthly(
                "edocs", month, "VP van ban dien tu T{m}-{y}", title, rows=rows, totals=("documents", "documents_electronic")
            )


def lay_sheets(truth: Truth) -> tuple[Sheetful, ...]:
    """Every file of the commune, source by source."""
    builder = _Builder(truth)
    parts: tuple[Callable[[], Iterable[Sheetful]], ...] = (
        *(builder.registry, builder.roster, builder.stocks, builder.reports, builder.visits, builder.training),
        *(builder.bank, builder.access, builder.schools, builder.products, builder.service, builder.documents),
    )
    return tuple(sheet for part in parts for sheet in part())

"""Generates dbt's seeds: the declared facts as small tables, one CSV and one YAML file each.

Belongs here: which facts a model may join to. Does not belong here: what a model loops over (``macros.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.catalogue.emit.suites import door_sentences
from pipelines.catalogue.emit.text import csv_text, yaml_text
from pipelines.catalogue.load import Catalogue
from pipelines.catalogue.model import FieldKind, Indicator, Target

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Seed:
    """One small table; ``columns`` are name, type and description. The catalogue itself keeps ids apart, so dbt need not test them."""

    name: str
    description: str
    origin: str
    columns: tuple[tuple[str, str, str], ...]
    rows: Callable[[Catalogue], Sequence[Row]]


def _source_rows(catalogue: Catalogue) -> list[Row]:
    return [
        (s.id, s.title.vi, s.title.en, s.owner, s.cadence.value, s.nature, s.covers.value, s.layout) for s in catalogue.sources.values()
    ]


def _pending(indicator: Indicator, catalogue: Catalogue) -> str:
    """Settings that nobody has confirmed yet, so that the figure is shown as "chờ xác nhận"."""
    return ",".join(name for name in indicator.settings if catalogue.settings[name].confirmed_on is None)


def _indicator_rows(catalogue: Catalogue) -> list[Row]:
    return [
        (
            i.id,
            i.position,
            i.title.vi,
            i.title.en,
            i.kind,
            i.grain,
            i.numerator_figure,
            i.denominator_figure,
            i.gap_unit.vi,
            i.gap_unit.en,
            i.model,
            ",".join(i.sources),
            i.can_be_held,
            _pending(i, catalogue),
        )
        for i in catalogue.indicators.values()
    ]


def _target_row(indicator: Indicator, target: Target) -> Row:
    due = target.due if isinstance(target.due, date) else None
    rule = "date" if isinstance(target.due, date) else target.due
    share = target.fraction
    return (indicator.id, target.plan_year, target.operator, share.numerator, share.denominator, due, rule, target.clause)


def _target_rows(catalogue: Catalogue) -> list[Row]:
    return [_target_row(indicator, target) for indicator in catalogue.indicators.values() for target in indicator.targets]


def _calendar_rows(catalogue: Catalogue) -> list[Row]:
    return [
        (c.id, c.month_last_day, c.report_due_day, c.commune_due_day, c.id == catalogue.commune.calendar, c.basis)
        for c in catalogue.calendars.values()
    ]


def _setting_rows(catalogue: Catalogue) -> list[Row]:
    return [
        (s.id, s.question.vi, s.question.en, s.default.vi, s.default.en, s.clause, s.valid_from, s.confirmed_by, s.confirmed_on)
        for s in catalogue.settings.values()
    ]


def _commune_rows(catalogue: Catalogue) -> list[Row]:
    commune = catalogue.commune
    return [(commune.code, commune.title.vi, commune.title.en, commune.province.vi, commune.calendar)]


def _organisation_rows(catalogue: Catalogue) -> list[Row]:
    return [(o.id, o.title.vi, o.title.en, o.short) for o in catalogue.organisations.values()]


def _figure_rows(catalogue: Catalogue) -> list[Row]:
    return [
        (s.id, f.id, f"{s.id}__{f.id}", f.unit, s.nature, f.needed, f.whole, f.title.vi, f.title.en)
        for s in catalogue.sources.values()
        for f in s.fields
        if f.kind is FieldKind.COUNT
    ]


def _check_rows(catalogue: Catalogue) -> list[Row]:
    return [
        (
            c.id,
            c.position,
            c.title.vi,
            c.title.en,
            c.tool,
            c.severity.value,
            c.severity_low.value if c.severity_low else None,
            c.mandatory,
            c.owner,
            c.meaning_in("vi"),
            c.meaning_in("en"),
            c.mend.vi,
            c.mend.en,
            c.message,
            c.context.logged if c.context else None,
            c.context.unlogged if c.context else None,
        )
        for c in catalogue.checks.values()
    ]


def _cause_rows(catalogue: Catalogue) -> list[Row]:
    return [(c.id, c.position, c.title.vi, c.title.en, ",".join(c.rules), c.message) for c in catalogue.causes.values()]


def _field_rows(catalogue: Catalogue) -> list[Row]:
    return [
        (s.id, f.id, f"{s.id}__{f.id}", f.kind.value, f.title.vi, f.title.en) for s in catalogue.sources.values() for f in s.compared_fields
    ]


def _threshold_rows(catalogue: Catalogue) -> list[Row]:
    return [(check.id, name, value) for check in catalogue.checks.values() for name, value in check.thresholds.items()]


def _reason_rows(catalogue: Catalogue) -> list[Row]:
    return [(r.id, r.title.vi, r.title.en, r.excuses) for r in catalogue.reasons.values()]


def _verdict_rows(catalogue: Catalogue) -> list[Row]:
    return [(v.id, v.status, v.message.vi, v.message.en) for v in catalogue.verdicts.values()]


_TITLES = (
    ("title_vi", "varchar", "Tên gọi tiếng Việt (Title in Vietnamese)"),
    ("title_en", "varchar", "Tên gọi tiếng Anh (Title in English)"),
)
_CLAUSE = ("clause", "varchar", "Điều khoản của kế hoạch (Clause that it rests on)")

SEEDS = (
    Seed(
        "seed_source",
        "Các nguồn số liệu (Sources: the kinds of file that offices send)",
        "sources/",
        (
            ("source", "varchar", "Mã nguồn (Id of the source)"),
            *_TITLES,
            ("owner", "varchar", "Đơn vị cung cấp (Organisation that sends it)"),
            ("cadence", "varchar", "Nhịp gửi: on_change, monthly, quarterly, per_class (How often it comes)"),
            ("nature", "varchar", "Tính chất: reference, stock, flow, survey, report (What its figures are)"),
            ("covers", "varchar", "Một tệp nói cho: commune, hamlet, team, class (What one file speaks for)"),
            ("layout", "varchar", "Dạng biểu: table hoặc form (Layout: table or form)"),
        ),
        _source_rows,
    ),
    Seed(
        "seed_indicator",
        "Mười sáu chỉ tiêu (The sixteen indicators)",
        "indicators/",
        (
            ("indicator", "varchar", "Mã chỉ tiêu (Id of the indicator)"),
            ("position", "integer", "Thứ tự trong mọi danh sách (Place in every list)"),
            *_TITLES,
            ("kind", "varchar", "Loại: stock, flow, survey (Kind)"),
            ("grain", "varchar", "Cấp chi tiết: hamlet, school, commune (Finest level it is computed for)"),
            ("numerator_figure", "varchar", "Số liệu làm tử số, nếu là một số liệu (Figure that is its numerator)"),
            ("denominator_figure", "varchar", "Số liệu làm mẫu số hoặc trọng số (Figure that it is divided or weighted by)"),
            ("gap_unit_vi", "varchar", "Đơn vị của phần còn thiếu (Unit of the gap, in Vietnamese)"),
            ("gap_unit_en", "varchar", "Đơn vị của phần còn thiếu, tiếng Anh (Unit of the gap, in English)"),
            ("model", "varchar", "Mô hình dbt tính chỉ tiêu (dbt model that computes it)"),
            ("sources", "varchar", "Các nguồn, cách nhau dấu phẩy (Its sources, apart by commas)"),
            ("can_be_held", "boolean", "Số của xóm có thể bị giữ lại (Whether a hamlet's figure can be held)"),
            ("pending", "varchar", "Các điểm chờ xác nhận, cách nhau dấu phẩy (Settings not yet confirmed, apart by commas)"),
        ),
        _indicator_rows,
    ),
    Seed(
        "seed_target",
        "Mục tiêu của từng kế hoạch năm (What each year's plan asks)",
        "indicators/",
        (
            ("indicator", "varchar", "Mã chỉ tiêu (Id of the indicator)"),
            ("plan_year", "integer", "Năm kế hoạch (Year of the plan)"),
            ("operator", "varchar", "So sánh: = hoặc >= (Comparison)"),
            ("target_numerator", "integer", "Tử số của mục tiêu, phân số chính xác (Numerator of the exact target)"),
            ("target_denominator", "integer", "Mẫu số của mục tiêu, phân số chính xác (Denominator of the exact target)"),
            ("due_date", "date", "Hạn; trống khi hạn theo tháng hoặc quý (Due date; null when due monthly or quarterly)"),
            ("due_rule", "varchar", "Cách tính hạn: date, monthly, quarterly (How it falls due)"),
            _CLAUSE,
        ),
        _target_rows,
    ),
    Seed(
        "seed_calendar",
        "Lịch kỳ báo cáo (Reporting calendars)",
        "calendars.yml",
        (
            ("calendar", "varchar", "Mã lịch (Id of the calendar)"),
            ("month_last_day", "integer", "Ngày cuối của tháng báo cáo (Last day of a reporting month)"),
            ("report_due_day", "integer", "Xóm nộp trước ngày này (Hamlets report before this day)"),
            ("commune_due_day", "integer", "Xã gửi trước ngày này (The commune sends before this day)"),
            ("in_force", "boolean", "Lịch đang áp dụng (Whether it is the calendar in force)"),
            ("basis", "varchar", "Căn cứ (Legal basis)"),
        ),
        _calendar_rows,
    ),
    Seed(
        "seed_setting",
        "Những điểm kế hoạch có thể hiểu hai cách (Points where the plan can be read two ways)",
        "settings.yml",
        (
            ("setting", "varchar", "Mã điểm (Id of the setting)"),
            ("question_vi", "varchar", "Điểm chưa rõ (The question, in Vietnamese)"),
            ("question_en", "varchar", "Điểm chưa rõ, tiếng Anh (The question, in English)"),
            ("default_vi", "varchar", "Cách hiểu đang dùng (The reading taken, in Vietnamese)"),
            ("default_en", "varchar", "Cách hiểu đang dùng, tiếng Anh (The reading taken, in English)"),
            _CLAUSE,
            ("valid_from", "date", "Dùng từ ngày (Day from which it holds)"),
            ("confirmed_by", "varchar", "Người xác nhận (Who confirmed it)"),
            ("confirmed_on", "date", "Ngày xác nhận (When it was confirmed)"),
        ),
        _setting_rows,
    ),
    Seed(
        "seed_commune",
        "Xã vận hành hệ thống (The commune that runs the system)",
        "commune.yml",
        (
            ("commune_code", "varchar", "Mã xã (Code of the commune)"),
            *_TITLES,
            ("province_vi", "varchar", "Tỉnh (Province)"),
            ("calendar", "varchar", "Lịch kỳ báo cáo đang dùng (Reporting calendar in force)"),
        ),
        _commune_rows,
    ),
    Seed(
        "seed_organisation",
        "Các đơn vị gửi số liệu hoặc chủ trì chỉ tiêu (Units that send files or lead an indicator)",
        "organisations.yml",
        (
            ("organisation", "varchar", "Mã đơn vị (Id of the organisation)"),
            *_TITLES,
            ("short", "varchar", "Tên ngắn (Short name)"),
        ),
        _organisation_rows,
    ),
    Seed(
        "seed_figure",
        "Mọi cột số của mọi nguồn (Every count of every source)",
        "sources/",
        (
            ("source", "varchar", "Mã nguồn (Id of the source)"),
            ("field", "varchar", "Mã cột (Id of the field)"),
            ("figure", "varchar", "Mã số liệu: nguồn__cột (Id of the figure)"),
            ("unit", "varchar", "Đơn vị (Unit)"),
            ("nature", "varchar", "Tính chất của nguồn (Nature of its source)"),
            ("needed", "boolean", "Chỉ tiêu cần số này (Whether an indicator needs it)"),
            ("whole_field", "varchar", "Cột mà số này là một phần (Field of the same row that it is a part of)"),
            *_TITLES,
        ),
        _figure_rows,
    ),
    Seed(
        "seed_field",
        "Các cột được so khi một tệp gửi lại (Columns that are compared where a file is sent again)",
        "sources/",
        (
            ("source", "varchar", "Mã nguồn (Id of the source)"),
            ("field", "varchar", "Mã cột (Id of the field)"),
            ("figure", "varchar", "Nguồn và cột: nguồn__cột (Source and field)"),
            ("kind", "varchar", "Loại ô: count, date, mark, … (What a cell of it holds)"),
            *_TITLES,
        ),
        _field_rows,
    ),
    Seed(
        "seed_check",
        "Các quy tắc kiểm tra (The rules whose breach is a finding)",
        "checks/",
        (
            ("rule", "varchar", "Mã quy tắc (Id of the rule)"),
            ("position", "integer", "Thứ tự trong mọi danh sách (Place in every list)"),
            *_TITLES,
            ("tool", "varchar", "Nơi kiểm tra: door hoặc house (Who judges: door or house)"),
            ("severity", "varchar", "Mức độ: blocking, warning, info (Severity)"),
            ("severity_low", "varchar", "Mức độ của trường hợp nhẹ (Severity of the lesser case)"),
            ("mandatory", "boolean", "Phải xét xong mới được chốt quý (Must have looked before a quarter is closed)"),
            ("owner", "varchar", "Ai phải sửa; sender là nơi gửi tệp (Who must mend it; sender is whoever sent the file)"),
            ("meaning_vi", "varchar", "Ý nghĩa (What it means, in Vietnamese)"),
            ("meaning_en", "varchar", "Ý nghĩa, tiếng Anh (What it means, in English)"),
            ("mend_vi", "varchar", "Cách sửa (The mend, in Vietnamese)"),
            ("mend_en", "varchar", "Cách sửa, tiếng Anh (The mend, in English)"),
            ("message_vi", "varchar", "Mẫu câu thông báo (What a finding says, with blanks)"),
            ("context_vi", "varchar", "Mẫu câu về hoạt động của tổ trong kỳ (What the team did, with blanks)"),
            ("context_unlogged_vi", "varchar", "Như trên, khi chưa có nhật ký (The same where the log has not come in)"),
        ),
        _check_rows,
    ),
    Seed(
        "seed_cause",
        "Nguyên nhân có thể của một phát hiện (What probably happened where a check fires)",
        "causes.yml",
        (
            ("cause", "varchar", "Mã nguyên nhân (Id of the cause)"),
            ("position", "integer", "Thứ tự ưu tiên (The first that fits is said)"),
            *_TITLES,
            ("rules", "varchar", "Các quy tắc mà nó có thể giải thích, cách nhau dấu phẩy (Rules that it may explain)"),
            ("message_vi", "varchar", "Mẫu câu gợi ý (What is suggested, with blanks)"),
        ),
        _cause_rows,
    ),
    Seed(
        "seed_threshold",
        "Ngưỡng của các quy tắc kiểm tra (Thresholds of the rules)",
        "checks/",
        (
            ("rule", "varchar", "Mã quy tắc (Id of the rule)"),
            ("name", "varchar", "Tên ngưỡng (Name of the threshold)"),
            ("value", "double", "Giá trị (Value)"),
        ),
        _threshold_rows,
    ),
    Seed(
        "seed_door",
        "Lời của cửa khi từ chối một dòng (What the door says of a row that it turns away)",
        "sources/",
        (
            ("source", "varchar", "Mã nguồn (Id of the source)"),
            ("rule", "varchar", "Mã quy tắc (Id of the rule)"),
            ("field", "varchar", "Mã cột (Id of the field)"),
            ("message_vi", "varchar", "Yêu cầu và cách sửa (What is asked, and the mend)"),
        ),
        door_sentences,
    ),
    Seed(
        "seed_reason",
        "Vì sao một quy tắc chưa xét được (Why a check was not evaluated)",
        "reasons.yml",
        (
            ("reason", "varchar", "Mã lý do (Id of the reason)"),
            *_TITLES,
            ("excuses", "boolean", "Vẫn chốt được quý (Whether it excuses a mandatory check)"),
        ),
        _reason_rows,
    ),
    Seed(
        "seed_verdict",
        "Các kết luận về một tệp (What may become of a file)",
        "verdicts.yml",
        (
            ("verdict", "varchar", "Mã kết luận (Id of the verdict)"),
            ("status", "varchar", "Trạng thái: accepted, unrecognised, unreadable (Status)"),
            ("message_vi", "varchar", "Mẫu câu gửi người nộp (Sentence with blanks, in Vietnamese)"),
            ("message_en", "varchar", "Mẫu câu, tiếng Anh (Sentence with blanks, in English)"),
        ),
        _verdict_rows,
    ),
)


def _seed_yaml(seed: Seed) -> str:
    columns = [{"name": name, "data_type": data_type, "description": description} for name, data_type, description in seed.columns]
    entry = {
        "name": seed.name,
        "description": seed.description,
        "config": {"column_types": {name: data_type for name, data_type, _ in seed.columns}},
        "columns": columns,
    }
    return yaml_text(seed.origin, {"version": 2, "seeds": [entry]})


def seed_files(catalogue: Catalogue) -> dict[str, str]:
    """The CSV and the YAML of every seed. A CSV has no place for a comment: its YAML carries the header."""
    files: dict[str, str] = {}
    for seed in SEEDS:
        files[f"dbt_project/seeds/{seed.name}.csv"] = csv_text([name for name, _, _ in seed.columns], seed.rows(catalogue))
        files[f"dbt_project/seeds/{seed.name}.yml"] = _seed_yaml(seed)
    return files

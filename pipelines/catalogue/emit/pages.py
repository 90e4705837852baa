"""Generates the reference pages for people: every source with its columns, every indicator with its target,
every check with its thresholds.

Belongs here: facts laid out as Markdown tables. Does not belong here: explanations, which people write elsewhere in ``docs/``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pipelines.catalogue.checking import SENDER, Check
from pipelines.catalogue.emit.text import header, unit_words
from pipelines.catalogue.load import Catalogue
from pipelines.catalogue.model import Indicator, Source, SourceField, Target

_DUE_WORDS = {"monthly": "hằng tháng / every month", "quarterly": "hằng quý / every quarter"}


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(_cell(text) for text in line) + " |" for line in lines]


def _is_needed(field: SourceField, source: Source) -> str:
    marks = (
        ("cột bắt buộc / column", field.required),
        ("một trong các cột này / one of these columns", field.id in source.at_least_one_of),
        ("ô bắt buộc / cell", field.needed),
    )
    return ", ".join(words for words, holds in marks if holds)


def _field_row(field: SourceField, source: Source) -> tuple[str, ...]:
    kept = field.kind.value if field.kept else f"{field.kind.value} (không giữ / not kept)"
    unit = unit_words(field.unit) if field.unit else ""
    return (f"`{field.id}`", field.title.vi, field.title.en, kept, unit, _is_needed(field, source), "; ".join(field.synonyms))


def _source_section(source: Source, catalogue: Catalogue) -> list[str]:
    head = ("field", "Cột", "Column", "kind", "Đơn vị / unit", "Bắt buộc / required", "Tên khác / synonyms")
    owner = catalogue.organisations[source.owner].title
    return [
        f"## `{source.id}`: {source.title.vi} / {source.title.en}",
        "",
        f"{source.description.vi}",
        "",
        f"{source.description.en}",
        "",
        f"Gửi / from: {owner.vi} ({owner.en}); {source.cadence.value}, {source.nature}, {source.layout}. "
        f"Mỗi dòng / a row: {source.grain.vi} / {source.grain.en}. Khóa / key: {', '.join(f'`{name}`' for name in source.key)}.",
        "",
        *_table(head, (_field_row(field, source) for field in source.fields)),
        "",
    ]


def _sources_page(catalogue: Catalogue) -> str:
    lines = [f"<!-- {header('sources/')} -->", "", "# Nguồn số liệu / Sources", ""]
    for source in catalogue.sources.values():
        lines += _source_section(source, catalogue)
    return "\n".join(lines)


def _target_line(target: Target) -> str:
    percent = target.fraction * 100
    due = target.due.strftime("%d/%m/%Y") if isinstance(target.due, date) else _DUE_WORDS[target.due]
    return f"{target.plan_year}: {target.operator} {float(percent):g}% ({due}; {target.clause})"


def _indicator_section(indicator: Indicator, catalogue: Catalogue) -> list[str]:
    leads = ", ".join(catalogue.organisations[lead].title.vi for lead in indicator.leads)
    sources = ", ".join(f"`{source}`" for source in indicator.sources)
    rows = [
        ("Tử số / numerator", f"{indicator.numerator.vi} / {indicator.numerator.en}"),
        ("Mẫu số / denominator", f"{indicator.denominator.vi} / {indicator.denominator.en}"),
        *(("Mục tiêu / target", _target_line(target)) for target in indicator.targets),
        ("Loại, cấp / kind, grain", f"{indicator.kind}, {indicator.grain}"),
        ("Chủ trì / lead", leads),
        ("Nguồn / sources", sources),
        ("Mô hình / model", f"`{indicator.model}`"),
    ]
    for name in indicator.settings:
        setting = catalogue.settings[name]
        state = f"xác nhận / confirmed {setting.confirmed_on}" if setting.confirmed_on else "chờ xác nhận / pending"
        rows.append((f"{name} ({state})", f"{setting.question.vi} → {setting.default.vi} ({setting.clause})"))
    title = f"## {indicator.position}. `{indicator.id}`: {indicator.title.vi} / {indicator.title.en}"
    return [title, "", *_table(("", ""), rows), ""]


def _indicators_page(catalogue: Catalogue) -> str:
    lines = [f"<!-- {header('indicators/')} -->", "", "# Chỉ tiêu / Indicators", ""]
    for indicator in catalogue.indicators.values():
        lines += _indicator_section(indicator, catalogue)
    return "\n".join(lines)


def _check_section(check: Check, catalogue: Catalogue) -> list[str]:
    owner = "nơi gửi tệp / the sender" if check.owner == SENDER else catalogue.organisations[check.owner].title.vi
    severity = check.severity if check.severity_low is None else f"{check.severity}, {check.severity_low}"
    rows = [
        ("Ý nghĩa / meaning", f"{check.meaning_in('vi')} / {check.meaning_in('en')}"),
        ("Mức độ / severity", severity),
        ("Bắt buộc khi chốt quý / mandatory at the close", "có / yes" if check.mandatory else ""),
        ("Cách sửa / mend", f"{check.mend.vi} / {check.mend.en}"),
        ("Ai sửa / owner", owner),
        ("Nguồn / sources", ", ".join(f"`{source}`" for source in check.sources)),
        ("Ngưỡng / thresholds", ", ".join(f"{name} = {value:g}" for name, value in check.thresholds.items())),
        ("Kiểm tra ở / judged", f"{check.tool}, `{check.model}`"),
    ]
    title = f"## {check.position}. `{check.id}`: {check.title.vi} / {check.title.en}"
    return [title, "", *_table(("", ""), (row for row in rows if row[1])), ""]


def _checks_page(catalogue: Catalogue) -> str:
    lines = [f"<!-- {header('checks/')} -->", "", "# Quy tắc kiểm tra / Checks", ""]
    for check in catalogue.checks.values():
        lines += _check_section(check, catalogue)
    return "\n".join(lines)


def page_files(catalogue: Catalogue) -> dict[str, str]:
    """The data dictionary, the list of indicators and the list of checks."""
    return {
        "docs/sources.md": _sources_page(catalogue),
        "docs/indicators.md": _indicators_page(catalogue),
        "docs/checks.md": _checks_page(catalogue),
    }

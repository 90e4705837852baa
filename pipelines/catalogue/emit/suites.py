"""Generates the Great Expectations suites: what the door asks of each source's rows.

Belongs here: which expectation guards which kind of field, its rule and its sentence. Does not belong here: running them
(``pipelines.ingest.door_worker``), and rules of the house, which compare figures (dbt).

The order of a suite is the order of blame: a row is turned away for the first expectation that it fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.catalogue.checking import Check, Severity
from pipelines.catalogue.emit.text import header
from pipelines.catalogue.load import Catalogue
from pipelines.catalogue.model import FieldKind, Source, SourceField

NUMBER_SUFFIX = "__number"
"""A count's helper column in the frame that the door checks: the number, or nothing where the text is none."""

COUNT = "[0-9]{1,12}"
"""What a count is, here and in the cast macros (``dbt_project/macros/casts.sql``)."""
_END = r"$(?!\n)"
"""Python's ``$`` also stands before a last line break: such text would pass here and be cast to nothing."""
COUNT_REGEX = f"^{COUNT}{_END}"
DATE_REGEX = f"^(19|20)[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}{_END}"
RATE_REGEX = f"^(1000([.]0+)?|[0-9]{{1,3}}([.][0-9]+)?){_END}"
STAR_REGEX = f"^([1-5]|.*[^0-9].*){_END}"
"""One to five; text that is no number at all is the count rule's to report, and not said twice."""
NAMING_KINDS = frozenset({FieldKind.TEXT, FieldKind.HAMLET, FieldKind.TEAM, FieldKind.CODE, FieldKind.DATE})
"""Kinds that say whom or what a row is about. A blank count is the house's (``figure_missing``)."""

Expectation = dict[str, Any]


def _expectation(kind: str, kwargs: dict[str, Any], rule: str, field: str, message: str, *, severity: str, rejects: bool) -> Expectation:
    meta = {"rule": rule, "field": field, "severity": severity, "rejects": rejects, "message_vi": message}
    return {"type": kind, "kwargs": kwargs, "severity": "critical" if rejects else "warning", "meta": meta}


def _rejecting(kind: str, field: SourceField, kwargs: dict[str, Any], rule: str, message: str) -> Expectation:
    """A row that fails is turned away. How grave that is, the rule's own file says (``_graded``)."""
    return _expectation(kind, {"column": field.id, **kwargs}, rule, field.id, message, severity=Severity.WARNING, rejects=True)


def _graded(expectation: Expectation, checks: Mapping[str, Check]) -> Expectation:
    """With the severity of the rule's file, where the rule has one. At the door a second, lesser severity is the one: a single answer's."""
    check = checks.get(expectation["meta"]["rule"])
    if check is None:
        return expectation
    return expectation | {"meta": expectation["meta"] | {"severity": check.severity_low or check.severity}}


def _regex(field: SourceField, regex: str, rule: str, message: str) -> Expectation:
    return _rejecting("expect_column_values_to_match_regex", field, {"regex": regex}, rule, message)


def _of_count(field: SourceField) -> Iterator[Expectation]:
    message = f"Cột «{field.title.vi}» phải là số nguyên từ 0 trở lên, chỉ ghi chữ số. Hãy sửa ô này rồi gửi lại."
    yield _regex(field, COUNT_REGEX, "not_a_count", message)
    if field.unit == "stars":
        kwargs = {"column": field.id, "regex": STAR_REGEX}
        message = f"Cột «{field.title.vi}» thường từ 1 đến 5. Hãy kiểm tra lại; dòng vẫn được nhận."
        kind = "expect_column_values_to_match_regex"
        yield _expectation(kind, kwargs, "stars_out_of_range", field.id, message, severity="warning", rejects=False)


def _of_percent(field: SourceField) -> Iterator[Expectation]:
    kwargs = {"column": field.id, "regex": RATE_REGEX}
    message = f"Cột «{field.title.vi}» phải là tỷ lệ phần trăm, ví dụ 75,3. Dòng vẫn được nhận, tỷ lệ này không được dùng."
    kind = "expect_column_values_to_match_regex"
    yield _expectation(kind, kwargs, "not_a_rate", field.id, message, severity="warning", rejects=False)


def _of_date(field: SourceField) -> Iterator[Expectation]:
    message = f"Cột «{field.title.vi}» phải ghi ngày, tháng, năm, ví dụ 14/6/2026. Hãy sửa ô này rồi gửi lại."
    yield _regex(field, DATE_REGEX, "not_a_date", message)
    message = f"Cột «{field.title.vi}» phải là một ngày có thật, không phải 30/2 hay 31/4. Hãy sửa ô này rồi gửi lại."
    kwargs = {"strftime_format": "%Y-%m-%d"}
    yield _rejecting("expect_column_values_to_match_strftime_format", field, kwargs, "not_a_date", message)


def _of_code(field: SourceField) -> Iterator[Expectation]:
    message = f"Cột «{field.title.vi}» không đúng dạng mã. Hãy ghi đúng mã như trong danh mục rồi gửi lại."
    yield _regex(field, field.pattern or "", "not_a_code", message)


def _of_choice(field: SourceField) -> Iterator[Expectation]:
    words = ", ".join(written[0] for written in field.choices.values() if written)
    message = f"Cột «{field.title.vi}» phải là một trong: {words}. Hãy sửa ô này rồi gửi lại."
    kwargs = {"value_set": list(field.choices)}
    yield _rejecting("expect_column_values_to_be_in_set", field, kwargs, "not_a_choice", message)


def _of_mark(field: SourceField) -> Iterator[Expectation]:
    message = f"Cột «{field.title.vi}» chỉ đánh dấu x (hoặc ghi Có, Không) hay để trống. Hãy sửa ô này rồi gửi lại."
    kwargs = {"value_set": ["yes", "no"]}
    yield _rejecting("expect_column_values_to_be_in_set", field, kwargs, "not_a_mark", message)


_BY_KIND = {
    FieldKind.COUNT: _of_count,
    FieldKind.PERCENT: _of_percent,
    FieldKind.DATE: _of_date,
    FieldKind.CODE: _of_code,
    FieldKind.CHOICE: _of_choice,
    FieldKind.MARK: _of_mark,
}


def _of_field(field: SourceField) -> Iterator[Expectation]:
    if field.needed and field.kind in NAMING_KINDS:
        message = f"Cột «{field.title.vi}» không được để trống. Hãy ghi đủ rồi gửi lại."
        yield _rejecting("expect_column_values_to_not_be_null", field, {}, "key_missing", message)
    if field.kind in _BY_KIND:
        yield from _BY_KIND[field.kind](field)


def _columns(source: Source) -> Expectation:
    """The reader refuses a file without its columns; this says so should it ever let one through."""
    names = ["row_id", *(field.id for field in source.kept_fields if field.required)]
    titles = ", ".join(f"«{field.title.vi}»" for field in source.kept_fields if field.required)
    kwargs = {"column_set": names, "exact_match": False}
    message = f"Biểu phải có đủ các cột: {titles}. Hãy dùng đúng mẫu rồi gửi lại."
    kind = "expect_table_columns_to_match_set"
    return _expectation(kind, kwargs, "missing_column", "", message, severity="blocking", rejects=True)


def _holds_single_answers(source: Source) -> bool:
    """A survey told apart by answer and not by hamlet: one wrong answer is turned away alone, and nobody's figure is held."""
    return source.nature == "survey" and all(source.field(name).kind is not FieldKind.HAMLET for name in source.key)


def _of_wholes(source: Source) -> Iterator[Expectation]:
    for field in source.fields:
        if field.whole is None:
            continue
        whole = source.field(field.whole)
        kwargs = {
            "column_A": f"{whole.id}{NUMBER_SUFFIX}",
            "column_B": f"{field.id}{NUMBER_SUFFIX}",
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        }
        message = f"«{field.title.vi}» không được lớn hơn «{whole.title.vi}». Hãy kiểm tra lại phiếu rồi gửi lại."
        kind = "expect_column_pair_values_a_to_be_greater_than_b"
        yield _expectation(kind, kwargs, "part_exceeds_whole", field.id, message, severity="warning", rejects=True)


def suite(source: Source, checks: Mapping[str, Check]) -> dict[str, Any]:
    """The suite in GX's own form."""
    expectations = [_columns(source)]
    for field in source.kept_fields:
        expectations += _of_field(field)
    if _holds_single_answers(source):
        expectations += _of_wholes(source)
    meta = {"generated": header(f"sources/{source.id}.yml"), "title_vi": source.title.vi}
    return {"name": source.id, "expectations": [_graded(one, checks) for one in expectations], "meta": meta}


def door_sentences(catalogue: Catalogue) -> list[tuple[str, str, str, str]]:
    """Source, rule, field and what the door says of a row that it turns away. Of several the first, as ``reports.reasons`` has it."""
    sentences: dict[tuple[str, str, str], str] = {}
    for source in catalogue.sources.values():
        for meta in (expectation["meta"] for expectation in suite(source, catalogue.checks)["expectations"]):
            if meta["rejects"]:
                sentences.setdefault((source.id, meta["rule"], meta["field"]), meta["message_vi"])
    return [(*told, sentence) for told, sentence in sentences.items()]


def suite_files(catalogue: Catalogue) -> dict[str, str]:
    """One JSON file a source."""
    return {
        f"expectations/{source.id}.json": json.dumps(suite(source, catalogue.checks), ensure_ascii=False, indent=2) + "\n"
        for source in catalogue.sources.values()
    }

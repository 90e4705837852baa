"""Fills in the report's template and packs the document.

Belongs here: rendering, alternative texts, fixed bytes. Does not belong here: words (``parts.py``, ``context.py``), charts (``charts.py``).
"""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

from pipelines.quarter.report_facts import QuarterFacts
from pipelines.quarter.standing import Standing
from pipelines.reports.charts import Chart, hamlet_chart, target_chart
from pipelines.reports.issuer import Issuer
from pipelines.reports.packages import with_fixed_dates
from pipelines.reports.word.context import report_context

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "bao-cao.docx"
"""Made by ``template.py``."""
_WHOLE_ROWS = 9
"""Of a table that fits on half a page, its heading among them."""
CHART_MM = 160
"""Within the text's width."""


class TemplateError(ValueError):
    """The officer's own template cannot be filled in; the message says which and why."""


def report_bytes(facts: QuarterFacts, standing: Standing, issuer: Issuer, own_template: Path | None = None) -> bytes:
    """The report as a Word file: the same bytes for the same facts, standing, issuer and template.

    Raises TemplateError when ``own_template`` has a mark that cannot be filled in.
    """
    from docx.shared import Mm  # noqa: PLC0415 - heavy
    from docxtpl import DocxTemplate, InlineImage  # noqa: PLC0415 - heavy
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2 import TemplateError as JinjaError  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    charts: dict[str, Chart | None] = {"chart_targets": target_chart(facts), "chart_hamlets": hamlet_chart(facts)}
    template = DocxTemplate(str(own_template or TEMPLATE))
    template.init_docx()
    pictures = {name: InlineImage(template, io.BytesIO(chart.png), width=Mm(CHART_MM)) if chart else "" for name, chart in charts.items()}
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        template.render({**report_context(facts, standing, issuer), **pictures}, environment)
    except JinjaError as error:
        name = (own_template or TEMPLATE).name
        raise TemplateError(f"Mẫu {name}: không điền được ({error}). Hãy sửa chỗ trống đó, hoặc xóa tệp mẫu để dùng mẫu có sẵn.") from error
    document = template.docx  # get_docx() would load the template again
    _describe(document, [chart for chart in charts.values() if chart])
    _draw_issuer_rule(document, issuer)
    _keep_together(document)
    _stamp(document, facts)
    out = io.BytesIO()
    document.save(out)
    return with_fixed_dates(out.getvalue())


def _describe(document: Any, charts: list[Chart]) -> None:
    """The alternative texts, in the order in which the pictures stand."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - heavy

    pictures = list(document.element.body.iter(qn("wp:docPr")))
    for properties, chart in zip(pictures, charts, strict=False):  # an officer's template may leave a chart out
        properties.set("descr", chart.description)
        properties.set("title", chart.title)
        properties.set("name", chart.title)


def _draw_issuer_rule(document: Any, issuer: Issuer) -> None:
    """The line under the issuing body is a third to a half of its last line, whatever the body is called."""
    from pipelines.reports.word.styles import FORMS, HEAD_MM, SHORT_RULE, set_rule, width_mm  # noqa: PLC0415 - it imports python-docx

    lines = issuer.lines["issuer"]
    for paragraph in document.tables[0].rows[0].cells[0].paragraphs if document.tables and lines else []:
        if paragraph.style is not None and paragraph.style.name == "VB Đường kẻ":
            longest = max(width_mm(line.upper(), FORMS["VB Cơ quan ban hành"].size) for line in lines[-1:])
            set_rule(paragraph, SHORT_RULE * longest, HEAD_MM[0])


def _keep_together(document: Any) -> None:
    """A heading row stands on the page of the first row, and a table of a few rows is not cut in two."""
    for table in document.tables:
        if table.style is None or table.style.name != "Table Grid":
            continue
        rows = table._tbl.tr_lst
        for row in rows[:-1] if len(rows) <= _WHOLE_ROWS else rows[:1]:
            for paragraph in (paragraph for cell in row.tc_lst for paragraph in cell.p_lst):
                paragraph.get_or_add_pPr().get_or_add_keepNext().val = True


def _stamp(document: Any, facts: QuarterFacts) -> None:
    """No clock: the document is dated by the last day of its period."""
    moment = dt.datetime.combine(facts.calendar["last_day"], dt.time())
    document.core_properties.created = document.core_properties.modified = moment

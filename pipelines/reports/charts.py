"""The report's charts: pictures with an alternative text that says what they show.

Belongs here: drawing and describing. Does not belong here: which figures there are (``pipelines.quarter``).
Charts are written in Vega-Lite's own words, as on the pages (docs/decisions/0018), and vl-convert draws them in this process, without a
browser or a network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.quarter.report_facts import QuarterFacts
from pipelines.reports.site.drawing import SCHEMA
from pipelines.reports.tables import STATUS_WORDS, percent, plain

_FONT = "Times New Roman, Liberation Serif, Tinos, DejaVu Serif, serif"
"""The first that the machine has; each holds the Vietnamese letters, and the second and third are as wide as the first."""
_PLOT_WIDTH = 360
_ROW_HEIGHT = 19
_SCALE = 2
_CONFIG = {
    "background": "white",
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelFont": _FONT,
        "titleFont": _FONT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": "black",
        "titleColor": "black",
    },
    "legend": {"labelFont": _FONT, "labelFontSize": 12},
}
_SHADES = {"met": "#1b5e20", "on_track": "#7cb342", "behind": "#f9a825", "missed": "#b71c1c"}


@dataclass(frozen=True)
class Chart:
    """A PNG with its title and alternative text."""

    png: bytes
    title: str
    description: str


def target_chart(facts: QuarterFacts) -> Chart | None:
    """A bar an indicator, shaded by status, with a tick where its target is. None when nothing is known."""
    rows = [_bar(row) for row in facts.commune if row["value"] is not None]
    if not rows:
        return None
    labels = _labels([row["label"] for row in rows])
    words = [STATUS_WORDS[status] for status in _SHADES]
    shades = {
        "field": "status",
        "type": "nominal",
        "title": None,
        "scale": {"domain": words, "range": list(_SHADES.values())},
        "legend": {"orient": "top"},
    }
    figures = {"x": {"value": _PLOT_WIDTH + 48}, "y": labels, "text": {"field": "text", "type": "nominal"}}
    layers = [
        {"mark": {"type": "bar", "size": 13}, "encoding": {"x": _share("Kết quả (%)"), "y": labels, "color": shades}},
        _aims(labels),
        {"mark": {"type": "text", "align": "right", "fontSize": 12}, "encoding": figures},
    ]
    described = "; ".join(f"{row['plain']}: {row['text']} so với mục tiêu {row['target_text']}, {row['status']}" for row in rows)
    return Chart(
        _drawn({"data": {"values": rows}, "layer": layers}, _ROW_HEIGHT * len(rows)),
        "Kết quả và mục tiêu của từng chỉ tiêu",
        f"Biểu đồ thanh, vạch đen là mục tiêu. {described}.",
    )


def hamlet_chart(facts: QuarterFacts) -> Chart | None:
    """A dot a hamlet for each indicator, with a tick at the target: how far apart the hamlets are. None when no hamlet has a figure."""
    titles = {row["indicator"]: row for row in facts.commune}
    rows = [
        {
            "label": _label(titles[row["indicator"]]),
            "value": row["value"] * 100,
            "target": row["target"] * 100,
            "indicator": row["indicator"],
        }
        for row in facts.units
        if row["level"] == "hamlet" and row["value"] is not None
    ]
    if not rows:
        return None
    order = list(dict.fromkeys(row["label"] for row in rows))
    labels = _labels(order)
    targets = [{"label": label, "target": next(row["target"] for row in rows if row["label"] == label)} for label in order]
    dot = {"type": "circle", "size": 45, "opacity": 0.45, "color": "#0d47a1"}
    layers = [
        {"data": {"values": rows}, "mark": dot, "encoding": {"x": _share("Kết quả của từng xóm (%)"), "y": labels}},
        {"data": {"values": targets}} | _aims(labels),
    ]
    return Chart(
        _drawn({"layer": layers}, _ROW_HEIGHT * len(order)),
        "Kết quả của từng xóm so với mục tiêu",
        f"Biểu đồ điểm, mỗi chấm là một xóm, vạch đen là mục tiêu. {_described_spread(facts, titles)}",
    )


def _described_spread(facts: QuarterFacts, titles: Mapping[str, Mapping[str, Any]]) -> str:
    said = []
    for indicator, row in titles.items():
        shares = [
            unit["value"]
            for unit in facts.units
            if unit["indicator"] == indicator and unit["level"] == "hamlet" and unit["value"] is not None
        ]
        if shares:
            said.append(f"{plain(row['title_vi'])}: từ {percent(min(shares))} đến {percent(max(shares))}")
    return "; ".join(said) + "."


def _bar(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": _label(row),
        "plain": plain(row["title_vi"]),
        "value": row["value"] * 100,
        "target": row["target"] * 100,
        "target_text": percent(row["target"]),
        "text": percent(row["value"], row["target"]),
        "status": STATUS_WORDS[row["status"]],
    }


def _label(row: Mapping[str, Any]) -> str:
    """The title without what it says in brackets: a label has one line."""
    return f"{row['position']}. {plain(row['title_vi']).partition(' (')[0]}"


def _labels(order: list[str]) -> dict[str, Any]:
    """The upright axis: a label a row, in the order given."""
    axis = {"labelLimit": 0, "ticks": False, "domain": False}  # names are short; a limit doubles the time, for measuring
    return {"field": "label", "type": "nominal", "sort": order, "title": None, "axis": axis}


def _share(title: str) -> dict[str, Any]:
    return {"field": "value", "type": "quantitative", "title": title, "scale": {"domain": [0, 100]}}


def _aims(labels: dict[str, Any]) -> dict[str, Any]:
    """A black tick at each row's target."""
    mark = {"type": "tick", "thickness": 3, "size": 19, "color": "black"}
    return {"mark": mark, "encoding": {"x": {"field": "target", "type": "quantitative"}, "y": labels}}


def _drawn(chart: dict[str, Any], height: int) -> bytes:
    import vl_convert  # noqa: PLC0415 - heavy

    specification = {"$schema": SCHEMA, "width": _PLOT_WIDTH, "height": height, "config": _CONFIG} | chart
    return bytes(vl_convert.vegalite_to_png(specification, scale=_SCALE))

"""Small charts as inline SVG: one Vega-Lite drawing of many facets, cut into its lines.

Belongs here: grammar and cutting. Does not belong here: which figures are drawn (``charts.py``), words (templates).

Everything is drawn at once, because starting the renderer costs more than drawing. No text is drawn: labels are HTML beside the
chart, so the bytes do not depend on a machine's fonts. Colours are CSS variables, so one drawing serves light, dark and print.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree
from markupsafe import Markup

Rows = Sequence[Mapping[str, Any]]
Drawn = dict[tuple[str, str], Markup]
"""By chart and line: what stands between the svg tags."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""A name that says which version of the grammar a chart speaks; nothing is fetched from there."""
_WIDTH, _HEIGHT, _GAP, _COLUMNS = 240, 72, 24, 8
_MARGIN = 6
"""Room for a mark on the edge of the plot."""

VIEW_BOX = f"{-_MARGIN} {-_MARGIN} {_WIDTH + 2 * _MARGIN} {_HEIGHT + 2 * _MARGIN}"
"""Of every chart; templates put it on the svg element that they write around the drawing."""

_SPAN = 0.2
"""A chart shows at least twenty points of share, so that a small change does not look like a great one."""

_LOOKS = {
    "target": ("var(--chart-target)", 1.5, [2, 4]),
    "context": ("var(--chart-context)", 1.5, None),
    "forecast": ("var(--chart-value)", 1.5, [5, 4]),
    "value": ("var(--chart-value)", 2.5, None),
}
"""What each look is: colour, width, dashes."""

_SHARE = {"field": "y", "type": "quantitative", "axis": None, "scale": {"zero": False, "nice": False}}


def trends(rows: Rows, x_domain: tuple[float, float]) -> Drawn:
    """Shares over time. A row is ``{chart, line, look, x, y}``: ``look`` one of target, context, forecast, value; ``y`` a share of 1.

    A null ``y`` breaks its line. Charts have upright axes of their own that do not begin at 0; lines of one chart share one.
    """
    layers = [_line(look) for look in _LOOKS] + [_points()]
    return _draw([*rows, *_spans(rows)], layers, x_domain, "independent")


def bars(rows: Rows, count: int, highest: float) -> Drawn:
    """Amounts as bars, on one scale. A row is ``{chart, line, x, y}``: ``x`` from 0 to ``count`` - 1, ``y`` from 0 to ``highest``."""
    height = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [0, max(highest, 1)], "nice": False}}
    mark = {"type": "bar", "fill": "var(--chart-value)", "size": _WIDTH / max(count, 1) * 0.6}
    return _draw(rows, [{"mark": mark, "encoding": {"y": height}}], (-0.5, count - 0.5), "shared")


def _line(look: str) -> dict[str, Any]:
    colour, width, dash = _LOOKS[look]
    mark = {"type": "line", "stroke": colour, "strokeWidth": width, "strokeCap": "round", **({"strokeDash": dash} if dash else {})}
    return {"transform": [{"filter": f"datum.look === '{look}'"}], "mark": mark, "encoding": {"y": _SHARE, "detail": {"field": "line"}}}


def _points() -> dict[str, Any]:
    mark = {"type": "point", "shape": "circle", "filled": True, "size": 36, "fill": "var(--chart-value)", "opacity": 1}
    return {"transform": [{"filter": "datum.look === 'value' && datum.y !== null"}], "mark": mark, "encoding": {"y": _SHARE}}


def _spans(rows: Rows) -> list[dict[str, Any]]:
    """Two forecast points a chart that are cut away again: all else lies between them, and they are ``_SPAN`` apart or more."""
    seen: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row["y"] is not None:
            seen[row["chart"]].append(row["y"])
    spans = []
    for chart, shares in seen.items():
        spare = max(_SPAN - (max(shares) - min(shares)), 0) / 2
        low = max(min(min(shares) - spare, 1 - _SPAN), 0)
        high = max(max(shares) + spare, low + _SPAN)
        spans += [{"chart": chart, "line": _CUT_AWAY, "look": "forecast", "x": rows[0]["x"], "y": y} for y in (low, min(high, 1))]
    return spans


_CUT_AWAY = "-"


def _draw(rows: Rows, layers: list[dict[str, Any]], x_domain: tuple[float, float], upright: str) -> Drawn:
    if not rows:
        return {}
    import vl_convert  # noqa: PLC0415 - heavy, and only pages with charts need it

    keys = sorted({(str(row["chart"]), str(row["line"])) for row in rows})
    place = {key: number for number, key in enumerate(keys)}
    shared = {
        "x": {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": list(x_domain), "nice": False, "zero": False}},
        "description": {"field": "key", "type": "nominal"},
    }
    spec = {
        "$schema": SCHEMA,
        "data": {"values": [{**row, "key": f"line {place[str(row['chart']), str(row['line'])]}"} for row in rows]},
        "facet": {"field": "chart", "type": "nominal", "header": {"labels": False, "title": None}},
        "columns": _COLUMNS,
        "bounds": "flush",
        "spacing": _GAP,
        "resolve": {"scale": {"y": upright}},
        "spec": {"width": _WIDTH, "height": _HEIGHT, "encoding": shared, "layer": layers},
    }
    found = _cut(vl_convert.vegalite_to_svg(spec))
    return {key: found[f"line {number}"] for key, number in place.items() if key[1] != _CUT_AWAY and f"line {number}" in found}


def _cut(svg: str) -> dict[str, Markup]:
    """Every mark by its description, in the order of drawing, without what only a whole Vega view needs."""
    found: dict[str, list[str]] = defaultdict(list)
    for mark in etree.fromstring(svg.encode()).iter("{*}path", "{*}line"):
        key = mark.get("aria-label", "")
        if key.startswith("line "):
            kept = {str(name): str(value) for name, value in sorted(mark.attrib.items()) if name in _KEPT}
            element = etree.Element(etree.QName(mark).localname, {"fill": "none"} | kept)
            found[key].append(etree.tostring(element, encoding="unicode"))
    return {key: Markup("".join(marks)) for key, marks in found.items()}  # noqa: S704 - drawn by us, from numbers alone


_KEPT = frozenset({"d", "transform", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap"})

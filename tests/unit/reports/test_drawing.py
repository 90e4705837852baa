"""Small charts: cut line by line, broken where nothing is known, in the page's own colours, the same bytes each time."""

from __future__ import annotations

import re

from lxml import etree

from pipelines.reports.site.drawing import bars, trends


def line(chart: str, name: str, look: str, *shares: float | None) -> list[dict[str, object]]:
    return [{"chart": chart, "line": name, "look": look, "x": x, "y": share} for x, share in enumerate(shares)]


ROWS = [
    *line("a", "target", "target", 0.75, 0.75, 0.75),
    *line("a", "value", "value", 0.5, None, 0.7),
    *line("b", "value", "value", 0.1, 0.2, 0.3),
]


def marks(drawing: str) -> list[etree._Element]:
    return list(etree.fromstring(f"<svg>{drawing}</svg>"))


def test_each_line_is_a_piece_of_its_own() -> None:
    drawn = trends(ROWS, (0, 2))
    assert set(drawn) == {("a", "target"), ("a", "value"), ("b", "value")}
    assert len([mark for mark in marks(drawn["b", "value"]) if mark.get("transform")]) == 3, "a point a value"


def test_a_missing_value_breaks_the_line_and_has_no_point() -> None:
    path, *points = marks(trends([*line("a", "v", "value", 0.5, 0.6, None, 0.7, 0.8)], (0, 4))["a", "v"])
    assert path.get("d").count("M") == 2
    assert len(points) == 4


def test_higher_is_drawn_higher_and_later_further_right() -> None:
    path = marks(trends(line("a", "v", "value", 0.1, 0.9), (0, 1))["a", "v"])[0]
    (x1, y1), (x2, y2) = ((float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", path.get("d")))
    assert x1 < x2
    assert y1 > y2


def test_a_small_change_is_not_blown_up() -> None:
    path = marks(trends(line("a", "v", "value", 0.500, 0.501), (0, 1))["a", "v"])[0]
    (_, y1), (_, y2) = ((float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", path.get("d")))
    assert abs(y1 - y2) < 1


def test_colours_are_the_pages_own_and_nothing_else_comes_along() -> None:
    text = "".join(trends(ROWS, (0, 2)).values())
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', text)) <= {"none", "var(--chart-value)", "var(--chart-target)"}
    assert "<text" not in text
    assert "http" not in text


def test_the_same_rows_give_the_same_bytes() -> None:
    assert trends(ROWS, (0, 2)) == trends(list(ROWS), (0, 2))
    assert trends([], (0, 2)) == {}


def test_bars_stand_on_one_scale() -> None:
    drawn = bars([{"chart": "X01", "line": "", "x": 0, "y": 10}, {"chart": "X02", "line": "", "x": 0, "y": 20}], 1, 20)
    heights = [float(re.search(r"v([\d.]+)h-", marks(drawn[team, ""])[0].get("d"))[1]) for team in ("X01", "X02")]
    assert heights[1] == 2 * heights[0]

"""The report's charts: pictures with an alternative text that says what they show.

Belongs here: drawing and describing. Does not belong here: which figures there are (``pipelines.quarter``).
Altair builds the chart and vl-convert draws it in this process, without a browser or a network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.quarter.report_facts import QuarterFacts
from pipelines.reports.tables import STATUS_WORDS, percent, plain

_FONT = "Times New Roman, Liberation Serif, Tinos, DejaVu Serif, serif"
"""The first that the machine has; each holds the Vietnamese letters, and the second and third are as wide as the first."""
_PLOT_WIDTH = 360
_ROW_HEIGHT = 19
_SCALE = 2
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
    alt = _altair()
    order = [row["label"] for row in rows]
    base = alt.Chart(alt.Data(values=rows))
    labels = alt.Y("label:N", sort=order, title=None, axis=_label_axis(alt))
    share = alt.X("value:Q", title="Kết quả (%)", scale=alt.Scale(domain=[0, 100]))
    words = [STATUS_WORDS[status] for status in _SHADES]
    bars = base.mark_bar(size=13).encode(
        x=share,
        y=labels,
        color=alt.Color(
            "status:N", title=None, scale=alt.Scale(domain=words, range=list(_SHADES.values())), legend=alt.Legend(orient="top")
        ),
    )
    ticks = base.mark_tick(thickness=3, size=19, color="black").encode(x="target:Q", y=labels)
    figures = base.mark_text(align="right", fontSize=12).encode(x=alt.value(_PLOT_WIDTH + 48), y=labels, text="text:N")
    described = "; ".join(f"{row['plain']}: {row['text']} so với mục tiêu {row['target_text']}, {row['status']}" for row in rows)
    return Chart(
        _drawn(bars + ticks + figures, _ROW_HEIGHT * len(rows)),
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
    alt = _altair()
    order = list(dict.fromkeys(row["label"] for row in rows))
    labels = alt.Y("label:N", sort=order, title=None, axis=_label_axis(alt))
    share = alt.X("value:Q", title="Kết quả của từng xóm (%)", scale=alt.Scale(domain=[0, 100]))
    dots = alt.Chart(alt.Data(values=rows)).mark_circle(size=45, opacity=0.45, color="#0d47a1").encode(x=share, y=labels)
    aims = [{"label": label, "target": next(row["target"] for row in rows if row["label"] == label)} for label in order]
    ticks = alt.Chart(alt.Data(values=aims)).mark_tick(thickness=3, size=19, color="black").encode(x="target:Q", y=labels)
    return Chart(
        _drawn(dots + ticks, _ROW_HEIGHT * len(order)),
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


def _altair() -> Any:
    import altair  # noqa: PLC0415 - heavy

    return altair


def _label_axis(alt: Any) -> Any:
    return alt.Axis(labelLimit=400, ticks=False, domain=False)


def _drawn(chart: Any, height: int) -> bytes:
    import vl_convert  # noqa: PLC0415 - heavy

    words = {"labelFont": _FONT, "titleFont": _FONT, "labelFontSize": 12, "titleFontSize": 12, "labelColor": "black", "titleColor": "black"}
    finished = chart.properties(width=_PLOT_WIDTH, height=height).configure(font=_FONT, background="white")
    finished = finished.configure_axis(**words, titleFontWeight="normal").configure_legend(labelFont=_FONT, labelFontSize=12)
    finished = finished.configure_view(stroke=None)
    specification = finished.to_dict(validate=False)  # checked by the tests, not by each run: it takes as long as drawing
    return bytes(vl_convert.vegalite_to_png(specification, scale=_SCALE))

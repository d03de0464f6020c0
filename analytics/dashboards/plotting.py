"""A chart as Plotly's JSON: data and layout, without words of its own and without colours, which the page has.

Numbers stand in it twice: as they are, and as they are written (`text`), so that 万 and k come from one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from analytics.dashboards.cells import written
from analytics.dashboards.charts import nice_top
from analytics.dashboards.frame import Cell, Chart, Kind, Look, Series
from config.kernel.templatetags.hetang import short_number

MOST_TICKS = 7


def figure(chart: Chart) -> dict[str, Any]:
    """`{"data": […], "layout": {…}}`; colours are names of CSS variables."""
    labels = [str(value) for value in chart.column(0)]
    stacked = any(one.look is Look.UNDER for one in chart.series)
    return {
        "data": [_trace(chart, one, labels) for one in chart.series],
        "layout": {
            "xaxis": {"type": "category", **_ticks(labels)},
            "yaxis": _axis(chart),
            "barmode": "relative" if stacked else "group",
            "showlegend": sum(one.look not in {Look.LOW, Look.HIGH} for one in chart.series) > 1,
        },
    }


def _ticks(labels: Sequence[str]) -> dict[str, Any]:
    step = max(1, -(-len(labels) // MOST_TICKS))
    chosen = list(range(0, len(labels), step))
    return {
        "tickmode": "array",
        "tickvals": [labels[place] for place in chosen],
        "ticktext": [_short(labels[place]) for place in chosen],
    }


def _short(label: str) -> str:
    """A day without its year."""
    return label[5:] if len(label) == len("2026-11-26") and label[4:5] == "-" else label


def _value(value: Cell, kind: Kind, look: Look) -> float | None:
    if not isinstance(value, int | float):
        return None
    value = value / 100 if kind is Kind.MONEY else value
    return -value if look is Look.UNDER else value


def _trace(chart: Chart, series: Series, labels: Sequence[str]) -> dict[str, Any]:
    column, look = chart.columns[series.column], series.look
    values = chart.column(series.column)
    trace: dict[str, Any] = {
        "type": "bar" if look in {Look.BAR, Look.UNDER} else "scatter",
        "name": column.label,
        "x": list(labels),
        "y": [_value(value, column.kind, look) for value in values],
        "text": [written(value, column.kind, chart.currency) for value in values],
        "hovertemplate": "%{text}",
        "textposition": "none",
        "meta": {"colour": f"--viz-{series.colour}", "look": str(look)},
    }
    if trace["type"] == "scatter":
        del trace["textposition"]
        trace["mode"] = "lines+markers" if len(values) < 2 or _lone(trace["y"]) else "lines"
    return trace


def _lone(values: Sequence[float | None]) -> bool:
    return sum(value is not None for value in values) < 2


def _axis(chart: Chart) -> dict[str, Any]:
    """Five round steps from zero; below it too where something leaves."""
    found = [
        (_value(value, chart.columns[one.column].kind, one.look), one.look)
        for one in chart.series
        for value in chart.column(one.column)
    ]
    values = [value for value, _look in found if value is not None]
    kind = chart.columns[chart.series[0].column].kind if chart.series else Kind.COUNT
    if any(look is Look.UNDER for _value_, look in found):
        values += _stacked(chart)
    highest, lowest = max([*values, 0]), min([*values, 0])
    top = nice_top(max(highest, -lowest))
    top = min(top, 1.0) if kind is Kind.SHARE and highest <= 1 else top
    below = ceil(-lowest / top * 4)
    ticks = [top * part / 4 for part in range(-below, 5)]
    return {
        "range": [-top * below / 4, top * 1.04],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [_tick(value, kind) for value in ticks],
    }


def _stacked(chart: Chart) -> list[float]:
    """Heights of bars that stand on each other."""
    places = [one.column for one in chart.series if one.look is Look.BAR]
    return [float(sum(value for place in places if isinstance(value := row[place], int | float))) for row in chart.rows]


def _tick(value: float, kind: Kind) -> str:
    if kind is Kind.SHARE:
        return f"{value:.0%}" if value * 100 % 1 < 0.01 else f"{value:.1%}"
    sign = "−" if value < 0 else ""
    size = abs(value)
    return sign + (short_number(round(size)) if size >= 10 or size == round(size) else f"{size:g}")

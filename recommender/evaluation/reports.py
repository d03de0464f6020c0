"""A report for machines and for people."""

from __future__ import annotations

from typing import Any

from recommender.evaluation.judging import Line, Report, peak_mb
from recommender.evaluation.metrics import compared

HEAD = ("model", "recall", "±", "ndcg", "±", "mrr", "coverage", "gini", "novelty", "CPU s")


def as_json(report: Report) -> dict[str, Any]:
    """The chosen model's figures at the top; every model's below, with what it lacks to the chosen one."""
    best = report.best
    return {
        "model": best.name,
        "top": best.verdict.k,
        **best.verdict.as_json(),
        "cpu_seconds": round(report.cpu_seconds, 2),
        "wall_seconds": round(report.wall_seconds, 2),
        "peak_mb": round(peak_mb(), 1),
        "users": len(report.case.world.seen.people),
        "catalogue": report.case.catalogue,
        "pairs": len(report.case.world.seen.rows),
        "in_order_of_time": report.case.world.recent,
        "friends": {name: gap.as_json() for name, gap in report.friends.items()},
        "models": [_line(line, report) for line in report.lines],
    }


def _line(line: Line, report: Report) -> dict[str, Any]:
    return {
        "model": line.name,
        "settings": line.settings,
        "held_out_ndcg": round(line.held, 5),
        **line.verdict.as_json(),
        "cpu_seconds": round(line.cpu_seconds, 2),
        "chosen_minus_this_ndcg": compared(report.best.verdict.ndcgs, line.verdict.ndcgs).as_json(),
    }


def as_table(report: Report) -> str:
    """Markdown: a row for each model, the chosen one marked."""
    rows = [HEAD, *(_cells(line, report.chosen) for line in report.lines)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(HEAD))
    lines.append("")
    for name, gap in report.friends.items():
        lines.append(f"friends, {name}: {gap.mean:+.4f} ± {gap.interval:.4f}")
    lines.append(f"{report.cpu_seconds:.1f} CPU s, {report.wall_seconds:.1f} s, {peak_mb():.0f} MB at most")
    return "\n".join(lines)


def _cells(line: Line, chosen: str) -> tuple[str, ...]:
    told = line.verdict
    name = f"**{line.name}**" if line.name == chosen else line.name
    figures = (told.recall, told.recall_interval, told.ndcg, told.ndcg_interval, told.mrr, told.coverage, told.gini)
    return (name, *(f"{figure:.4f}" for figure in figures), f"{told.novelty:.2f}", f"{line.cpu_seconds:.1f}")

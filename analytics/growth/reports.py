"""A choice of models as JSON and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analytics.growth.choosing import WARNINGS, Ahead, Choice, derived, forecast, warnings_of
from analytics.growth.errors import CannotFit
from analytics.growth.fitting import Fit, Points


def as_json(choice: Choice, *, periods: int = 0) -> dict[str, Any]:
    """Plain numbers, lists and strings; nothing infinite and nothing that is not a number."""
    models: dict[str, Any] = {name: _fit_json(fit) for name, fit in choice.fits.items()}
    models |= {name: _refusal_json(refusal) for name, refusal in choice.refusals.items()}
    report: dict[str, Any] = {
        "points": len(choice.points),
        "best": choice.best.model if choice.best else None,
        "models": models,
        "warnings": [*_told(choice.warnings), *_of_models(models)],
    }
    if periods and choice.best:
        report["forecast"] = [vars(one) for one in ahead(choice.best, periods)]
    return report


def _of_models(models: dict[str, Any]) -> list[dict[str, str]]:
    """What is said of single models, with their names."""
    return [{"model": name, **told} for name, model in models.items() for told in model["warnings"]]


def ahead(fit: Fit, periods: int) -> list[Ahead]:
    """So many periods after the last point; a period is the median pause between points."""
    last, pause = float(fit.points.times[-1]), usual_pause(fit.points)
    return forecast(fit, [last + pause * step for step in range(1, periods + 1)])


def usual_pause(points: Points) -> float:
    return float(np.median(np.diff(np.unique(points.times))))


def _fit_json(fit: Fit) -> dict[str, Any]:
    return {
        "parameters": {name: one.value for name, one in fit.estimates.items()},
        "standard_errors": {name: one.se for name, one in fit.estimates.items()},
        "intervals_95": {name: [one.low, one.high] for name, one in fit.estimates.items()},
        "rss": fit.rss,
        "residual_sd": fit.residual_sd,
        "degrees_of_freedom": fit.freedom,
        "aicc": fit.aicc,
        **derived(fit),
        "warnings": _told(warnings_of(fit)),
    }


def _refusal_json(refusal: CannotFit) -> dict[str, Any]:
    told = {"code": refusal.code, "text": refusal.text}
    return {"refused": told, "warnings": [told]}


def _told(codes: Sequence[str]) -> list[dict[str, str]]:
    return [{"code": code, "text": str(WARNINGS[code])} for code in codes]


def as_table(choice: Choice, *, periods: int = 0) -> str:
    """The same for the eye."""
    lines = []
    for name, fit in choice.fits.items():
        mark = "*" if fit is choice.best else " "
        aicc = "–" if fit.aicc is None else f"{fit.aicc:.3f}"
        lines.append(f"{mark} {name:<12} rss {fit.rss:<14.8g} aicc {aicc}")
        lines += [
            f"    {key:<3}{one.value:>16.8g} ± {one.se:<12.4g} {_span(one.low, one.high)}"
            for key, one in fit.estimates.items()
        ]
        lines += [f"    {key} {value:.6g}" for key, value in derived(fit).items() if value is not None]
        lines += [f"    ! {WARNINGS[code]}" for code in warnings_of(fit)]
    lines += [f"  {name:<12} {refusal.text}" for name, refusal in choice.refusals.items()]
    lines += [f"! {WARNINGS[code]}" for code in choice.warnings]
    if periods and choice.best:
        lines += [
            f"  t={one.time:<10g} {one.value:>14.6g} {_span(one.low, one.high)}" for one in ahead(choice.best, periods)
        ]
    return "\n".join(lines)


def _span(low: float, high: float) -> str:
    return f"[{low:.6g}, {high:.6g}]"

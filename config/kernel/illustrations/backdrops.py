"""Where the things stand: a wall and a table under different light, so that no two neighbours look alike."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Palette, leaf, oval, shape


def room(c: Palette, chance: random.Random, width: int, height: int, edge: float) -> str:
    """The wall, the table when there is one, and one of five lights."""
    light = chance.choices((_window, _arch, _disc, _leaves, _sweep), (8, 5, 4, 4, 4))[0]
    floor = min(edge, height)
    table = ""
    if edge < height:
        table = (
            f'<rect y="{edge:.0f}" width="{width}" height="{height - edge + 1:.0f}" fill="{c.table}"/>'
            f'<path d="M0 {edge:.0f}H{width}" stroke="#fff" opacity=".35"/>'
        )
    return f'<rect width="{width}" height="{height}" fill="{c.wall}"/>{light(c, chance, width, floor)}{table}'


def _window(c: Palette, chance: random.Random, width: float, floor: float) -> str:
    name, pane, start = c.next_id(), width * 0.2, width * (0.06 + chance.uniform(-0.06, 0.08))
    light = (
        f'<linearGradient id="{name}" x2="1" y2="1"><stop stop-color="#fff" stop-opacity=".62"/>'
        '<stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient>'
    )
    for place in range(2):
        x, slant = start + place * pane * 1.16, width * 0.26
        light += (
            f'<path d="M{x:.0f} 0H{x + pane:.0f}L{x + pane + slant:.0f} {floor:.0f}H{x + slant:.0f}Z" '
            f'fill="url(#{name})" opacity=".7"/>'
        )
    return light


def _arch(c: Palette, chance: random.Random, width: float, floor: float) -> str:
    """A niche in the wall."""
    half = width * chance.uniform(0.29, 0.35)
    left, right, top = width / 2 - half, width / 2 + half, max(floor * 0.1, floor - half * 2.6)
    niche = f"M{left:.0f} {floor:.0f}V{top + half:.0f}A{half:.0f} {half:.0f} 0 0 1 {right:.0f} {top + half:.0f}V{floor:.0f}Z"
    return shape(niche, c.light, opacity=0.62)


def _disc(c: Palette, chance: random.Random, width: float, floor: float) -> str:
    """A low sun on the wall."""
    size = min(width, floor) * chance.uniform(0.36, 0.44)
    return oval(
        round(width * chance.choice((0.4, 0.5, 0.62))),
        round(floor * 0.56),
        round(size),
        round(size),
        c.light,
        opacity=0.6,
    )


def _leaves(c: Palette, chance: random.Random, width: float, floor: float) -> str:
    """The shadow of a branch outside the window."""
    left = chance.random() < 0.5
    turns, size = (18, 62, 104, 150, 196), width / 130
    twig = "".join(leaf(step * 20, 10 + step * 9, turn, size, c.line, c.line) for step, turn in enumerate(turns))
    place = (
        f"translate({width * -0.04:.0f} {floor * 0.06:.0f})"
        if left
        else f"translate({width * 1.04:.0f} {floor * 0.06:.0f}) scale(-1 1)"
    )
    more = (
        f"translate({width * 0.1:.0f} {floor * -0.1:.0f}) rotate(24)"
        if left
        else f"translate({width * 0.9:.0f} {floor * -0.1:.0f}) rotate(-24) scale(-1 1)"
    )
    return f'<g opacity=".1" transform="{place}">{twig}</g><g opacity=".06" transform="{more}">{twig}</g>'


def _sweep(c: Palette, chance: random.Random, width: float, floor: float) -> str:
    """Soft light from above, nothing else."""
    name, x = c.next_id(), chance.choice((0.25, 0.5, 0.7))
    return (
        f'<radialGradient id="{name}" cx="{x}" cy="0.1" r="1"><stop stop-color="#fff" stop-opacity=".6"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>'
        f'<rect width="{width:.0f}" height="{floor:.0f}" fill="url(#{name})"/>'
    )

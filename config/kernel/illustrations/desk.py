"""Paper and reading."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette


def notebook(c: Palette, r: random.Random) -> str:
    line = r.random() < 0.5
    cover = "M58 40H138Q146 40 146 48V172Q146 180 138 180H58Z"
    mark = (
        f'<rect x="82" y="66" width="46" height="30" rx="3" fill="{c.second}"/><path d="M90 77h30M90 86h18" stroke="{c.shade}" stroke-width="3" stroke-linecap="round"/>'
        if line
        else f'<circle cx="104" cy="94" r="24" fill="{c.second}"/><path d="M104 94L104 70A24 24 0 0 1 128 94Z" fill="{c.shade}" opacity=".55"/>'
    )
    return (
        f'<path d="M66 46H150V178Q150 184 144 184H66Z" fill="{c.light}"/><path d="M150 52V178M147 52V180" stroke="{c.table}" stroke-width="1.5"/>'
        + c.shaded(cover, c.body, side=124, depth=0.07, extra=mark)
        + f'<rect x="52" y="40" width="12" height="140" rx="4" fill="{c.shade}"/><path d="M134 40V180" stroke="{c.line}" stroke-width="4" opacity=".7"/><path d="M112 180v14l-5-5-5 5v-14z" fill="{c.shade}"/>'
    )


KINDS: dict[str, Draw] = {
    "notebook": notebook,
}

"""Hetang's still lifes: product pictures, note covers, shop marks and faces drawn from a few parameters.

    picture("mug", tone="leaf", ratio="3:4", seed=7, alt="…")   -> one standalone <svg>
    face(3)  mark("听荷", "leaf")                                -> round avatar, square shop mark
    ground("leaf")                                              -> the placeholder colour of that picture
    KINDS  SCENES  TONES  RATIOS                                -> what there is

A picture is: a wall and a table, window light falling from the left, one soft shadow, one object in two or three tones.
New object: write  def kind(c, r)  in one of the modules, drawing into a 200 x 200 box that stands on y = 180, and add it to
its KINDS. `c` holds the colours; `r` is a seeded random.Random: use it for stripes, handles, heights.
The same arguments always give the same picture.
"""

from config.kernel.illustrations.palette import TONES
from config.kernel.illustrations.people import face, mark
from config.kernel.illustrations.still_life import KINDS, RATIOS, SCENES, ground, picture

__all__ = ["KINDS", "RATIOS", "SCENES", "TONES", "face", "ground", "mark", "picture"]

"""The living page of the look: every component with its states, on made-up data. `/platform/styleguide/`"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.organisations.access import operator
from config.kernel.clock import now
from config.kernel.illustrations import face, ground, mark, picture

COLOURS = (
    ("--color-base-200", _("Rice paper")),
    ("--color-base-100", _("Sheet")),
    ("--color-base-300", _("Hairline")),
    ("--color-base-content", _("Ink")),
    ("--color-primary", _("Lotus")),
    ("--color-secondary", _("Leaf")),
    ("--color-accent", _("Stamen")),
    ("--color-info", _("Pond")),
    ("--wash-lotus", _("Lotus wash")),
    ("--wash-leaf", _("Leaf wash")),
    ("--wash-gold", _("Stamen wash")),
    ("--wash-pond", _("Pond wash")),
)


@dataclass(frozen=True)
class Sample:
    """A picture that lives in the page itself."""

    url: str
    width: int
    height: int
    colour: str
    alt: str = ""
    srcset: str = ""


def sample(kind: str, tone: str, ratio: str = "1:1", seed: int = 1) -> Sample:
    wide, high = (int(part) for part in ratio.split(":"))
    drawn = picture(kind, tone=tone, ratio=ratio, seed=seed)
    return Sample(f"data:image/svg+xml,{quote(drawn)}", 600, 600 * high // wide, ground(tone))


def someone(seed: int, name: str) -> dict[str, Any]:
    portrait = Sample(f"data:image/svg+xml,{quote(face(seed))}", 80, 80, "#e8e8e2")
    return {"avatar": portrait, "display_name": name}


class SampleForm(forms.Form):
    """One field of each kind, one of them wrong."""

    phone = forms.CharField(label=_("Phone"), help_text=_("Only the courier sees it, and only the last four digits."))
    city = forms.ChoiceField(label=_("City"), choices=[("hz", _("Hangzhou")), ("sh", _("Shanghai"))])
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    way = forms.ChoiceField(
        label=_("Delivery"),
        choices=[("door", _("To the door")), ("locker", _("To a locker"))],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label=_("Picture"), required=False)
    news = forms.BooleanField(label=_("Write to me about new things"), required=False)

    def clean_phone(self) -> str:
        raise forms.ValidationError(_("That number is one digit short."))


def samples() -> dict[str, Any]:
    people = [someone(3, "小满"), someone(8, "阿川"), someone(1, "南枝"), someone(5, "老周"), someone(12, "Anna")]
    at = now()
    return {
        "colours": COLOURS,
        "people": people,
        "two": people[:2],
        "one": people[:1],
        "shop_mark": Sample(f"data:image/svg+xml,{quote(mark('听荷', 'leaf', 2))}", 320, 320, ground("leaf")),
        "tin": sample("tin", "lotus"),
        "mug": sample("mug", "dusk", "3:4", 2),
        "tea": sample("teatime", "leaf", "3:4", 3),
        "lamp": sample("lamp", "clay", "4:5", 3),
        "shirt": sample("shirt", "sky", "4:5", 2),
        "teapot": sample("teapot", "sand"),
        "soon": at + timedelta(hours=2, minutes=13, seconds=9),
        "later": at + timedelta(days=2, hours=3),
        "events": [
            {"text": _("On its way"), "at": at - timedelta(hours=5), "detail": "顺达", "number": "SD8842019"},
            {"text": _("Shipped"), "at": at - timedelta(hours=21)},
            {"text": _("Paid"), "at": at - timedelta(days=2)},
        ],
        "steps": [
            {"label": _("Paid"), "state": "done"},
            {"label": _("Shipped"), "state": "now"},
            {"label": _("Received"), "state": ""},
        ],
        "todos": [
            {
                "href": "#todo",
                "count": 12,
                "label": _("To ship"),
                "line": _("the oldest waits 31 hours"),
                "urgent": True,
            },
            {"href": "#todo", "count": 3, "label": _("Refunds"), "line": _("2 are due today"), "urgent": True},
            {"href": "#todo", "count": 2, "label": _("Low stock"), "line": _("less than 7 days of sales")},
            {"href": "#todo", "count": 5, "label": _("In review"), "line": _("since this morning")},
            {"href": "#todo", "count": 0, "label": _("Questions"), "line": _("all answered")},
        ],
        "rising": [5, 6, 5.5, 7, 6.4, 7.7, 8.6],
        "falling": [24, 26, 22, 25, 23, 21, 19],
        "grains": [{"label": _("Day"), "href": "#dates"}, {"label": _("Week"), "href": "#dates", "on": True}],
        "trail": [(_("Home"), "/"), (_("Tea"), "#trail"), ("明前龙井", "")],
        "sums": [(_("Products"), 19600), (_("Freight"), 1200)],
        "table_rows": [
            (sample("tin", "leaf"), "明前龙井 50g 绿罐", "林**"),
            (sample("bowl", "mist"), "白瓷品茗杯一对", "陈**"),
            (sample("mug", "leaf", "1:1", 4), "青釉马克杯 320ml", "Anna W."),
        ],
        "form": SampleForm({"phone": "138 0013 80", "city": "hz", "way": "door"}),
    }


@operator
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "platform/styleguide.html", samples())

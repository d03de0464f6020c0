"""The week of a group, for its owner: on the bell and in the digest by e-mail."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.effect.models import GroupFigures
from community.effect.selectors import week_of
from community.groups.models import Group
from community.groups.selectors import staffed_in
from community.notifications.kinds import Tab, Target, register_kind


def effect_page(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """For who looks after the group still, with the figures of its newest week."""
    rows = list(Group.objects.filter(pk__in=ids).filter(pk__in=staffed_in(reader)))
    weeks = week_of([one.pk for one in rows])
    return {
        one.pk: Target(reverse("community:group-effect", args=[one.slug]), one.name, quote=_said(weeks.get(one.pk)))
        for one in rows
    }


def _said(week: GroupFigures | None) -> str:
    if week is None:
        return ""
    counts = {"active": week.active, "members": week.members, "joins": week.joins, "leaves": week.leaves}
    return gettext("%(active)s of %(members)s members active, %(joins)s joined, %(leaves)s left") % counts


register_kind(
    "group_week",
    tab=Tab.SYSTEM,
    label=_("The week of a group I own"),
    words=_("The week of “%(what)s”"),
    show=effect_page,
    icon="chart-line",
)

"""Those concerned hear of every step; a kept order brings a newcomer up at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.conduct.levels import Level
from community.conduct.services import raise_to
from community.conduct.watching import register_watch
from community.effect.sources import register_reports
from community.groups.selectors import staff_of
from community.notifications.kinds import Tab, Target, register_kind
from community.notifications.services import notify
from config.kernel.events import subscribe
from content.moderation import kinds, others  # noqa: F401 - they register what can be reported
from content.moderation.events import (
    AppealDecided,
    ItemDecided,
    NoticeGiven,
    StrikeAppealed,
    StrikeGiven,
    ThingReported,
    ThingReturned,
)
from content.moderation.gathering import reports_in
from content.moderation.models import FINE, Kind, LegalNotice, Report, ReportState, ReviewItem, Strike
from content.moderation.selectors import administrators, is_staff
from content.moderation.services import watch
from orders.checkout.models import Order
from orders.settlement.events import OrderSettled

STRIKE, ITEM, REPORT, NOTICE = "strike", "review_item", "report", "legal_notice"
register_watch(watch)
register_reports(reports_in)


def strikes(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    rows = Strike.objects.filter(pk__in=ids, person=reader)
    return {row.pk: Target(reverse("moderation:strike", args=[row.key]), quote=row.why) for row in rows}


def own_items(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    rows = ReviewItem.objects.filter(pk__in=ids, author=reader)
    return {row.pk: Target(row.snapshot.get("url", "") or reverse("moderation:standing")) for row in rows}


def own_reports(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    page = reverse("moderation:standing")
    return dict.fromkeys(Report.objects.filter(pk__in=ids, reporter=reader).values_list("pk", flat=True), Target(page))


def own_notices(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    page = reverse("moderation:standing")
    rows = LegalNotice.objects.filter(pk__in=ids, sender=reader).values_list("pk", flat=True)
    return dict.fromkeys(rows, Target(page))


def waiting_notices(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """Where administrators decide about them."""
    rows = LegalNotice.objects.filter(pk__in=ids).select_related("item") if is_staff(reader) else []
    return {row.pk: Target(reverse("platform:moderation-item", args=[row.item.key])) for row in rows}


def group_items(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    rows = ReviewItem.objects.filter(pk__in=ids, group__members__user=reader).select_related("group").distinct()
    return {
        row.pk: Target(reverse("moderation:group-queue", args=[row.group.slug]), row.group.name)
        for row in rows
        if row.group is not None
    }


def late_queue(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """The queue, for those who run the platform; the object is the day."""
    return dict.fromkeys(ids, Target(reverse("platform:moderation"))) if is_staff(reader) else {}


for name, label, words, show, icon in (
    ("strike", _("Decisions about what I write"), _("Something was decided about what you wrote"), strikes, "gavel"),
    ("returned", _("Decisions about what I write"), _("Something of yours is shown again"), own_items, "eye"),
    ("appealed", _("My appeals"), _("We have your appeal; somebody else looks at it"), strikes, "scale"),
    ("appeal_done", _("My appeals"), _("Your appeal is decided"), strikes, "scale"),
    ("report_done", _("My reports"), _("We looked at what you reported"), own_reports, "flag"),
    ("notice_done", _("My legal notices"), _("Your legal notice is decided"), own_notices, "scale"),
    ("notice_given", _("Legal notices"), _("There is a legal notice to decide"), waiting_notices, "scale"),
    ("queue_late", _("The queue of moderation"), _("Something in the queue waits too long"), late_queue, "flag"),
    ("group_report", _("Reports in a group of mine"), _("Something was reported in “%(what)s”"), group_items, "flag"),
):
    register_kind(name, tab=Tab.SYSTEM, label=label, words=words, show=show, icon=icon)


@subscribe(ThingReported)
def tell_group(event: ThingReported) -> None:
    """Those who look after the group hear of reports in it."""
    item = ReviewItem.objects.select_related("group").filter(pk=event.item_id).first()
    if item is None or item.group is None or item.kind not in {Kind.NOTE, Kind.COMMENT}:
        return
    for member in staff_of(item.group):
        if member.user_id != item.author_id:
            notify(user_id=member.user_id, kind="group_report", object_type=ITEM, object_id=item.pk)


@subscribe(StrikeGiven)
def tell_of_strike(event: StrikeGiven) -> None:
    notify(user_id=event.person_id, kind="strike", object_type=STRIKE, object_id=event.strike_id)


@subscribe(ItemDecided)
def tell_reporters(event: ItemDecided) -> None:
    """Whoever reported it learns what came of it; the author, when nothing was wrong with what had been hidden."""
    for report in Report.objects.filter(item=event.item_id).exclude(state__in=[ReportState.OPEN, ReportState.IGNORED]):
        notify(user_id=report.reporter_id, kind="report_done", object_type=REPORT, object_id=report.pk)
    for notice in LegalNotice.objects.filter(item=event.item_id):
        notify(user_id=notice.sender_id, kind="notice_done", object_type=NOTICE, object_id=notice.pk)
    was_hidden = Strike.objects.filter(item=event.item_id, level="hidden", revoked_at__isnull=False).first()
    if event.outcome in FINE and was_hidden is not None:
        notify(user_id=was_hidden.person_id, kind="returned", object_type=ITEM, object_id=event.item_id)


@subscribe(NoticeGiven)
def tell_legal_desk(event: NoticeGiven) -> None:
    for pk in administrators():
        notify(user_id=pk, kind="notice_given", object_type=NOTICE, object_id=event.notice_id)


@subscribe(ThingReturned)
def tell_of_return(event: ThingReturned) -> None:
    item = ReviewItem.objects.filter(pk=event.item_id).first()
    if item is not None and item.author_id is not None:
        notify(user_id=item.author_id, kind="returned", object_type=ITEM, object_id=item.pk)


@subscribe(StrikeAppealed)
def confirm_appeal(event: StrikeAppealed) -> None:
    person = Strike.objects.values_list("person_id", flat=True).get(pk=event.strike_id)
    notify(user_id=person, kind="appealed", object_type=STRIKE, object_id=event.strike_id)


@subscribe(AppealDecided)
def tell_of_appeal(event: AppealDecided) -> None:
    person = Strike.objects.values_list("person_id", flat=True).get(pk=event.strike_id)
    notify(user_id=person, kind="appeal_done", object_type=STRIKE, object_id=event.strike_id)


@subscribe(OrderSettled)
def bring_up(event: OrderSettled) -> None:
    """Whoever bought and kept it is no stranger any more."""
    buyer = Order.objects.values_list("buyer_id", flat=True).filter(pk=event.order_id).first()
    if buyer is not None:
        raise_to(person_id=buyer, level=Level.KNOWN)

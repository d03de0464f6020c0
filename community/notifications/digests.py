"""The digest by e-mail: what somebody has not read yet, once a day or week, never twice, and left by one click."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.identity.models import User
from community.notifications.kinds import all_kinds
from community.notifications.models import Digest, Hearing, Notification, SentDigest
from community.notifications.quiet import is_quiet, local_time
from community.notifications.selectors import Line, choices_of, hearing_of, told
from config.kernel.clock import now
from config.kernel.errors import NotFound
from config.kernel.mail import designed

HOUR = 9
MONDAY = 0
SETTLED = timedelta(minutes=30)  # what is younger may still gather, or be read on the page
TOO_OLD = timedelta(days=8)
MOST_LINES = 20
SALT = "community.notifications.unsubscribe"


def due_readers() -> list[int]:
    """People with something unread that no mail has told them."""
    moment = now()
    lines = Notification.objects.filter(
        read_at=None, mailed_at=None, latest_at__lt=moment - SETTLED, latest_at__gt=moment - TOO_OLD
    )
    lines = lines.filter(user__is_active=True).exclude(user__hearing__digest=Digest.OFF)
    return list(lines.order_by("user").values_list("user_id", flat=True).distinct())


def send_digest(*, reader_id: int) -> bool:
    """One person's digest, if its hour has come and there is something to say. Nobody gets two of one day."""
    hearing = hearing_of(reader_id)
    if not _is_due(hearing):
        return False
    reader = User.objects.get(pk=reader_id)
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        lines = _keep(reader, on=local_time(hearing, now()).date())
        if lines:
            _send(reader, lines)
    return bool(lines)


def _is_due(hearing: Hearing) -> bool:
    local = local_time(hearing, now())
    if hearing.digest == Digest.OFF or local.hour < HOUR or is_quiet(hearing, now()):
        return False
    return hearing.digest == Digest.DAILY or local.weekday() == MONDAY


@transaction.atomic
def _keep(reader: User, *, on: date) -> list[Line]:
    """What the mail will say, kept as said before it is sent: better one mail too few than one too many."""
    by_mail = {name for name, wish in choices_of(reader.pk, all_kinds()).items() if wish.by_mail}
    lines = Notification.objects.filter(user=reader, read_at=None, mailed_at=None, latest_at__gt=now() - TOO_OLD)
    rows = list(lines.filter(kind__in=by_mail).order_by("-latest_at", "-pk").select_for_update()[:MOST_LINES])
    shown = told(reader, rows)
    if not shown:
        return []
    day = SentDigest(person=reader, on=on, lines=len(shown))
    if not _is_first(day):
        return []
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now())
    return shown


def _is_first(day: SentDigest) -> bool:
    """Whether no other worker was here today; a rival waits, then finds the day taken."""
    SentDigest.objects.bulk_create([day], ignore_conflicts=True)
    return SentDigest.objects.filter(person=day.person_id, on=day.on, at=day.at).exists()


def _send(reader: User, lines: list[Line]) -> None:
    leave = settings.SITE_URL + reverse("community:unsubscribe", args=[unsubscribe_token(reader.pk)])
    context = {
        "lines": lines,
        "centre": settings.SITE_URL + reverse("community:notifications"),
        "settings_url": settings.SITE_URL + reverse("community:hearing"),
        "leave": leave,
    }
    text = render_to_string("community/mail/digest.txt", context)
    head, _blank, body = text.strip().partition("\n\n")
    headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    designed(subject=head.removeprefix("Subject:").strip(), text=body, to=[reader.email], headers=headers).send()


# ---- leaving ----------------------------------------------------------------------------------------------------


def unsubscribe_token(person_id: int) -> str:
    return signing.dumps(person_id, salt=SALT)


def person_of_token(token: str) -> int:
    """Whose digest a link stops. It needs no signing in and never runs out."""
    try:
        person_id = signing.loads(token, salt=SALT)
    except signing.BadSignature as forged:
        raise NotFound from forged
    if not isinstance(person_id, int) or not User.objects.filter(pk=person_id).exists():
        raise NotFound
    return person_id

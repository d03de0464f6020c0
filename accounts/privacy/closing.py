"""Leaving: asked for with the password, taken back by signing in, and final after fourteen days."""

from __future__ import annotations

from datetime import date
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from accounts.identity.models import AccessToken, User
from accounts.privacy.errors import StillNeeded, WrongPassword
from accounts.privacy.events import ClosingAsked, PersonErased
from accounts.privacy.models import COOLING_OFF, Closing
from accounts.privacy.registry import declared, obstacles
from config.kernel.audit import record
from config.kernel.clock import local_day, now
from config.kernel.events import publish
from config.kernel.locks import locked_one
from config.kernel.ratelimit import spend

TRIES, HOUR_S = 5, 3600
BATCH = 50


@transaction.atomic
def ask_closing(*, user: User, password: str) -> Closing:
    """Begin the fourteen days. Tokens and sessions end at once; asking twice is asking once."""
    spend("closing", str(user.pk), limit=TRIES, seconds=HOUR_S)
    if not user.check_password(password):
        raise WrongPassword(field="password")
    user = locked_one(User.objects.all(), user.pk)
    if against := obstacles(user):
        raise StillNeeded(what=" ".join(against))
    moment = now()
    closing, is_new = Closing.objects.get_or_create(
        user=user, defaults={"asked_at": moment, "due_at": moment + COOLING_OFF}
    )
    if is_new:
        AccessToken.objects.filter(user=user).delete()
        sign_out_everywhere(user)
        record(actor=None, action="accounts.closing_asked", target=user)  # the log never forgets a name
        publish(ClosingAsked(user_id=user.pk))
    return closing


def sign_out_everywhere(user: User) -> None:
    """On every device: only signing in anew brings somebody back."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in UserSession.objects.filter(user=user):
        store(session.session_key).delete()
    UserSession.objects.filter(user=user).delete()


def take_back_closing(*, user: User) -> bool:
    """Somebody came back in time. False when there was nothing to take back."""
    return bool(Closing.objects.filter(user=user, erased_at=None).delete()[0])


def erase_due() -> int:
    """Erase everybody whose fourteen days are over; who has something unfinished meanwhile waits on."""
    due = Closing.objects.filter(erased_at=None, due_at__lte=now()).order_by("due_at")
    return sum(erase(user_pk=pk) for pk in due.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def erase(*, user_pk: int) -> bool:
    """Everything declared meets its fate, then the account itself loses its name. Once, and not a minute early."""
    user = locked_one(User.objects.all(), user_pk)
    closing = Closing.objects.filter(user=user, erased_at=None, due_at__lte=now()).first()
    if closing is None or obstacles(user):
        return False
    tables = declared()
    for one in tables.values():
        one.erase(user, closing.pseudonym)
    _lose_name(user, closing.pseudonym)
    longest = max(one.years for one in tables.values())
    today = local_day(now())
    Closing.objects.filter(pk=closing.pk).update(
        erased_at=now(), law_until=date(today.year + longest, today.month, min(today.day, 28))
    )
    publish(PersonErased(user_id=user.pk))
    return True


def forget_kept() -> int:
    """The law's years are over: what was kept for it is emptied, too."""
    over = Closing.objects.filter(erased_at__isnull=False, law_until__lte=local_day(now())).select_related("user")
    rows = list(over.order_by("law_until")[:BATCH])
    for closing in rows:
        with transaction.atomic():
            for one in declared().values():
                if one.later:
                    one.rows(closing.user).update(**one.later)
            Closing.objects.filter(pk=closing.pk).update(law_until=None)
    return len(rows)


def _lose_name(user: User, pseudonym: str) -> None:
    """What is left of an account: a number that orders and counts may point to."""
    user.email, user.handle = f"{pseudonym.lower()}@erased.invalid", f"gone_{pseudonym.lower()}"
    user.display_name, user.bio, user.language = "—", "", ""
    user.avatar, user.phone, user.phone_index = None, "", ""
    user.is_active, user.is_staff, user.is_superuser = False, False, False
    user.set_unusable_password()
    user.last_login = None
    user.save()
    user.groups.clear()
    user.user_permissions.clear()

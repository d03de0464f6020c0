"""What providers' messages led to, in words for operators. The codes themselves stay in the database."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orders.payments.models import PaymentState, RefundState

OUTCOMES: Mapping[str, str | Promise] = {
    "ignored": pgettext_lazy("webhook", "Nothing to do"),
    "amount_differs": pgettext_lazy("webhook", "Refused: another amount"),
    "reversed": pgettext_lazy("webhook", "The bank took it back"),
    **{one.value: one.label for one in [*RefundState, *PaymentState]},
}
REFUSALS: Mapping[str, str | Promise] = {
    "about a payment we don't know": _("about a payment we don't know"),
    "can't be decrypted": _("can't be decrypted"),
    "for another app": _("for another app"),
    "for another merchant": _("for another merchant"),
    "for another seller": _("for another merchant"),
    "nobody writes to us about this": _("nobody writes to us about this"),
    "of another mode": _("a test message on a live site, or the other way round"),
    "signature missing": _("signature missing"),
    "signature wrong": _("signature wrong"),
    "too large": _("too large"),
    "too old": _("too old"),
    "unreadable": _("unreadable"),
}

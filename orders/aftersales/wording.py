"""What the states and steps of a case are called when people read them, and what happens next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from config.kernel.templatetags.hetang import cents, exactly
from orders.aftersales.models import Case, CasePhoto, CaseStatus, CaseStep, Side

S = CaseStatus

STATE_KINDS: Mapping[str, str] = {
    S.APPLIED: "wait",
    S.OFFERED: "wait",
    S.AGREED: "go",
    S.REJECTED: "bad",
    S.ESCALATED: "wait",
    S.RULED: "go",
    S.BUYER_SHIPPING: "go",
    S.GOODS_RECEIVED: "go",
    S.GOODS_REFUSED: "bad",
    S.REFUNDING: "go",
    S.REFUNDED: "good",
    S.RESHIPPED: "go",
    S.DONE: "good",
}

# By (state reached, whose step), then by state alone.
STEPS: Mapping[tuple[str, str] | str, Promise] = {
    (S.AGREED, Side.BUYER): gettext_lazy("Offer taken"),
    (S.AGREED, Side.CALENDAR): gettext_lazy("No answer in time, so it is agreed"),
    (S.GOODS_RECEIVED, Side.CALENDAR): gettext_lazy("Counted as received in good order"),
    (S.DONE, Side.CALENDAR): gettext_lazy("Counted as received"),
    (S.ESCALATED, Side.CALENDAR): gettext_lazy("Handed to the platform, because time ran out"),
    (S.CLOSED, Side.CALENDAR): gettext_lazy("Closed, because time ran out"),
    (S.CLOSED, Side.HOUSE): gettext_lazy("Closed, because the order ended another way"),
    S.APPLIED: pgettext_lazy("after-sales", "Applied"),
    S.OFFERED: gettext_lazy("The shop offers a part"),
    S.AGREED: gettext_lazy("The shop agreed"),
    S.REJECTED: gettext_lazy("The shop turned it down"),
    S.ESCALATED: gettext_lazy("Platform called in"),
    S.RULED: gettext_lazy("The platform decided"),
    S.BUYER_SHIPPING: gettext_lazy("Sent back"),
    S.GOODS_RECEIVED: gettext_lazy("The shop has the goods back"),
    S.GOODS_REFUSED: gettext_lazy("The shop did not accept the goods"),
    S.REFUNDING: gettext_lazy("The money is on its way back"),
    S.REFUNDED: gettext_lazy("The money is back"),
    S.RESHIPPED: gettext_lazy("Replacement sent"),
    S.DONE: gettext_lazy("The replacement is there"),
    S.CANCELLED: gettext_lazy("Withdrawn"),
    S.CLOSED: gettext_lazy("Closed"),
}
# By (state left, state reached), before all others.
TURNS: Mapping[tuple[str, str], Promise] = {
    (S.OFFERED, S.APPLIED): gettext_lazy("Offer declined"),
    (S.RULED, S.CLOSED): gettext_lazy("Closed by the platform's decision"),
}

# What happens next, for the buyer.
NEXT_FOR_BUYER: Mapping[str, Promise] = {
    S.APPLIED: gettext_lazy("The shop answers by %(due)s. If it says nothing, it counts as agreed."),
    S.OFFERED: gettext_lazy(
        "The shop offers %(offered)s, and you keep everything. No answer by %(due)s counts as yes."
    ),
    S.AGREED: gettext_lazy("Send it back by %(due)s and write down the waybill number here."),
    S.RULED: gettext_lazy("Send it back by %(due)s and write down the waybill number here."),
    S.REJECTED: gettext_lazy("The shop turned it down. You can call in the platform until %(due)s."),
    S.ESCALATED: gettext_lazy("The platform reads what both sides wrote, and decides."),
    S.BUYER_SHIPPING: gettext_lazy("Once it has arrived, the shop has %(days)s days to look at it."),
    S.GOODS_RECEIVED: gettext_lazy("The shop sends the replacement by %(due)s."),
    S.GOODS_REFUSED: gettext_lazy(
        "The shop says the goods aren't as they should be. You can call in the platform until %(due)s."
    ),
    S.REFUNDING: gettext_lazy("%(agreed)s is on its way back to where you paid from."),
    S.REFUNDED: gettext_lazy("%(agreed)s went back to where you paid from."),
    S.RESHIPPED: gettext_lazy("The replacement is on its way. Say so when it is there."),
    S.DONE: gettext_lazy("Exchanged. Enjoy it."),
    S.CANCELLED: gettext_lazy("You withdrew it. While there is time you can apply again."),
    S.CLOSED: gettext_lazy("This case has ended without a refund."),
}
# And for the shop.
NEXT_FOR_SHOP: Mapping[str, Promise] = {
    S.APPLIED: gettext_lazy("Answer by %(due)s. Saying nothing counts as agreeing."),
    S.OFFERED: gettext_lazy("You offered %(offered)s. No answer by %(due)s counts as yes."),
    S.AGREED: gettext_lazy("The buyer sends it back by %(due)s."),
    S.RULED: gettext_lazy("The platform decided. The buyer sends it back by %(due)s."),
    S.REJECTED: gettext_lazy("The buyer may call in the platform until %(due)s. You can still agree."),
    S.ESCALATED: gettext_lazy("The platform reads what both sides wrote, and decides. You can still give in."),
    S.BUYER_SHIPPING: gettext_lazy("Look at the goods when they are here. By %(due)s they count as received."),
    S.GOODS_RECEIVED: gettext_lazy("Send the replacement by %(due)s."),
    S.GOODS_REFUSED: gettext_lazy("The buyer may call in the platform until %(due)s."),
    S.REFUNDING: gettext_lazy("%(agreed)s is on its way back to the buyer."),
    S.REFUNDED: gettext_lazy("%(agreed)s went back to the buyer."),
    S.RESHIPPED: gettext_lazy("The replacement is on its way."),
    S.DONE: gettext_lazy("The buyer has the replacement."),
    S.CANCELLED: gettext_lazy("The buyer withdrew it."),
    S.CLOSED: gettext_lazy("This case has ended without a refund."),
}
TAB_LABELS: Mapping[str, Promise] = {
    "waiting": gettext_lazy("Waiting for you"),
    "coming-back": gettext_lazy("Coming back"),
    "buyer": gettext_lazy("Waiting for the buyer"),
    "platform": gettext_lazy("With the platform"),
    "ended": gettext_lazy("Ended"),
    "all": gettext_lazy("All"),
    "queue": gettext_lazy("To decide"),
    "ruled": gettext_lazy("Decided, going back"),
    "open": gettext_lazy("Between buyer and shop"),
}


def next_words(case: Case, audience: str, status: str = "") -> str:
    """The sentence under a case's state: who is waited for, until when, and what silence means."""
    table = NEXT_FOR_BUYER if audience == Side.BUYER else NEXT_FOR_SHOP
    currency = case.order.currency
    return str(table[S(status or case.status)]) % {
        "due": exactly(case.due_at),
        "offered": cents(case.offered_cents or 0, currency),
        "agreed": cents(case.agreed_cents or 0, currency),
        "days": settings.RETURN_CHECK_DAYS,
    }


@dataclass(frozen=True)
class Entry:
    """One step as a page shows it: what happened, who said what, and with which pictures."""

    text: str
    at: datetime
    who: str
    words: str = ""
    amount_cents: int | None = None
    photos: Sequence[CasePhoto] = field(default=())


def step_text(step: CaseStep) -> str:
    """What a step is called; something said on the way is called by who said it."""
    if step.from_status == step.to_status:
        return _("%(side)s added something") % {"side": step.get_side_display()}
    turn = TURNS.get((step.from_status, step.to_status)) if step.side != Side.CALENDAR else None
    return str(turn or STEPS.get((step.to_status, step.side)) or STEPS[step.to_status])


def timeline(steps: Iterable[CaseStep]) -> list[Entry]:
    """The steps of a case, newest first."""
    return [
        Entry(
            text=step_text(step),
            at=step.at,
            who=str(Side(step.side).label),
            words=step.words,
            amount_cents=step.amount_cents,
            photos=list(step.photos.all()),
        )
        for step in sorted(steps, key=lambda step: -step.pk)
    ]


def tab_label(name: str) -> Promise:
    return TAB_LABELS[name]

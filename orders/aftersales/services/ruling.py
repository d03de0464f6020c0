"""The platform decides what buyer and shop could not settle."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from config.kernel.audit import record
from config.kernel.errors import Invalid
from config.kernel.templatetags.hetang import cents as in_words
from orders.aftersales import moves
from orders.aftersales.deadlines import due_after
from orders.aftersales.errors import AskedTooMuch, KindImpossible, OwnBusiness
from orders.aftersales.models import Case, CaseStatus, Side
from orders.aftersales.selectors import is_own_business
from orders.aftersales.services.holding import fitting, let_replacements_go, locked_case
from orders.aftersales.services.refunding import pay_back

S = CaseStatus


class Verdict(models.TextChoices):
    REFUND = "refund", _("The buyer gets money, at once")
    RETURN = "return", _("The buyer sends it back, then gets money")
    SHOP = "shop", _("The shop is right; nothing goes back")


@transaction.atomic
def rule(*, case: Case, actor: Any, verdict: str, words: str, cents: int = 0) -> Case:
    """Decide an escalated case, with reasons both sides read. Written to the audit log."""
    words = fitting(words, needed=True)
    case = locked_case(case)
    if is_own_business(actor, case):
        raise OwnBusiness
    _check(case, verdict, cents)
    before = {"status": case.status, "asked_cents": case.asked_cents}
    goods_back = verdict == Verdict.RETURN
    moves.move(
        case,
        to=S.RULED,
        side=Side.PLATFORM,
        actor=actor,
        words=words,
        due_at=due_after(case, S.RULED) if goods_back else None,
        agreed_cents=0 if verdict == Verdict.SHOP else cents,
        goods_back=goods_back,
    )
    record(
        actor=actor,
        action="orders.case_ruled",
        target=case,
        reason=words,
        before=before,
        after={"verdict": str(verdict), "agreed_cents": case.agreed_cents},
    )
    _follow(case, verdict)
    return case


def _check(case: Case, verdict: str, cents: int) -> None:
    if verdict not in Verdict.values:
        raise Invalid(field="verdict")
    if verdict == Verdict.SHOP:
        return
    if verdict == Verdict.RETURN and (case.is_unshipped or case.return_parcel_id):
        raise KindImpossible(field="verdict")
    if cents < min(1, case.most_cents):
        raise Invalid(field="cents")
    if cents > case.most_cents:
        raise AskedTooMuch(field="cents", most=in_words(case.most_cents, case.order.currency))


def _follow(case: Case, verdict: str) -> None:
    """A ruling is carried out at once, where nobody has to do something first."""
    let_replacements_go(case)
    if verdict == Verdict.REFUND:
        pay_back(case)
    elif verdict == Verdict.SHOP:
        moves.move(case, to=S.CLOSED, side=Side.HOUSE)

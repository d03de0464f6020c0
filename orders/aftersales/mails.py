"""E-mails at the steps of a case that need somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from config.kernel.mail import send_mail
from orders.aftersales.models import Case, CaseStatus, Side
from orders.aftersales.selectors import operators, people_of_shop
from orders.aftersales.wording import next_words
from orders.checkout.guests import link_of

S = CaseStatus
FOR_BUYER = frozenset(
    {S.OFFERED, S.AGREED, S.RULED, S.REJECTED, S.GOODS_REFUSED, S.REFUNDED, S.RESHIPPED, S.ESCALATED, S.CLOSED}
)
FOR_SHOP = frozenset(
    {S.APPLIED, S.AGREED, S.RULED, S.BUYER_SHIPPING, S.GOODS_RECEIVED, S.ESCALATED, S.CANCELLED, S.CLOSED}
)


def tell_of_case(case: Case, status: str, *, side: str = Side.BUYER) -> None:
    """Tell whoever did not take the step and is waited for now, or whose case has ended."""
    is_followed = status in {S.AGREED, S.RULED} and not case.goods_back  # the next step tells more
    is_by_house = side == Side.HOUSE and status != S.REFUNDED
    if is_by_house or (is_followed and status == S.AGREED):
        return
    if status in FOR_BUYER and side != Side.BUYER:
        _tell_buyer(case, status)
    if status in FOR_SHOP and side != Side.SHOP:
        _tell_shop(case, status)
    if status == S.ESCALATED:
        _tell_platform(case)


def _tell_buyer(case: Case, status: str) -> None:
    order = case.order
    buyer, trade = order.buyer, order.trade
    page = reverse("orders:case", args=[case.number])
    if buyer is not None:
        _send(case, buyer.email, buyer.language, lambda: next_words(case, Side.BUYER, status), page)
    elif trade is not None and trade.email:
        _send(case, trade.email, "", lambda: next_words(case, Side.BUYER, status), link_of(trade))


def _tell_shop(case: Case, status: str) -> None:
    page = reverse("merchant:case", args=[case.number])
    for hat in people_of_shop(case):
        _send(case, hat.user.email, hat.user.language, lambda: next_words(case, Side.SHOP, status), page)


def _tell_platform(case: Case) -> None:
    page = reverse("platform:case", args=[case.number])
    for hat in operators():
        _send(case, hat.user.email, hat.user.language, lambda: "", page)


def _send(case: Case, to: str, language: str, line: Callable[[], str], page: str) -> None:
    """One mail in its reader's language; `line` is asked for in that language."""
    with translation.override(language or settings.LANGUAGE_CODE):
        context: dict[str, Any] = {"case": case, "line": line(), "url": f"{settings.SITE_URL}{page}"}
        send_mail("orders/mail/case", to=to, language=language, context=context)

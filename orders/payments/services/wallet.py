"""Paying from the wallet, and credit given by operators. Balances are the ledger's; nothing is ever topped up
(docs/decisions/0021-no-top-ups.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.ids import public_id
from config.kernel.locks import locked_one
from config.kernel.templatetags.hetang import cents
from orders.checkout import deals
from orders.checkout.models import Trade
from orders.checkout.services import locked_orders
from orders.ledger.errors import InsufficientBalance
from orders.ledger.models import AccountKind, EntryKind, LedgerEntry
from orders.ledger.services import Leg, account, post
from orders.payments.errors import CreditTooLarge, NotPayable, NotToOneself
from orders.payments.gateways.base import Charge, ChargeState
from orders.payments.models import Payment, PaymentState, RefundTo, RefundWish
from orders.payments.selectors import balance_of
from orders.payments.services.paying import capture_payment, is_over

if TYPE_CHECKING:
    from accounts.identity.models import User

WALLET = "wallet"
REASON_LENGTH = range(4, 201)


@transaction.atomic
def pay_from_wallet(*, payment: Payment, buyer: User) -> Payment:
    """Pay a whole trade from the balance: all of it, at once, or not at all."""
    deals.lock_deals(trade_pk=payment.trade_id)
    trade = locked_one(Trade.objects.all(), payment.trade_id)
    locked_orders(trade)
    payment = locked_one(Payment.objects.all(), payment.pk)
    if payment.state == PaymentState.PAID and payment.gateway == WALLET:
        return payment
    if payment.gateway != WALLET or payment.state != PaymentState.OPEN or trade.buyer_id != buyer.pk:
        raise NotPayable
    if trade.paid_at or trade.closed_at or is_over(trade):
        raise NotPayable
    left = balance_of(buyer, currency=payment.currency)
    if left < payment.amount_cents:
        raise InsufficientBalance(left=cents(left, payment.currency))
    charge = Charge(payment.out_trade_no, ChargeState.PAID, payment.amount_cents, payment.currency, paid_at=now())
    return capture_payment(payment=payment, charge=charge)


@transaction.atomic
def credit_wallet(*, person: User, amount_cents: int, reason: str, actor: User, key: str = "") -> LedgerEntry:
    """Goodwill: the platform gives somebody credit, with a reason that they read. Never to oneself; once per key."""
    reason = " ".join(reason.split())
    if person.pk == actor.pk:
        raise NotToOneself
    if amount_cents <= 0:
        raise Invalid(field="amount")
    if amount_cents > settings.GOODWILL_MOST_CENTS:
        raise CreditTooLarge(field="amount", most=cents(settings.GOODWILL_MOST_CENTS, settings.CURRENCY))
    if len(reason) not in REASON_LENGTH:
        raise Invalid(field="reason")
    reference = f"G-{key or public_id(10)}"
    entry = post(
        key=f"goodwill:{reference}",
        kind=EntryKind.GRANT,
        legs=[
            Leg(account(AccountKind.SUBSIDY), -amount_cents),
            Leg(account(AccountKind.WALLET, owner=str(person.pk)), amount_cents),
        ],
        reference=reference,
        memo=reason,
    )
    record(
        actor=actor,
        action="orders.wallet_credited",
        target=person,
        reason=reason,
        after={"cents": amount_cents, "entry": entry.number},
    )
    return entry


def wish_refunds(*, person: User, to: str) -> RefundWish:
    """Where this person's refunds go from now on."""
    if to not in {RefundTo.SOURCE, RefundTo.WALLET}:
        raise Invalid(field="to")
    wish, _is_new = RefundWish.objects.update_or_create(user=person, defaults={"to": to})
    return wish

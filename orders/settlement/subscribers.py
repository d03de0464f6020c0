"""What follows from refunds after settlement, from approved payouts, and from a changed bank account."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import transaction

from accounts.organisations.models import Membership, Merchant, Role
from config.kernel.events import subscribe
from config.kernel.mail import send_mail
from orders.payments.events import PaymentReversed, RefundAsked
from orders.payments.models import Refund
from orders.settlement.events import BankAccountChanged, PayoutApproved
from orders.settlement.models import BankAccount, Payout
from orders.settlement.services import note_refund, push_payout


@subscribe(RefundAsked)
def take_off_the_statement(event: RefundAsked) -> None:
    note_refund(refund=Refund.objects.select_related("payment").get(pk=event.refund_id))


@subscribe(PaymentReversed)
def take_reversal_off_the_statement(event: PaymentReversed) -> None:
    note_refund(refund=Refund.objects.select_related("payment").get(pk=event.refund_id))


@subscribe(PayoutApproved)
def send_approved_payout(event: PayoutApproved) -> None:
    """After the delivery's own transaction, so that the bank is called outside of it; a timer repeats failures."""
    payout = Payout.objects.get(pk=event.payout_id)
    transaction.on_commit(partial(push_payout, payout=payout), robust=True)


@subscribe(BankAccountChanged)
def warn_of_new_account(event: BankAccountChanged) -> None:
    """Owners read where their money goes from now on."""
    merchant = Merchant.objects.get(pk=event.merchant_id)
    bank_account = BankAccount.objects.get(merchant=merchant)
    owners = Membership.objects.filter(merchant=merchant, role=Role.OWNER, is_active=True).select_related("user")
    context = {"merchant": merchant, "account": bank_account, "site_url": settings.SITE_URL}
    for hat in owners:
        send_mail("orders/mail/bank_account_changed", to=hat.user.email, language=hat.user.language, context=context)

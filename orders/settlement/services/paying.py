"""Payouts: approved by an operator, sent to the bank outside any transaction, booked when the bank has answered."""

from __future__ import annotations

from django.db import transaction

from accounts.identity.models import User
from accounts.organisations.models import Membership
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked_one
from orders.ledger.models import AccountKind, EntryKind, LedgerAccount
from orders.ledger.services import Draft, Leg, account, post_draft
from orders.payments.services.booking import Opened
from orders.settlement import channels
from orders.settlement.channels import FAILED, PAID, UNKNOWN, Destination, Transfer
from orders.settlement.errors import ChannelDown, NoBankAccount, OwnPayout, PayoutElsewhere
from orders.settlement.events import PayoutApproved, PayoutFailed, PayoutPaid
from orders.settlement.models import BankAccount, Payout, PayoutState


@transaction.atomic
def approve_payout(*, payout: Payout, operator: User) -> Payout:
    """Let a payout go to the bank. Approving twice is approving once; nobody approves their own merchant's."""
    payout = _locked(payout, operator)
    if payout.state in {PayoutState.APPROVED, PayoutState.SENT, PayoutState.PAID}:
        return payout
    if payout.state != PayoutState.PENDING:
        raise PayoutElsewhere(state=payout.get_state_display())
    _account_of(payout)
    payout.state, payout.approved_by, payout.approved_at = PayoutState.APPROVED, operator, now()
    payout.save(update_fields=["state", "approved_by", "approved_at", "updated_at"])
    record(
        actor=operator,
        action="orders.payout_approved",
        target=payout,
        after={"number": payout.number, "cents": payout.amount_cents},
    )
    publish(PayoutApproved(payout_id=payout.pk))
    return payout


@transaction.atomic
def retry_payout(*, payout: Payout, operator: User) -> Payout:
    """A payout that came back waits for approval again: with the account as it is then."""
    payout = _locked(payout, operator)
    if payout.state == PayoutState.PENDING:
        return payout
    if payout.state != PayoutState.FAILED:
        raise PayoutElsewhere(state=payout.get_state_display())
    payout.state, payout.failure = PayoutState.PENDING, ""
    payout.approved_at, payout.approved_by, payout.sent_at = None, None, None
    payout.save(update_fields=["state", "failure", "approved_at", "approved_by", "sent_at", "updated_at"])
    record(actor=operator, action="orders.payout_retried", target=payout, after={"number": payout.number})
    return payout


def push_payout(*, payout: Payout) -> Payout:
    """Bring a payout on: hand it to the bank, or ask what became of it. Safe at any moment, by anybody, twice."""
    payout = _begin(payout)
    if payout.state != PayoutState.SENT:
        return payout
    try:
        answer = channels.channel.query(transfer_no=payout.transfer_no)
        if answer.state == UNKNOWN:
            bank_account = _account_of(payout)
            answer = channels.channel.send(
                transfer_no=payout.transfer_no,
                amount_cents=payout.amount_cents,
                currency=payout.currency,
                to=Destination(str(bank_account.holder), str(bank_account.account_no)),
            )
    except ChannelDown:
        Payout.objects.filter(pk=payout.pk).update(updated_at=now())
        return payout
    return learn_transfer(payout=payout, transfer=answer)


@transaction.atomic
def _begin(payout: Payout) -> Payout:
    """From approved to sent: written down before the bank is called, so that a crash in between is asked about."""
    payout = locked_one(Payout.objects.select_related("shop"), payout.pk)
    if payout.state != PayoutState.APPROVED:
        return payout
    bank_account = _account_of(payout)
    payout.state, payout.sent_at, payout.bank = PayoutState.SENT, now(), str(bank_account)[:80]
    payout.attempt += 1
    payout.save(update_fields=["state", "sent_at", "bank", "attempt", "updated_at"])
    post_draft(payout_entry(payout, EntryKind.PAYOUT_SENT))
    return payout


@transaction.atomic
def learn_transfer(*, payout: Payout, transfer: Transfer) -> Payout:
    """Take over what the bank says. Old news changes nothing."""
    payout = locked_one(Payout.objects.select_related("shop"), payout.pk)
    if payout.state != PayoutState.SENT:
        return payout
    if transfer.state == PAID:
        payout.state, payout.paid_at = PayoutState.PAID, now()
        publish(PayoutPaid(payout_id=payout.pk))
        draft = payout_entry(payout, EntryKind.PAYOUT_PAID)
    elif transfer.state == FAILED:
        payout.state, payout.failure = PayoutState.FAILED, transfer.failure[:80]
        BankAccount.objects.filter(merchant=payout.shop.merchant_id).update(verified_at=None, updated_at=now())
        publish(PayoutFailed(payout_id=payout.pk))
        draft = payout_entry(payout, EntryKind.PAYOUT_FAILED)
    else:
        payout.save(update_fields=["updated_at"])
        return payout
    payout.save(update_fields=["state", "paid_at", "failure", "updated_at"])
    post_draft(draft)
    return payout


WAYS = {
    EntryKind.PAYOUT_SENT: (AccountKind.MERCHANT, AccountKind.PAYOUT),
    EntryKind.PAYOUT_PAID: (AccountKind.PAYOUT, AccountKind.BANK),
    EntryKind.PAYOUT_FAILED: (AccountKind.PAYOUT, AccountKind.MERCHANT),
}


def payout_entry(payout: Payout, kind: EntryKind, opened: Opened = account) -> Draft:
    """One step of a payout: due → underway → at the bank, or back."""
    source, target = WAYS[kind]
    legs = [
        Leg(_pot(payout, source, opened), -payout.amount_cents),
        Leg(_pot(payout, target, opened), payout.amount_cents),
    ]
    return Draft(key=f"{kind}:{payout.transfer_no}", kind=kind, legs=legs, reference=payout.number, memo=payout.bank)


def _pot(payout: Payout, kind: AccountKind, opened: Opened) -> LedgerAccount:
    owner = payout.shop.slug if kind in {AccountKind.MERCHANT, AccountKind.BANK} else ""
    return opened(kind, owner=owner, currency=payout.currency)


def _locked(payout: Payout, operator: User) -> Payout:
    payout = locked_one(Payout.objects.select_related("shop"), payout.pk)
    if Membership.objects.filter(merchant=payout.shop.merchant_id, user=operator).exists():
        raise OwnPayout
    return payout


def _account_of(payout: Payout) -> BankAccount:
    bank_account = BankAccount.objects.filter(merchant=payout.shop.merchant_id).first()
    if bank_account is None or not bank_account.is_verified:
        raise NoBankAccount
    return bank_account

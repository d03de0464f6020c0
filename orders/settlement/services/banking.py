"""Where a merchant's money goes."""

from __future__ import annotations

from django.db import transaction

from accounts.identity.models import User
from accounts.organisations.models import Merchant
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.encryption import blind_index
from config.kernel.events import publish
from orders.settlement import channels
from orders.settlement.channels import Destination
from orders.settlement.errors import NameDiffers
from orders.settlement.events import BankAccountChanged
from orders.settlement.models import BankAccount

ACCOUNT_INDEX = "settlement.account"


def set_bank_account(*, merchant: Merchant, bank: str, holder: str, account_no: str, actor: User) -> BankAccount:
    """The account from the next payout on, once the bank has confirmed it; one it does not know changes nothing."""
    if not channels.channel.confirm(Destination(holder, account_no)):
        raise NameDiffers(field="holder")
    return _write(merchant, bank, holder, account_no, actor)


@transaction.atomic
def _write(merchant: Merchant, bank: str, holder: str, account_no: str, actor: User) -> BankAccount:
    before = BankAccount.objects.filter(merchant=merchant).first()
    found, _is_new = BankAccount.objects.update_or_create(
        merchant=merchant,
        defaults={
            "bank": bank,
            "holder": holder,
            "account_no": account_no,
            "account_index": blind_index(account_no, purpose=ACCOUNT_INDEX),
            "verified_at": now(),
        },
    )
    record(
        actor=actor,
        action="orders.bank_account_changed",
        target=merchant,
        before={"account": str(before)} if before else None,
        after={"account": str(found)},
    )
    publish(BankAccountChanged(merchant_id=merchant.pk))
    return found

"""Commission for who sent a buyer: from the shop into a wallet, with a line of its own on the shop's statement."""

from __future__ import annotations

from django.db import transaction

from orders.checkout.models import Order
from orders.ledger.models import AccountKind, EntryKind
from orders.ledger.selectors import balance_of
from orders.ledger.services import Leg, account, post
from orders.settlement.models import Facts, LineKind, StatementLine
from orders.settlement.services.settling import statement_line
from orders.settlement.sums import Line


@transaction.atomic
def give_share(*, order: Order, key: str, person_id: int, cents: int, facts: Facts) -> StatementLine:
    """A settled order's shop pays somebody for sending its buyer. Once per key."""
    line, is_new = _stated(order, Line(f"sharing:{key}", LineKind.SHARING, -cents, facts))
    if is_new:
        legs = [
            Leg(account(AccountKind.MERCHANT, owner=order.shop.slug, currency=order.currency), -cents),
            Leg(account(AccountKind.WALLET, owner=str(person_id), currency=order.currency), cents),
        ]
        post(key=line.key, kind=EntryKind.SHARING, legs=legs, reference=order.number)
    return line


@transaction.atomic
def take_share_back(*, order: Order, key: str, person_id: int, cents: int) -> int:
    """Goods came back: the shop gets its commission again. What the wallet no longer holds, the platform bears; that
    is what is returned. Once per key."""
    line, is_new = _stated(order, Line(f"sharing-back:{key}", LineKind.SHARING_BACK, cents, {}))
    if not is_new:
        return 0
    there = balance_of(AccountKind.WALLET, owner=str(person_id), currency=order.currency)
    taken = min(there, cents)
    legs = [
        Leg(account(AccountKind.MERCHANT, owner=order.shop.slug, currency=order.currency), cents),
        Leg(account(AccountKind.WALLET, owner=str(person_id), currency=order.currency), -taken),
        Leg(account(AccountKind.SUBSIDY, currency=order.currency), taken - cents),
    ]
    post(key=line.key, kind=EntryKind.SHARING_BACK, legs=legs, reference=order.number)
    return cents - taken


def _stated(order: Order, line: Line) -> tuple[StatementLine, bool]:
    row = statement_line(order, line)
    values = {name: getattr(row, name) for name in ("shop_id", "currency", "kind", "order", "cents", "facts", "at")}
    return StatementLine.objects.get_or_create(key=line.key, defaults=values)

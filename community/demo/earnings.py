"""Shops of the demo that give a commission, and what sharers earned by it: every state of an earning."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from community.demo.growth import code_of
from community.earnings.models import Earning, EarningLine, EarningState, Level, SharingRate, Suspicion
from community.referral.models import OrderAttribution, Referral, ReferralStatus
from config.kernel.demo import World
from config.kernel.money import Money, split_cents
from orders.checkout.models import Order
from orders.ledger.models import AccountKind, EntryKind
from orders.ledger.services import Draft, Leg, account, post_many
from orders.settlement.bills import bills_of
from orders.settlement.models import LineKind, Settlement, StatementLine
from orders.settlement.sums import given_back

SINCE = timedelta(days=35)
RATES = ((500, 100), (300, 0))


def seed(world: World) -> None:
    dice = world.dice("earnings")
    rates = _rates(world)
    came = OrderAttribution.objects.filter(
        order__shop__in=rates, order__paid_at__isnull=False, order__placed_at__gte=world.now - SINCE
    )
    rows = list(came.select_related("order__shop", "link__sharer").order_by("pk"))
    above = dict(Referral.objects.filter(status=ReferralStatus.GOOD).values_list("invitee", "inviter"))
    made: list[tuple[Earning, list[EarningLine]]] = []
    for row in rows:
        for level, person in ((Level.SHARER, row.link.sharer_id), (Level.INVITER, above.get(row.link.sharer_id))):
            if person and person != row.order.buyer_id:
                made += _earning(row, level, person, rates[row.order.shop_id][level - 1], dice)
    _stand(made, [row.order for row in rows], dice)
    Earning.objects.bulk_create(earning for earning, _lines in made)
    EarningLine.objects.bulk_create(line for _earning, lines in made for line in lines)
    _book([earning for earning, _lines in made])
    world.tell(f"{len(made)} commissions for sharing")


def _rates(world: World) -> dict[int, tuple[int, int]]:
    shops = dict(zip(world.shops, RATES, strict=False))
    SharingRate.objects.bulk_create(
        SharingRate(shop=shop, first_basis_points=first, second_basis_points=second, starts_at=world.now - SINCE)
        for shop, (first, second) in shops.items()
    )
    return {shop.pk: rate for shop, rate in shops.items()}


def _earning(
    row: OrderAttribution, level: Level, person: int, basis_points: int, dice: Random
) -> list[tuple[Earning, list[EarningLine]]]:
    earning = Earning(
        key=code_of(dice, 16), order=row.order, link=row.link, level=level, person_id=person, full_cents=0
    )
    lines = []
    for line in row.order.lines.all():
        cents = Money(line.paid_cents).share(basis_points).cents
        if cents:
            lines.append(EarningLine(earning=earning, line=line, basis_points=basis_points, cents=cents))
    earning.full_cents = sum(line.cents for line in lines)
    return [(earning, lines)] if lines else []


def _stand(made: list[tuple[Earning, list[EarningLine]]], orders: list[Order], dice: Random) -> None:
    """As their orders stand; some are in doubt, one was refused."""
    bills = bills_of(orders)
    settled = dict(Settlement.objects.filter(order__in=orders).values_list("order", "settled_at"))
    for place, (earning, lines) in enumerate(made):
        given = given_back(bills[earning.order_id])
        for line in lines:
            paid, back = line.line.paid_cents, given.get(str(line.line_id), 0)
            earning.back_cents += split_cents(line.cents, [back, paid - back])[0]
        at = settled.get(earning.order_id)
        if place % 9 == 4:
            earning.doubt = dice.choice([Suspicion.SAME_DEVICE, Suspicion.SAME_DOOR])
            is_refused = place == 4
            earning.review = ReferralStatus.REFUSED if is_refused else ReferralStatus.HELD
            earning.note = "买家和分享人是同一个人" if is_refused else ""
            earning.state = EarningState.REFUSED if is_refused else EarningState.PAYABLE if at else EarningState.PENDING
        elif at:
            earning.state, earning.paid_at = EarningState.PAID, at
        if earning.back_cents == earning.full_cents and earning.state != EarningState.REFUSED:
            earning.state = EarningState.REVERSED


def _book(earnings: list[Earning]) -> None:
    """Out of the shop and into the wallet; what came back the other way. Both on the shop's next statement."""
    drafts, lines = [], []
    for one in earnings:
        if one.paid_at is None:
            continue
        shop = account(AccountKind.MERCHANT, owner=one.order.shop.slug, currency=one.order.currency)
        wallet = account(AccountKind.WALLET, owner=str(one.person_id), currency=one.order.currency)
        steps = [(f"sharing:{one.key}", EntryKind.SHARING, LineKind.SHARING, one.full_cents)]
        if one.back_cents:
            key = f"sharing-back:{one.key}:{one.back_cents}"
            steps.append((key, EntryKind.SHARING_BACK, LineKind.SHARING_BACK, -one.back_cents))
        base = sum(line.paid_cents for line in one.order.lines.all())
        rate = round(one.full_cents * 10_000 / base) if base else 0
        for key, entry, kind, cents in steps:
            drafts.append(Draft(key, entry, [Leg(shop, -cents), Leg(wallet, cents)], one.order.number, at=one.paid_at))
            facts = {"basis_points": rate, "base_cents": base} if kind == LineKind.SHARING else {}
            lines.append(
                StatementLine(
                    key=key,
                    shop_id=one.order.shop_id,
                    currency=one.order.currency,
                    kind=kind,
                    order=one.order,
                    cents=-cents,
                    facts=facts,
                    at=one.paid_at,
                )
            )
    if drafts:
        StatementLine.objects.bulk_create(lines)
        post_many(drafts)

"""Links, clicks, invitations and points of the demo: every state of a reward, and people on every level."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.loyalty.levels import points_of_day
from accounts.loyalty.models import PointsAccount, PointsEntry, Reason
from catalog.products.models import Product
from community.referral.models import (
    BOUND_FOR,
    REWARD_CENTS,
    WELCOME_POINTS,
    Doubt,
    InviteCode,
    OrderAttribution,
    Referral,
    ReferralStatus,
    Rejected,
    Reward,
    RewardState,
    ShareClick,
    ShareLink,
    Target,
)
from config.kernel.clock import local_day
from config.kernel.demo import World
from config.kernel.ids import ALPHABET
from orders.checkout.models import Order, OrderLine, OrderStatus
from orders.ledger.models import AccountKind, EntryKind
from orders.ledger.services import Draft, Leg, account, post_many

SHARERS, LINKS_EACH, INVITED = 40, 4, 60
CHECK_IN_DAYS = 12


def seed(world: World) -> None:
    dice = world.dice("growth")
    links = _links(world, dice)
    clicks = _clicks(world, dice, links)
    referrals = _referrals(world, dice, links)
    _attributions(world, dice, links)
    _points(world, dice, referrals)
    world.tell(f"{len(links)} shared links opened {clicks} times, {len(referrals)} people invited")


def code_of(dice: Random, length: int) -> str:
    return "".join(dice.choice(ALPHABET) for _letter in range(length))


def _links(world: World, dice: Random) -> list[ShareLink]:
    """Some share what they like, and their invitation."""
    slugs = list(Product.objects.order_by("pk").values_list("slug", flat=True))
    sharers = [*world.shoppers[:2], *dice.sample(world.shoppers[2:], min(SHARERS, len(world.shoppers) - 2))]
    rows = []
    for person in sharers:
        since = max(person.joined_at, world.now - timedelta(days=70))
        pages = [(Target.INVITE, "", "/accounts/signup/")]
        pages += [
            (Target.PRODUCT, slug, f"/products/{slug}/") for slug in dice.sample(slugs, min(LINKS_EACH, len(slugs)))
        ]
        for target, ref, path in pages:
            at = since + (world.now - since) * (dice.random() * 0.8)
            rows.append(
                ShareLink(code=code_of(dice, 10), sharer=person, target=target, ref=ref, path=path, created_at=at)
            )
    return ShareLink.objects.bulk_create(sorted(rows, key=lambda row: row.created_at))


def _clicks(world: World, dice: Random, links: list[ShareLink]) -> int:
    rows = []
    for link in links:
        for _visit in range(int(dice.expovariate(1 / 9))):
            at = link.created_at + (world.now - link.created_at) * dice.random() ** 2
            is_bot = dice.random() < 0.08
            rows.append(
                ShareClick(link=link, visitor=code_of(dice, 20), day=local_day(at), at=at, is_bot=is_bot),
            )
    ShareClick.objects.bulk_create(sorted(rows, key=lambda row: row.at), batch_size=5_000)
    InviteCode.objects.bulk_create(
        InviteCode(owner=person, code=code_of(dice, 8), expires_at=world.now + timedelta(days=60))
        for person in world.shoppers[:2]
    )
    return len(rows)


def _attributions(world: World, dice: Random, links: list[ShareLink]) -> None:
    """Some who bought what was shared had opened the link a little before."""
    by_slug = {link.ref: link for link in links if link.target == Target.PRODUCT}
    lines = OrderLine.objects.filter(variant__product__slug__in=by_slug, order__buyer__isnull=False)
    rows: dict[int, OrderAttribution] = {}
    for line in lines.select_related("order", "variant__product").order_by("pk"):
        order, link = line.order, by_slug[line.variant.product.slug] if line.variant else links[0]
        is_later = link.created_at + timedelta(hours=3) < order.placed_at
        if is_later and order.buyer_id != link.sharer_id and dice.random() < 0.5:
            at = order.placed_at - timedelta(minutes=dice.randint(4, 170))
            rows.setdefault(order.pk, OrderAttribution(order=order, link=link, clicked_at=at))
    OrderAttribution.objects.bulk_create(rows.values())
    ShareClick.objects.bulk_create(
        ShareClick(link=row.link, visitor=code_of(dice, 20), day=local_day(row.clicked_at), at=row.clicked_at)
        for row in rows.values()
    )


def _referrals(world: World, dice: Random, links: list[ShareLink]) -> list[Referral]:
    """Newcomers came by the invitation of somebody who was here before them."""
    invites = [link for link in links if link.target == Target.INVITE]
    newcomers = sorted(world.shoppers[2:], key=lambda one: (one.joined_at, one.pk))[-INVITED:]
    rows = []
    for place, person in enumerate(newcomers):
        before = [link for link in invites if link.sharer_id != person.pk and link.sharer.joined_at < person.joined_at]
        if not before:
            continue
        link = before[0] if place % 6 == 0 and before[0].sharer in world.shoppers[:2] else dice.choice(before)
        fate = dice.random()
        status = ReferralStatus.GOOD if fate > 0.14 else ReferralStatus.HELD if fate > 0.04 else ReferralStatus.REFUSED
        rows.append(
            Referral(
                key=code_of(dice, 16),
                invitee=person,
                inviter=link.sharer,
                link=link,
                status=status,
                doubt="" if status == ReferralStatus.GOOD else dice.choice([Doubt.SAME_DEVICE, Doubt.SAME_NETWORK]),
                note="两个账号用的是同一台手机" if status == ReferralStatus.REFUSED else "",
                at=person.joined_at,
                bound_until=person.joined_at + BOUND_FOR,
            )
        )
    made = Referral.objects.bulk_create(_without_circles(rows))
    _rewards(world, made)
    return made


def _without_circles(rows: list[Referral]) -> list[Referral]:
    """Inviters were here before the people they brought, so nobody stands above themselves."""
    return [row for row in rows if row.inviter.joined_at < row.at]


def _rewards(world: World, referrals: list[Referral]) -> None:
    """As their first orders stand; a tenth of the paid ones was refunded later."""
    first: dict[int, Order] = {}
    invitees = [one.invitee_id for one in referrals]
    for order in Order.objects.filter(buyer__in=invitees, paid_at__isnull=False).order_by("placed_at", "pk"):
        first.setdefault(order.buyer_id or 0, order)
    rewards = [_reward(world, one, first.get(one.invitee_id), place) for place, one in enumerate(referrals)]
    Reward.objects.bulk_create(rewards)
    by_pk = {one.pk: one for one in referrals}
    purse = account(AccountKind.SUBSIDY)
    drafts = []
    for reward in rewards:
        if reward.granted_at is None:
            continue
        referral = by_pk[reward.referral_id]
        wallet = account(AccountKind.WALLET, owner=str(referral.inviter_id))
        legs = [Leg(purse, -reward.cents), Leg(wallet, reward.cents)]
        reference = f"V-{referral.key}"
        drafts.append(Draft(f"referral:{referral.key}", EntryKind.REWARD, legs, reference, at=reward.granted_at))
        if reward.state == RewardState.REVERSED:
            back = [Leg(purse, reward.cents), Leg(wallet, -reward.cents)]
            drafts.append(Draft(f"referral:{referral.key}:back", EntryKind.REWARD_BACK, back, reference, at=world.now))
    if drafts:
        post_many(drafts)


def _reward(world: World, referral: Referral, order: Order | None, place: int) -> Reward:
    reward = Reward(referral=referral, cents=REWARD_CENTS)
    if referral.status == ReferralStatus.REFUSED:
        reward.state, reward.reason = RewardState.REJECTED, Rejected.REFUSED
    elif order is None:
        if referral.bound_until < world.now - timedelta(days=1):
            reward.state, reward.reason = RewardState.REJECTED, Rejected.TOO_LATE
    elif order.status == OrderStatus.SETTLED and referral.status == ReferralStatus.GOOD:
        is_back = place % 10 == 9
        reward.state = RewardState.REVERSED if is_back else RewardState.GRANTED
        reward.order, reward.granted_at = order, (order.completed_at or order.placed_at) + timedelta(days=7)
        reward.taken_back_cents = reward.cents if is_back else 0
    elif order.status not in {OrderStatus.CLOSED, OrderStatus.REFUNDING}:
        reward.state, reward.order = RewardState.QUALIFIED, order
    return reward


# ---- points -----------------------------------------------------------------------------------------------------


class Journal:
    """Collects entries and writes them in the order of time, each with the balance after it."""

    def __init__(self) -> None:
        self.rows: list[tuple[datetime, Any, int, str, str]] = []

    def add(self, at: datetime, user: Any, delta: int, reason: str, ref: str) -> None:
        if delta > 0:
            self.rows.append((at, user, delta, reason, ref))

    def write(self, dice: Random) -> Counter[int]:
        balances: Counter[int] = Counter()
        entries = []
        for at, user, delta, reason, ref in sorted(self.rows, key=lambda row: (row[0], row[1].pk, row[4])):
            balances[user.pk] += delta
            entries.append(
                PointsEntry(
                    key=code_of(dice, 16),
                    user=user,
                    delta=delta,
                    balance=balances[user.pk],
                    reason=reason,
                    ref=ref,
                    at=at,
                )
            )
        PointsEntry.objects.bulk_create(entries, batch_size=5_000)
        return balances


def _points(world: World, dice: Random, referrals: list[Referral]) -> None:
    """One for each yuan of settled orders, days in a row, and a welcome for those who were invited."""
    journal = Journal()
    settled = Order.objects.filter(status=OrderStatus.SETTLED, buyer__isnull=False).exclude(source="history")
    for order in settled.select_related("buyer").order_by("pk"):
        at = min(world.now, (order.completed_at or order.placed_at) + timedelta(days=7))
        journal.add(at, order.buyer, (order.items_cents - order.discount_cents) // 100, Reason.ORDER, order.number)
    for referral in referrals:
        if referral.status == ReferralStatus.GOOD:
            journal.add(referral.at, referral.invitee, WELCOME_POINTS, Reason.INVITED, referral.key)
    streaks: dict[int, int] = {}
    for person in [*world.shoppers[:2], *dice.sample(world.shoppers[2:], min(60, len(world.shoppers) - 2))]:
        days = dice.randint(2, CHECK_IN_DAYS)
        for number in range(days):
            at = world.now - timedelta(days=days - number)
            ref = local_day(at).isoformat()
            journal.add(at, person, points_of_day(number + 1), Reason.CHECK_IN, ref)
        streaks[person.pk] = days
    balances = journal.write(dice)
    yesterday = local_day(world.now - timedelta(days=1))
    PointsAccount.objects.bulk_create(
        PointsAccount(
            user_id=pk,
            balance=balance,
            checked_in_on=yesterday if pk in streaks else None,
            streak=streaks.get(pk, 0),
        )
        for pk, balance in sorted(balances.items())
    )

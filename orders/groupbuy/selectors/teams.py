"""Teams as people meet them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Min, OuterRef, Prefetch, Q, QuerySet

from catalog.products.models import ListingStatus
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from orders.groupbuy.models import (
    GRACE,
    MERGE_WINDOW,
    GroupCampaign,
    GroupLog,
    GroupSeat,
    GroupTeam,
    SeatStatus,
    TeamStatus,
)
from orders.payments.models import PaymentSplit, PaymentState, Refund

if TYPE_CHECKING:
    from accounts.identity.models import User
    from catalog.products.models import Product
    from orders.checkout.models import Order

BATCH = 200
ON_SALE = Q(campaign__product__status=ListingStatus.LISTED, campaign__shop__is_open=True)


@dataclass(frozen=True)
class TeamCard:
    """A team in a list: who has paid, the leader first, and whether the reader is one of them."""

    team: GroupTeam
    people: Sequence[User]
    is_mine: bool = False

    @property
    def leader(self) -> User | None:
        return self.people[0] if self.people else None


def paid_until_the_end() -> Q:
    """Who has paid, or had when the team ended; not those who left it before."""
    stayed = Q(status=SeatStatus.REFUNDED, team__status__in=[TeamStatus.EXPIRED, TeamStatus.REFUNDED])
    return Q(status=SeatStatus.PAID) | (stayed & Q(ended_at__gte=F("team__ended_at")))


def with_people(teams: QuerySet[GroupTeam]) -> QuerySet[GroupTeam]:
    """Everybody who has paid, the leader first, in two queries however many teams."""
    seats = GroupSeat.objects.filter(paid_until_the_end()).select_related("buyer__avatar")
    return teams.prefetch_related(Prefetch("seats", seats.order_by("-is_leader", "paid_at", "pk"), to_attr="paid"))


def cards(teams: Iterable[GroupTeam], *, viewer: Any = None) -> list[TeamCard]:
    """Rows read by `with_people` as cards."""
    mine = getattr(viewer, "pk", None)
    return [
        TeamCard(team, [seat.buyer for seat in team.paid], any(seat.buyer_id == mine for seat in team.paid))  # type: ignore[attr-defined]  # `paid` is prefetched above
        for team in teams
    ]


def open_teams() -> QuerySet[GroupTeam]:
    """Teams anybody may still join: paid leader, time left, a seat free, the product on sale."""
    rows = GroupTeam.objects.filter(status=TeamStatus.OPEN, expires_at__gt=now(), taken_count__lt=F("capacity"))
    return rows.filter(ON_SALE)


def lacking_just_one(teams: QuerySet[GroupTeam]) -> QuerySet[GroupTeam]:
    return teams.filter(paid_count=F("size") - 1)


def open_teams_of(product: Product, *, viewer: Any = None) -> list[TeamCard]:
    """The open teams of a product: least missing first, then least time; full ones that wait for a payment left out."""
    teams = open_teams().filter(campaign__product=product).select_related("campaign")
    return cards(with_people(teams).order_by(F("size") - F("paid_count"), "expires_at", "pk")[:BATCH], viewer=viewer)


def with_goods(teams: QuerySet[GroupTeam]) -> QuerySet[GroupTeam]:
    """The product, its cover and the lowest team price with each team."""
    related = ("campaign__product__cover", "campaign__shop")
    return teams.select_related(*related).annotate(lowest_cents=Min("campaign__prices__price_cents"))


def lacking_one(*, viewer: Any = None, most: int = 6) -> list[TeamCard]:
    """Teams that one more person fills, nearest deadline first, at most one of a product."""
    teams = lacking_just_one(open_teams()).order_by("expires_at", "pk")
    pks: dict[int, int] = {}
    for pk, product in teams.values_list("pk", "campaign__product_id")[: most * 4]:
        pks.setdefault(product, pk)
    wanted = list(pks.values())[:most]
    if not wanted:
        return []
    found = with_people(with_goods(open_teams().filter(pk__in=wanted)))
    return cards(found.order_by("expires_at", "pk"), viewer=viewer)


def team_for(viewer: Any, *, token: str) -> GroupTeam:
    """A team anybody with its link may see; one that nobody has paid for only its leader."""
    shown = Q(opened_at__isnull=False)
    if getattr(viewer, "is_authenticated", False):
        shown |= Q(pk__in=GroupSeat.objects.filter(buyer=viewer).values("team_id"))
    rows = GroupTeam.objects.filter(shown).select_related(
        "campaign__product__cover", "campaign__product__shop__mark", "campaign__product__shop__merchant", "merged_into"
    )
    return get_or_missing(rows, token=token)


def seats_of(team: GroupTeam) -> list[GroupSeat]:
    """Who has paid (or had, when it ended), the leader first."""
    rows = team.seats.filter(paid_until_the_end())
    return list(rows.select_related("buyer__avatar").order_by("-is_leader", "paid_at", "pk"))


def running_seat(user: Any, *, campaign: GroupCampaign) -> GroupSeat | None:
    """The seat this person has in an open team of the campaign."""
    if not getattr(user, "is_authenticated", False):
        return None
    seats = GroupSeat.objects.filter(buyer=user, campaign=campaign, is_running=True)
    return seats.select_related("team", "order__trade").first()


def seat_in(team: GroupTeam, user: Any) -> GroupSeat | None:
    """This person's seat in the team, the newest if they came twice."""
    if not getattr(user, "is_authenticated", False):
        return None
    return team.seats.filter(buyer=user).select_related("order__trade").order_by("-pk").first()


def seat_of_order(order: Order) -> GroupSeat | None:
    return GroupSeat.objects.filter(order=order).select_related("team__campaign__product", "buyer").first()


def seats_of_buyer(user: Any) -> QuerySet[GroupSeat]:
    """The teams somebody is or was in, newest first."""
    rows = GroupSeat.objects.filter(buyer=user, paid_at__isnull=False)
    return rows.select_related("team__campaign__product__cover", "team__campaign__shop", "order")


def log_of(team: GroupTeam) -> list[GroupLog]:
    """What happened to a team and to those merged into it, newest first."""
    rows = GroupLog.objects.filter(Q(team=team) | Q(team__merged_into=team))
    return list(rows.order_by("-at", "-pk")[:BATCH])


def teams_of_campaign(campaign: GroupCampaign) -> QuerySet[GroupTeam]:
    """Teams others have seen, with who is in them."""
    return with_people(campaign.teams.filter(opened_at__isnull=False))


def all_teams() -> QuerySet[GroupTeam]:
    """Every team of the platform that was ever open."""
    teams = GroupTeam.objects.filter(opened_at__isnull=False)
    return with_people(teams.select_related("campaign__product", "campaign__shop"))


# ---- what is due ------------------------------------------------------------------------------------------------


def teams_past_deadline() -> list[int]:
    due = GroupTeam.objects.filter(status=TeamStatus.OPEN, expires_at__lte=now() - GRACE)
    return list(due.order_by("expires_at", "pk").values_list("pk", flat=True)[:BATCH])


def lapsed_seats() -> list[int]:
    due = GroupSeat.objects.filter(status=SeatStatus.HELD, held_until__lte=now())
    return list(due.order_by("held_until", "pk").values_list("pk", flat=True)[:BATCH])


def differences_owed() -> list[int]:
    """Seats that get something back from the ladder and have not been asked for yet: the money was only held."""
    asked = Refund.objects.filter(order=OuterRef("order"), reason="ladder")
    captured = PaymentSplit.objects.filter(order=OuterRef("order"), payment__state=PaymentState.PAID)
    due = GroupSeat.objects.filter(returned_cents__gt=0, status=SeatStatus.PAID)
    return list(due.filter(~Exists(asked), Exists(captured)).values_list("pk", flat=True)[:BATCH])


def pairs_to_merge() -> list[tuple[int, int]]:
    """Pairs of teams about to run out that together fill one, each team at most once: nearest deadline first.

    Only a guess of who fits; the service looks again with both locked.
    """
    teams = GroupTeam.objects.filter(
        status=TeamStatus.OPEN,
        expires_at__lte=now() + MERGE_WINDOW,
        taken_count=F("paid_count"),
        paid_count__lt=F("size"),
        campaign__allows_merging=True,
    ).exclude(seats__status=SeatStatus.PAID, seats__in=GroupSeat.objects.filter(may_merge=False))
    waiting = list(teams.order_by("expires_at", "pk")[:BATCH])
    pairs: list[tuple[int, int]] = []
    used: set[int] = set()
    for place, one in enumerate(waiting):
        for other in waiting[place + 1 :]:
            if not used & {one.pk, other.pk} and _fit(one, other):
                pairs.append((one.pk, other.pk))
                used |= {one.pk, other.pk}
    return pairs


def _fit(one: GroupTeam, other: GroupTeam) -> bool:
    alike = one.campaign_id == other.campaign_id and (one.size, one.capacity) == (other.size, other.capacity)
    return alike and one.size <= one.paid_count + other.paid_count <= one.capacity

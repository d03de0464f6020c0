"""What checking out and paying ask about seats in teams (orders.checkout.deals).

A deal of kind "team" names a team by its token, or a new one of a campaign: `new-<campaign's key>`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.products.models import Variant
from config.kernel.access import get_or_missing
from orders.checkout.deals import DealChoice, DealOver, DealPrice
from orders.checkout.models import Order, OrderStatus
from orders.groupbuy.errors import (
    AlreadyInTeam,
    CampaignOver,
    NotInCampaign,
    PersonalLimit,
    SignInToJoin,
    TooManyPieces,
)
from orders.groupbuy.models import GroupCampaign, GroupPrice, GroupTeam
from orders.groupbuy.selectors import pieces_left_for, running_campaign, running_seat, seat_of_order
from orders.groupbuy.services import (
    check_can_join,
    give_up_seat,
    lock_team,
    open_team,
    pay_seat,
    succeed,
    take_seat,
)
from orders.groupbuy.services.seats import OVER

KIND, NEW, MERGE = "team", "new-", "merge"


def start_ref(campaign: GroupCampaign) -> str:
    """How a checkout names a team that is not there yet."""
    return f"{NEW}{campaign.key}"


class TeamDeals:
    """Seats in teams, for those who place and pay orders."""

    kind: ClassVar[str] = KIND

    def price(self, *, shopper: Any, choice: DealChoice, variant: Variant) -> DealPrice:
        """The team price of a variant for somebody who may start or join; else the refusal."""
        if shopper.user is None:
            raise SignInToJoin
        campaign, team = self._meant(choice.ref)
        row = GroupPrice.objects.filter(campaign=campaign, variant=variant).first()
        if row is None:
            raise NotInCampaign(field="variant")
        if team is not None:
            check_can_join(team)
        if running_seat(shopper.user, campaign=campaign):
            raise AlreadyInTeam
        _check_quantity(shopper.user, campaign, choice.quantity)
        return DealPrice(row.price_cents, _("Team of %(size)s") % {"size": campaign.size})

    def lock(self, *, refs: Sequence[str]) -> None:
        """Teams in the order of their keys, then the live orders of each."""
        tokens = [ref for ref in refs if not ref.startswith(NEW)]
        for pk in GroupTeam.objects.filter(token__in=tokens).order_by("pk").values_list("pk", flat=True):
            lock_team(pk)

    def take(self, *, order: Order, choice: DealChoice, shopper: Any) -> str:
        campaign, team = self._meant(choice.ref)
        seat = take_seat(
            team=team or open_team(campaign=campaign),
            order=order,
            buyer=shopper.user,
            quantity=choice.quantity,
            may_merge=MERGE in choice.wishes,
        )
        return seat.team.token

    def accept(self, *, order: Order, paid_at: datetime) -> str:
        seat = seat_of_order(order)
        if seat is None:
            raise DealOver(OVER)
        pay_seat(seat=seat, paid_at=paid_at)
        return OrderStatus.WAIT_GROUP

    def accepted(self, *, order: Order) -> None:
        """The seat that fills the team moves all of it on."""
        seat = seat_of_order(order)
        if seat is not None and seat.team.paid_count >= seat.team.capacity:
            succeed(team=seat.team)
            order.refresh_from_db(fields=["status"])

    def give_up(self, *, order: Order, reason: str) -> None:
        if (seat := seat_of_order(order)) is not None:
            give_up_seat(seat=seat, reason=reason)

    def page(self, *, ref: str) -> str:
        """Where a team lives; of one that is not there yet, the product."""
        if not ref.startswith(NEW):
            return reverse("orders:team", args=[ref])
        campaign = get_or_missing(GroupCampaign.objects.select_related("product"), key=ref.removeprefix(NEW))
        return reverse("catalog:product", args=[campaign.product.slug])

    def _meant(self, ref: str) -> tuple[GroupCampaign, GroupTeam | None]:
        if ref.startswith(NEW):
            campaign = running_campaign(key=ref.removeprefix(NEW))
            if campaign is None:
                raise CampaignOver
            return campaign, None
        team = get_or_missing(GroupTeam.objects.select_related("campaign__product"), token=ref)
        return team.campaign, team


def _check_quantity(buyer: Any, campaign: GroupCampaign, quantity: int) -> None:
    if quantity > campaign.per_order_limit:
        raise TooManyPieces(field="quantity", most=campaign.per_order_limit)
    left = pieces_left_for(buyer, campaign=campaign)
    if left is not None and quantity > left:
        raise PersonalLimit(field="quantity", most=campaign.per_user_limit, left=left)

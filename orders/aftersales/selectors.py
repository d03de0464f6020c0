"""Questions about after-sale cases: whose they are, which wait for whom, and what may be seen of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.organisations.models import Membership, Merchant, Role
from catalog.products.models import Variant
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.keyset import Sort
from orders.aftersales.models import Case, CaseLine, CasePhoto, CaseStatus, CaseStep, Side
from orders.aftersales.moves import ENDED, OPEN
from orders.cart.shoppers import Shopper
from orders.checkout.models import Order, OrderLine
from orders.checkout.selectors import orders_seen_by
from orders.fulfilment.models import ReturnAddress

S = CaseStatus
DUE_BATCH = 200
WAITS_FOR_SHOP = (S.APPLIED, S.BUYER_SHIPPING, S.GOODS_RECEIVED)
WAITS_FOR_BUYER = (S.OFFERED, S.AGREED, S.RULED, S.REJECTED, S.GOODS_REFUSED, S.RESHIPPED)

# The tabs of the merchant's list: name → states; "" holds all of them.
MERCHANT_TABS: Mapping[str, Sequence[str]] = {
    "waiting": (S.APPLIED, S.GOODS_RECEIVED),
    "coming-back": (S.AGREED, S.RULED, S.BUYER_SHIPPING),
    "buyer": (S.OFFERED, S.REJECTED, S.GOODS_REFUSED, S.RESHIPPED),
    "platform": (S.ESCALATED,),
    "ended": (S.REFUNDING, *sorted(ENDED)),
    "all": (),
}
PLATFORM_TABS: Mapping[str, Sequence[str]] = {
    "queue": (S.ESCALATED,),
    "ruled": (S.RULED,),
    "open": tuple(sorted(OPEN - {S.ESCALATED})),
    "ended": tuple(sorted(ENDED)),
}


def has_open_case(order: Order) -> bool:
    """Whether a case about this order has not ended: then it is neither confirmed by the calendar nor settled."""
    return Case.objects.filter(order=order, status__in=OPEN).exists()


def cases_seen_by(shopper: Shopper) -> QuerySet[Case]:
    return Case.objects.filter(order__in=orders_seen_by(shopper)).order_by("-pk")


def case_for(shopper: Shopper, *, number: str) -> Case:
    return get_or_missing(with_everything(cases_seen_by(shopper)), number=number)


def cases_of_order(order: Order) -> list[Case]:
    return list(with_goods(Case.objects.filter(order=order)).order_by("-pk"))


def cases_of_merchant(merchant: Merchant) -> QuerySet[Case]:
    return Case.objects.filter(order__shop__merchant=merchant)


def case_of_merchant(merchant: Merchant, *, number: str) -> Case:
    return get_or_missing(with_everything(cases_of_merchant(merchant)), number=number)


def every_case() -> QuerySet[Case]:
    """For operators, whose policy has been checked."""
    return Case.objects.all()


def case_for_review(*, number: str) -> Case:
    return get_or_missing(with_everything(every_case()), number=number)


def in_tab(cases: QuerySet[Case], tab: str, tabs: Mapping[str, Sequence[str]]) -> QuerySet[Case]:
    return cases.filter(status__in=tabs[tab]) if tabs[tab] else cases


BY_CLOCK = Sort("due", "due_at", is_descending=False)
"""What runs out first is on top; for tabs where everything waits for somebody's clock."""
CLOCKED_TABS = frozenset({"waiting", "coming-back", "buyer"})


def counts_by_tab(cases: QuerySet[Case], tabs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many cases each tab holds, in one query."""
    by_status = dict(cases.order_by().values_list("status").annotate(Count("pk")))
    every = sum(by_status.values())
    return {tab: sum(by_status.get(one, 0) for one in states) if states else every for tab, states in tabs.items()}


def with_goods(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with what a row of a list shows, in a constant number of queries."""
    lines = CaseLine.objects.select_related("line", "replacement")
    return cases.select_related("order__shop__mark", "order__buyer", "order__trade").prefetch_related(
        Prefetch("lines", queryset=lines)
    )


def with_everything(cases: QuerySet[Case]) -> QuerySet[Case]:
    """One case with what its page shows."""
    steps = CaseStep.objects.select_related("actor").prefetch_related("photos").order_by("-pk")
    parcels = ("return_parcel__carrier", "new_parcel__carrier", "refund", "order__shop__return_address")
    tracks = ("return_parcel__events", "new_parcel__events")
    return with_goods(cases).select_related(*parcels).prefetch_related(Prefetch("steps", queryset=steps), *tracks)


def photo_of(case: Case, *, key: str) -> CasePhoto:
    """A picture of a case the asker was found to be concerned with."""
    return get_or_missing(CasePhoto.objects.filter(step__case=case), key=key)


def evidence_of(case: Case, side: str) -> list[CaseStep]:
    """What one side said and showed, oldest first."""
    mine = [step for step in case.steps.all() if step.side == side and (step.words or step.photos.all())]
    return sorted(mine, key=lambda step: step.pk)


def due_cases(moment: datetime | None = None) -> list[int]:
    """Cases whose time is up, longest past first."""
    due = Case.objects.filter(due_at__lte=moment or now()).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True)[:DUE_BATCH])


def return_address_of(shop: Shop) -> ReturnAddress | None:
    return ReturnAddress.objects.filter(shop=shop).first()


def replacements_for(line: OrderLine) -> list[Variant]:
    """What a line may be exchanged for: options of the same product, on sale, at the same price; its own first."""
    if line.variant is None:
        return []
    same = Variant.objects.filter(
        product=line.variant.product_id, is_active=True, price_cents=line.variant.price_cents
    ).select_related("stock")
    return sorted(same, key=lambda variant: (variant.pk != line.variant_id, variant.pk))


def is_owner(user: Any, merchant: Merchant) -> bool:
    return Membership.objects.filter(user=user, merchant=merchant, role=Role.OWNER, is_active=True).exists()


def is_own_business(operator: Any, case: Case) -> bool:
    """Whether somebody who would rule bought this, or works for its shop."""
    order = case.order
    is_buyer = order.buyer_id == operator.pk or (
        order.buyer_id is None and order.trade is not None and order.trade.email.lower() == operator.email.lower()
    )
    return (
        is_buyer or Membership.objects.filter(user=operator, merchant=order.shop.merchant_id, is_active=True).exists()
    )


def people_of_shop(case: Case) -> QuerySet[Membership]:
    """Who is told about a case at the shop: owners, and staff who handle orders."""
    handles = Q(role=Role.OWNER) | Q(role=Role.STAFF, permissions__contains=["orders"])
    hats = Membership.objects.filter(handles, merchant=case.order.shop.merchant_id, is_active=True)
    return hats.filter(user__is_active=True).select_related("user").order_by("pk")


def operators() -> QuerySet[Membership]:
    hats = Membership.objects.filter(role=Role.OPERATOR, is_active=True, user__is_active=True)
    return hats.select_related("user").order_by("pk")


def words_of(case: Case, side: str = Side.BUYER) -> str:
    """The first words of a side: with the buyer's the case began."""
    return next((step.words for step in sorted(case.steps.all(), key=lambda step: step.pk) if step.side == side), "")


def waits_for_new_goods(case: Case) -> bool:
    """An exchange whose goods are back, and nothing was sent or paid instead."""
    return case.is_exchange and bool(case.received_at) and not case.agreed_cents and case.new_parcel_id is None

"""News of orders and shops, turned into lines for those concerned."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.organisations.events import MerchantApproved, MerchantRejected, MerchantReopened, MerchantSuspended
from accounts.organisations.models import Merchant, Permission
from accounts.privacy.events import ExportReady
from catalog.products.events import ListingApproved, ListingRejected
from catalog.products.models import Product
from community.notifications import objects
from community.notifications.kinds import Tab, register_kind
from community.notifications.services import notify
from config.kernel.events import subscribe
from orders.aftersales.events import CaseMoved, CaseOpened
from orders.aftersales.mails import FOR_BUYER, FOR_SHOP
from orders.aftersales.models import Case, Side
from orders.bargain.events import BargainExpired, PriceCut
from orders.bargain.models import Bargain
from orders.checkout.events import OrderMoved, OrderPaid
from orders.checkout.models import Order, OrderStatus
from orders.fulfilment.events import OrderDelivered, OrderShipped
from orders.groupbuy.events import TeamExpired, TeamFilled
from orders.groupbuy.models import GroupSeat, SeatStatus
from orders.payments.events import RefundDone
from orders.payments.models import Refund
from orders.pickup.events import PickupReady

for name, label, words, show, icon in (
    ("order_paid", _("Payments that arrived"), _("We have your payment: %(what)s"), objects.orders, "wallet"),
    ("order_shipped", _("Parcels on their way"), _("On its way to you: %(what)s"), objects.orders, "truck"),
    ("order_delivered", _("Parcels that arrived"), _("It has arrived: %(what)s"), objects.orders, "package-check"),
    ("pickup_ready", _("Orders to pick up"), _("Ready to be picked up: %(what)s"), objects.orders, "store"),
    ("refund_done", _("Refunds"), _("Your money is back: %(what)s"), objects.orders, "undo-2"),
    ("case_moved", _("After-sales"), _("News about your case: %(what)s"), objects.cases, "message-square-reply"),
    ("team_filled", _("Teams that are complete"), _("Your team is complete: %(what)s"), objects.teams, "users-round"),
    (
        "team_expired",
        _("Teams that weren't filled"),
        _("Your team wasn't filled, everybody gets their money back: %(what)s"),
        objects.teams,
        "users-round",
    ),
    (
        "price_cut",
        _("Help with a bargain"),
        _("%(who)s took your price down: %(what)s"),
        objects.bargains,
        "hand-helping",
    ),
    ("bargain_over", _("Bargains that ran out"), _("Your bargain is over: %(what)s"), objects.bargains, "clock"),
    ("shop_order", _("Orders of my shop"), _("%(count)s to ship at %(what)s"), objects.shop_orders, "package"),
    ("shop_case", _("After-sales of my shop"), _("A case waits for you: %(what)s"), objects.shop_cases, "undo-2"),
):
    register_kind(name, tab=Tab.ORDERS, label=label, words=words, show=show, icon=icon)

for name, label, words, show, icon in (
    ("shop_opened", _("My shop may sell"), _("%(what)s may sell now"), objects.merchants, "store"),
    ("shop_refused", _("My application"), _("Your application needs changes: %(what)s"), objects.merchants, "store"),
    ("shop_paused", _("My shop is paused"), _("%(what)s may not sell for now"), objects.merchants, "store"),
    ("listing_approved", _("Products on sale"), _("Looked at and on sale: %(what)s"), objects.products, "tag"),
    (
        "listing_refused",
        _("Products sent back"),
        _("Needs changes before it is sold: %(what)s"),
        objects.products,
        "tag",
    ),
):
    register_kind(name, tab=Tab.SYSTEM, label=label, words=words, show=show, icon=icon)


register_kind(
    "export_ready",
    tab=Tab.SYSTEM,
    label=_("My data"),
    words=_("The copy of your data is ready"),
    show=objects.exports,
    icon="download",
    by_mail=False,  # it is written at once
)


@subscribe(ExportReady)
def tell_of_copy(event: ExportReady) -> None:
    notify(user_id=event.user_id, kind="export_ready", object_type="export", object_id=event.export_id)


def _tell_buyer(order_id: int | None, kind: str, ref: object = "") -> None:
    if order_id is None:
        return
    buyer = Order.objects.filter(pk=order_id).values_list("buyer_id", flat=True).first()
    if buyer is not None:
        notify(user_id=buyer, kind=kind, object_type="order", object_id=order_id, ref=ref)


@subscribe(OrderPaid)
def tell_of_payment(event: OrderPaid) -> None:
    _tell_buyer(event.order_id, "order_paid")


@subscribe(OrderMoved)
def tell_shop_to_ship(event: OrderMoved) -> None:
    """Whoever ships is told when there is something to ship; many at once are one line."""
    if event.to_status != OrderStatus.TO_SHIP:
        return
    order = Order.objects.select_related("shop").get(pk=event.order_id)
    for person in objects.crew(order.shop.merchant_id, Permission.ORDERS):
        notify(user_id=person, kind="shop_order", object_type="shop", object_id=order.shop_id, ref=order.pk)


@subscribe(OrderShipped)
def tell_of_parcel(event: OrderShipped) -> None:
    _tell_buyer(event.order_id, "order_shipped", ref=event.parcel_id)


@subscribe(OrderDelivered)
def tell_of_arrival(event: OrderDelivered) -> None:
    _tell_buyer(event.order_id, "order_delivered")


@subscribe(PickupReady)
def tell_of_pickup(event: PickupReady) -> None:
    _tell_buyer(event.order_id, "pickup_ready")


@subscribe(RefundDone)
def tell_of_refund(event: RefundDone) -> None:
    _tell_buyer(Refund.objects.get(pk=event.refund_id).order_id, "refund_done", ref=event.refund_id)


@subscribe(CaseOpened)
def tell_shop_of_case(event: CaseOpened) -> None:
    _tell_shop_of(Case.objects.select_related("order__shop").get(pk=event.case_id), "opened")


@subscribe(CaseMoved)
def tell_of_case(event: CaseMoved) -> None:
    """Whoever did not take the step and is waited for, or whose case has ended."""
    case = Case.objects.select_related("order__shop").get(pk=event.case_id)
    step = f"{event.from_status}-{event.to_status}"
    if event.to_status in FOR_BUYER and event.side != Side.BUYER and case.order.buyer_id:
        notify(user_id=case.order.buyer_id, kind="case_moved", object_type="case", object_id=case.pk, ref=step)
    if event.to_status in FOR_SHOP and event.side not in {Side.SHOP, Side.HOUSE}:
        _tell_shop_of(case, step)


def _tell_shop_of(case: Case, step: str) -> None:
    for person in objects.crew(case.order.shop.merchant_id, Permission.ORDERS):
        notify(user_id=person, kind="shop_case", object_type="case", object_id=case.pk, ref=step)


@subscribe(TeamFilled)
def tell_team_it_is_complete(event: TeamFilled) -> None:
    _tell_team(event.team_id, "team_filled")


@subscribe(TeamExpired)
def tell_team_it_ended(event: TeamExpired) -> None:
    _tell_team(event.team_id, "team_expired")


def _tell_team(team_id: int, kind: str) -> None:
    """Everybody who has paid for a seat, refunded meanwhile or not."""
    seats = GroupSeat.objects.filter(
        team=team_id, status__in=[SeatStatus.PAID, SeatStatus.REFUNDED], paid_at__isnull=False
    )
    for buyer in seats.order_by("buyer").values_list("buyer_id", flat=True).distinct():
        notify(user_id=buyer, kind=kind, object_type="team", object_id=team_id)


@subscribe(PriceCut)
def tell_of_help(event: PriceCut) -> None:
    bargain = Bargain.objects.get(pk=event.bargain_id)
    notify(
        user_id=bargain.user_id,
        kind="price_cut",
        object_type="bargain",
        object_id=bargain.pk,
        actor_id=event.helper_id,
        ref=event.help_id,
    )


@subscribe(BargainExpired)
def tell_bargain_is_over(event: BargainExpired) -> None:
    bargain = Bargain.objects.get(pk=event.bargain_id)
    notify(user_id=bargain.user_id, kind="bargain_over", object_type="bargain", object_id=bargain.pk)


@subscribe(MerchantApproved)
def tell_shop_opened(event: MerchantApproved) -> None:
    _tell_crew(event.merchant_id, "shop_opened")


@subscribe(MerchantReopened)
def tell_shop_reopened(event: MerchantReopened) -> None:
    _tell_crew(event.merchant_id, "shop_opened")


@subscribe(MerchantRejected)
def tell_shop_refused(event: MerchantRejected) -> None:
    _tell_crew(event.merchant_id, "shop_refused")


@subscribe(MerchantSuspended)
def tell_shop_paused(event: MerchantSuspended) -> None:
    _tell_crew(event.merchant_id, "shop_paused")


def _tell_crew(merchant_id: int, kind: str) -> None:
    """Owners, each time anew: a decision may be taken more than once."""
    at = Merchant.objects.values_list("decided_at", flat=True).get(pk=merchant_id)
    for person in objects.crew(merchant_id, Permission.CATALOGUE):
        notify(
            user_id=person,
            kind=kind,
            object_type="merchant",
            object_id=merchant_id,
            ref=int(at.timestamp()) if at else "",
        )


@subscribe(ListingApproved)
def tell_listing_approved(event: ListingApproved) -> None:
    _tell_of_listing(event.product_id, "listing_approved")


@subscribe(ListingRejected)
def tell_listing_refused(event: ListingRejected) -> None:
    _tell_of_listing(event.product_id, "listing_refused")


def _tell_of_listing(product_id: int, kind: str) -> None:
    product = Product.objects.select_related("shop").get(pk=product_id)
    review = product.reviews_of_listing.order_by("-pk").values_list("pk", flat=True).first()
    for person in objects.crew(product.shop.merchant_id, Permission.CATALOGUE):
        notify(user_id=person, kind=kind, object_type="product", object_id=product_id, ref=review or "")

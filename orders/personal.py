"""What buying keeps about people. What was ordered and paid is kept as the law asks; carts and wishes go."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.identity.models import User
from accounts.privacy.registry import (
    COUNTED,
    LAW,
    WORK,
    business,
    deletes,
    keeps,
    refuses_closing,
    stays,
    warns_of_closing,
)
from config.kernel.templatetags.hetang import cents
from orders.aftersales.models import CaseStep
from orders.bargain.models import Bargain, BargainHelp
from orders.cart.models import Cart
from orders.checkout.models import Order, OrderMove, OrderStatus, Trade
from orders.commission.models import CommissionRule
from orders.counters.models import PickupPoint
from orders.fulfilment.models import HandOver, Parcel, ReturnAddress, TrackingEvent
from orders.groupbuy.models import GroupSeat
from orders.history.models import CreditNote, KnownCustomer, SetAsideRow
from orders.ledger.models import AccountKind
from orders.ledger.selectors import balance_of
from orders.payments.models import Difference, RefundWish
from orders.pickup.models import Collection
from orders.promotions.models import Campaign, ClubMember, Coupon, FlashShare, PromotionUse
from orders.settlement.models import BankAccount, Payout

YEARS = 3
OVER = (OrderStatus.CLOSED, OrderStatus.SETTLED)

keeps(
    Trade,
    "buyer",
    why=LAW,
    years=YEARS,
    export=("number", "email", "recipient", "phone", "region_code", "street", "total_cents", "created_at", "paid_at"),
    at_once={"email": "", "visitor": ""},
    later={"recipient": "", "phone": "", "phone_index": "", "street": "", "region_code": ""},
)
keeps(
    Order,
    "buyer",
    why=LAW,
    years=YEARS,
    export=(
        "number",
        "status",
        "shop__name",
        "total_cents",
        "currency",
        "note",
        "placed_at",
        "paid_at",
        "completed_at",
    ),
    later={"note": ""},
)
stays(OrderMove, "actor", why=LAW)
stays(Parcel, "courier", why=WORK)
stays(TrackingEvent, "recorded_by", why=WORK)
stays(HandOver, "giver", "taker", why=WORK)
stays(Difference, "settled_by", why=WORK)
deletes(RefundWish, "user")
keeps(CaseStep, "actor", why=LAW, years=YEARS, export=("to_status", "words", "at"), later={"words": ""})
stays(Bargain, "user", why=COUNTED, export=("token", "started_at"))
stays(BargainHelp, "helper", why=COUNTED, export=("cut_cents", "at"))
deletes(Cart, "user", export=("lines__variant__sku", "lines__quantity"))
stays(CommissionRule, "made_by", why=WORK)
stays(GroupSeat, "buyer", why=COUNTED, export=("team__token", "status"))
deletes(KnownCustomer, "user", export=("external_ref", "country"))
stays(CreditNote, "buyer", why=LAW)
stays(SetAsideRow, "buyer", why=LAW)
stays(Collection, "handed_by", why=WORK)
stays(Campaign, "created_by", why=WORK)
stays(Coupon, "owner", "given_by", why=COUNTED, export=("key", "state"))
stays(FlashShare, "buyer", why=COUNTED, export=("quantity",))
deletes(ClubMember, "user", export=("shop__name",))
stays(PromotionUse, "buyer", why=LAW, export=("reference", "cents"))
stays(Payout, "approved_by", why=WORK)
business(BankAccount, why="a merchant's, told to nobody")
business(ReturnAddress, why="where a shop takes returns")
business(PickupPoint, why="the counter of a shop")


@refuses_closing
def has_open_orders(user: User) -> list[str]:
    open_ = Order.objects.filter(buyer=user).exclude(status__in=OVER).exclude(source="history").count()
    words = ngettext("%(count)s order is not finished.", "%(count)s orders are not finished.", open_)
    return [words % {"count": open_}] if open_ else []


@warns_of_closing
def has_money(user: User) -> list[str]:
    there = balance_of(AccountKind.WALLET, owner=str(user.pk), currency=settings.CURRENCY)
    return [_("%(sum)s in your wallet") % {"sum": cents(there, settings.CURRENCY)}] if there else []

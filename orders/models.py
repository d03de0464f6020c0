"""Models of this app, for Django to find; code imports the slice."""

from orders.aftersales.models import Case, CaseLine, CasePhoto, CaseStep
from orders.bargain.models import Bargain, BargainCampaign, BargainHelp
from orders.cart.models import Cart, CartLine
from orders.checkout.models import Order, OrderDiscount, OrderLine, OrderMove, Trade
from orders.commission.models import CommissionRule
from orders.counters.models import PickupPoint
from orders.freight.models import FreightRule, FreightTemplate
from orders.fulfilment.models import HandOver, Parcel, ParcelLine, ReturnAddress, TrackingEvent, TransitTime
from orders.groupbuy.models import GroupCampaign, GroupLog, GroupPrice, GroupSeat, GroupStep, GroupTeam
from orders.history.models import CreditNote, KnownCustomer, SetAsideRow
from orders.ledger.models import LedgerAccount, LedgerEntry, LedgerPosting
from orders.payments.models import (
    CashRule,
    Difference,
    Payment,
    PaymentSplit,
    Refund,
    RefundWish,
    RefusedNotice,
    SandboxCharge,
    SandboxFault,
    WebhookEvent,
)
from orders.pickup.models import Collection
from orders.promotions.models import (
    Campaign,
    CampaignItem,
    CampaignShop,
    ClubMember,
    Coupon,
    CouponCode,
    CouponTerms,
    FlashShare,
    PromotionUse,
    Tier,
)
from orders.settlement.models import (
    BankAccount,
    Payout,
    SandboxTransfer,
    Settlement,
    Statement,
    StatementLine,
)
from orders.tracking.models import SimulatedTrack, Subscription, TrackerPush

__all__ = [
    "BankAccount",
    "Bargain",
    "BargainCampaign",
    "BargainHelp",
    "Campaign",
    "CampaignItem",
    "CampaignShop",
    "Cart",
    "CartLine",
    "Case",
    "CaseLine",
    "CasePhoto",
    "CaseStep",
    "CashRule",
    "ClubMember",
    "Collection",
    "CommissionRule",
    "Coupon",
    "CouponCode",
    "CouponTerms",
    "CreditNote",
    "Difference",
    "FlashShare",
    "FreightRule",
    "FreightTemplate",
    "GroupCampaign",
    "GroupLog",
    "GroupPrice",
    "GroupSeat",
    "GroupStep",
    "GroupTeam",
    "HandOver",
    "KnownCustomer",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerPosting",
    "Order",
    "OrderDiscount",
    "OrderLine",
    "OrderMove",
    "Parcel",
    "ParcelLine",
    "Payment",
    "PaymentSplit",
    "Payout",
    "PickupPoint",
    "PromotionUse",
    "Refund",
    "RefundWish",
    "RefusedNotice",
    "ReturnAddress",
    "SandboxCharge",
    "SandboxFault",
    "SandboxTransfer",
    "SetAsideRow",
    "Settlement",
    "SimulatedTrack",
    "Statement",
    "StatementLine",
    "Subscription",
    "Tier",
    "TrackerPush",
    "TrackingEvent",
    "Trade",
    "TransitTime",
    "WebhookEvent",
]

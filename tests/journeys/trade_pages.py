"""The pages of issue “Trade” in the demo: promotions, bargains, money, after-sales, settlement, logistics."""

from __future__ import annotations

from django.db.models import Model, QuerySet

from orders.aftersales.models import Case
from orders.bargain.models import Bargain, BargainCampaign
from orders.checkout.models import Order, OrderStatus
from orders.fulfilment.models import Parcel
from orders.ledger.models import LedgerAccount, LedgerEntry
from orders.promotions.models.campaigns import Campaign
from orders.settlement.models import Payout, Statement

MERCHANT = {"shop__merchant__memberships__user__email": "merchant@demo.test"}


def _each(pattern: str, rows: QuerySet[Model], field: str, most: int = 1) -> list[str]:
    """The addresses of the first rows; no rows, no addresses: how full the demo is, its own tests say."""
    return [pattern.format(value) for value in rows.order_by("pk").values_list(field, flat=True)[:most]]


def trade_pages(lang: str) -> dict[str, list[str]]:
    """Who looks at what; bargains for things in the language of the page, whose titles carry their names."""
    bargains, cases = Bargain.objects.filter(campaign__variant__product__language=lang), Case.objects.all()
    offer = BargainCampaign.objects.filter(stopped_at=None, variant__product__language=lang)
    mine = {"user__email": "shopper@demo.test"}
    waiting = Order.objects.filter(buyer__email="shopper@demo.test", status=OrderStatus.PENDING_PAYMENT)
    return {
        "": [
            "/flash/",
            *_each("/bargains/new/{}/", offer, "key"),
            *_each("/bargains/{}/", bargains.filter(status="open"), "token"),
            *_each("/bargains/{}/", bargains.filter(status="bought"), "token"),
            *_each("/bargains/{}/", bargains.filter(status="expired"), "token"),
        ],
        "shopper": [
            "/bargains/",
            "/coupons/",
            "/wallet/",
            "/aftersales/",
            *_each("/bargains/{}/", bargains.filter(**mine), "token"),
            *_each("/aftersales/{}/", cases.filter(order__buyer__email="shopper@demo.test"), "number", 2),
            *_each("/checkout/{}/pay/", waiting, "trade__number"),
        ],
        "merchant": [
            "/merchant/bargains/",
            "/merchant/bargains/new/",
            *_each("/merchant/bargains/{}/", offer.filter(**MERCHANT), "key"),
            *_each("/merchant/bargains/new/?variant={}", offer.filter(**MERCHANT), "variant__key"),
            "/merchant/campaigns/",
            *(f"/merchant/campaigns/new/{kind}/" for kind in ("coupon", "flash", "tiers", "member")),
            *_each("/merchant/campaigns/{}/", Campaign.objects.filter(**MERCHANT), "key", 3),
            "/merchant/aftersales/",
            "/merchant/aftersales/address/",
            *_each(
                "/merchant/aftersales/{}/",
                cases.filter(order__shop__merchant__memberships__user__email="merchant@demo.test"),
                "number",
                2,
            ),
            "/merchant/statements/",
            "/merchant/statements/bank/",
            *_each("/merchant/statements/{}/", Statement.objects.filter(**MERCHANT), "number"),
            "/merchant/cash/",
            "/merchant/parcels/",
            "/merchant/pickup/",
            "/merchant/pickup/points/",
        ],
        "courier": [
            "/logistics/hand-over/",
            *_each(
                "/logistics/parcels/{}/",
                Parcel.objects.filter(carrier__memberships__user__email="courier@demo.test"),
                "waybill",
            ),
        ],
        "operator": [
            "/platform/bargains/",
            *_each("/platform/bargains/{}/stop/", offer, "key"),
            "/platform/coupons/",
            "/platform/aftersales/",
            *_each("/platform/aftersales/{}/", cases.filter(status="escalated"), "number"),
            "/platform/commission/",
            "/platform/payments/",
            "/platform/payouts/",
            *_each("/platform/payouts/{}/", Payout.objects.all(), "number"),
            "/platform/ledger/",
            *_each("/platform/ledger/account/{}/", LedgerAccount.objects.all(), "key"),
            *_each("/platform/ledger/entries/{}/", LedgerEntry.objects.all(), "number"),
            "/platform/late/",
            "/platform/parcels/",
            *_each("/platform/parcels/{}/", Parcel.objects.all(), "key"),
        ],
    }

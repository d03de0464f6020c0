"""Campaigns, their kinds, what people hold of them, and what trades have used."""

from orders.promotions.models.campaigns import Bearer, Campaign, CampaignShop, CampaignState, Kind, Scope
from orders.promotions.models.coupons import Coupon, CouponCode, CouponState, CouponTerms, TakenBy
from orders.promotions.models.prices import CampaignItem, ClubMember, FlashShare
from orders.promotions.models.tiers import CountedBy, Tier
from orders.promotions.models.uses import PromotionUse, UseState

__all__ = [
    "Bearer",
    "Campaign",
    "CampaignItem",
    "CampaignShop",
    "CampaignState",
    "ClubMember",
    "CountedBy",
    "Coupon",
    "CouponCode",
    "CouponState",
    "CouponTerms",
    "FlashShare",
    "Kind",
    "PromotionUse",
    "Scope",
    "TakenBy",
    "Tier",
    "UseState",
]

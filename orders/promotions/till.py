"""The steps of pricing, one after another, on the goods of one checkout. The order is that of docs/pricing.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.loyalty.selectors import points_of
from config.kernel.errors import DomainError
from config.kernel.money import Money, split_cents
from config.kernel.templatetags.hetang import cents as yuan
from orders.promotions.errors import CouponNotUsable, CouponUnknown
from orders.promotions.models import Campaign, CampaignItem, CountedBy, Coupon, CouponTerms, Kind, Tier
from orders.promotions.pricing import (
    PLATFORM_COUPON,
    POINTS,
    SHOP_COUPON,
    TIERS,
    CouponOffer,
    Discount,
    Item,
    PointsOffer,
    Priced,
    PricedItem,
    Share,
    Taken,
    TierStep,
)
from orders.promotions.selectors.live import known_coupons, live_tiers, pocket, reach, special_prices
from orders.promotions.selectors.pockets import gifts_left
from orders.promotions.slots import slot_now

POINTS_PART = 10  # points pay at most a tenth of the goods


def shares_of(cents: int, weights: Mapping[str, int], platform_basis_points: int) -> dict[str, Share]:
    """So many cents over items in proportion to what they cost, never above one; the platform's part beside."""
    keys = [key for key, weight in weights.items() if weight > 0]
    if not keys or cents <= 0:
        return {}
    parts = split_cents(cents, [weights[key] for key in keys])
    platform = Money(cents).share(platform_basis_points).cents
    borne = split_cents(platform, parts) if platform else [0] * len(parts)
    return {key: Share(part, of_it) for key, part, of_it in zip(keys, parts, borne, strict=True) if part}


class Till:
    """Goods going through the steps; `net` is what each still costs."""

    def __init__(self, *, buyer: Any, items: Sequence[Item], at: datetime) -> None:
        self.buyer = buyer if buyer is not None and buyer.is_authenticated else None
        self.items = items
        self.at = at
        self.lines: dict[str, PricedItem] = {}
        self.net: dict[str, int] = {}
        self.discounts: list[Discount] = []
        self.steps: list[TierStep] = []
        self.offers: list[CouponOffer] = []
        self.taken: list[Taken] = []
        self.refusals: list[DomainError] = []
        self.points = PointsOffer()

    @property
    def open_items(self) -> list[Item]:
        """What steps and coupons may touch: everything but deals."""
        return [item for item in self.items if item.fixed_cents is None and item.is_counted]

    @property
    def shop_pks(self) -> list[int]:
        return sorted({item.shop_pk for item in self.open_items})

    # ---- step 1: apiece -----------------------------------------------------------------------------------------

    def price_apiece(self) -> None:
        specials: dict[int, list[Any]] = {}
        pks = [item.variant.pk for item in self.items if item.fixed_cents is None]
        for special in special_prices(pks, buyer=self.buyer, at=self.at) if pks else ():
            specials.setdefault(special.variant_id, []).append(special)
        for item in self.items:
            line = self._apiece(item, specials.get(item.variant.pk, []))
            self.lines[item.key] = line
            self.net[item.key] = line.total_cents
            if line.rests_on is not None and item.is_counted:
                self._note_special(line, line.rests_on)

    def _apiece(self, item: Item, specials: Iterable[Any]) -> PricedItem:
        usual = item.variant.price_cents
        if item.fixed_cents is not None:
            return PricedItem(item, usual, item.fixed_cents, item.label)
        best, note, near = PricedItem(item, usual, usual), "", usual
        for special in specials:
            if special.price_cents >= usual or not is_open(special, self.at):
                continue
            why_not = self._why_not(item, special)
            if not why_not and special.price_cents < best.unit_price_cents:
                best = PricedItem(item, usual, special.price_cents, label_of(special), special)
            elif why_not and special.price_cents < near:
                near, note = special.price_cents, why_not
        return replace(best, note=note if near < best.unit_price_cents else "")

    def _why_not(self, item: Item, special: Any) -> str:
        """Why this buyer doesn't get a special price for so many pieces; empty when they do."""
        price = yuan(special.price_cents, item.variant.product.shop.currency)
        if special.campaign.kind == Kind.MEMBER:
            return "" if special.is_mine else _("%(price)s for members of the shop's free club") % {"price": price}
        if special.left <= 0:
            return _("The flash sale has sold out")
        if self.buyer is None:
            return _("%(price)s in the flash sale, once you have signed in") % {"price": price}
        most = special.left
        if special.per_user is not None:
            most = min(most, max(0, special.per_user - special.taken))
        if most == 0:
            return _("You have had your pieces of the flash sale")
        if item.quantity > most:
            text = ngettext(
                "%(price)s in the flash sale, for %(most)d piece",
                "%(price)s in the flash sale, for up to %(most)d pieces",
                most,
            )
            return text % {"price": price, "most": most}
        less = (item.variant.price_cents - special.price_cents) * item.quantity
        return "" if special.campaign.affords(less) else _("The flash sale has sold out")

    def _note_special(self, line: PricedItem, special: CampaignItem) -> None:
        gross = line.list_price_cents * line.item.quantity
        self.taken.append(
            Taken(
                special.campaign,
                line.item.shop_pk,
                gross,
                gross - line.total_cents,
                item=special,
                quantity=line.item.quantity,
            )
        )

    # ---- step 2: spend and save ---------------------------------------------------------------------------------

    def take_tiers(self) -> None:
        """One campaign for each shop: the one that takes most off, then the one that ships for free."""
        if not self.shop_pks:
            return
        by_campaign: dict[int, list[Tier]] = {}
        for tier in live_tiers(self.shop_pks, self.at):
            by_campaign.setdefault(tier.campaign_id, []).append(tier)
        gifts = {tier.gift for tiers in by_campaign.values() for tier in tiers if tier.gift}
        given = gifts_left(gifts, self.buyer, at=self.at)
        by_shop: dict[int, list[TierStep]] = {}
        for tiers in by_campaign.values():
            step = self._step(tiers, given)
            if step is not None:
                by_shop.setdefault(step.shop_pk, []).append(step)
        for steps in by_shop.values():
            best = max(steps, key=_worth_of_step)
            self.steps += [best, *(replace(one, reached=None) for one in steps if one is not best)]
            if best.reached is not None:
                self._take_step(best, best.reached)

    def _step(self, tiers: Sequence[Tier], gifts: set[int]) -> TierStep | None:
        campaign = tiers[0].campaign
        goods = self._about(campaign)
        if not goods:
            return None
        sums = {CountedBy.AMOUNT: sum(self.net[item.key] for item in goods), CountedBy.PIECES: _pieces(goods)}
        reached, coming, missing = None, None, 0
        for tier in tiers:
            have = sums[CountedBy(tier.counted_by)]
            if have >= tier.threshold:
                reached = tier if campaign.affords(min(tier.off_cents, sums[CountedBy.AMOUNT])) else reached
            elif coming is None:
                coming, missing = tier, tier.threshold - have
        gift = reached.gift if reached and reached.gift_id in gifts else None
        shop_pk = campaign.shop_id or 0
        return TierStep(shop_pk, campaign, reached, coming, missing, gift)

    def _take_step(self, step: TierStep, tier: Tier) -> None:
        goods = self._about(step.campaign)
        weights = {item.key: self.net[item.key] for item in goods}
        cents = min(tier.off_cents, sum(weights.values()))
        self._take_off(TIERS, step.campaign, step.campaign.key, cents, weights, gift=step.gift)

    # ---- step 3 and 4: coupons ----------------------------------------------------------------------------------

    def take_coupons(self, chosen: tuple[str, ...] | None) -> None:
        """One for each shop, then one of the platform. What a minimum asks for is measured before any coupon."""
        before = dict(self.net)
        mine = pocket(self.buyer, at=self.at, shop_pks=self.shop_pks) if self.shop_pks else []
        if chosen:
            self._refuse_strangers(chosen, mine)
        for shop_pk in [*self.shop_pks, None]:
            offers = [self._offer(one, before) for one in mine if one.terms.campaign.shop_id == shop_pk]
            offers = sorted(offers, key=lambda one: (-one.cents, one.coupon.valid_until, one.coupon.pk))
            used = self._pick(offers, chosen)
            self.offers += [replace(one, is_used=one is used) for one in offers]
            if used is not None:
                self._use(used, before)

    def _refuse_strangers(self, chosen: tuple[str, ...], mine: Sequence[Coupon]) -> None:
        here = {one.key for one in mine}
        strange = [key for key in chosen if key not in here]
        known = {one.key: one for one in known_coupons(self.buyer, strange)} if strange else {}
        for key in strange:
            if key not in known:
                self.refusals.append(CouponUnknown(field="coupons"))
            else:
                self._refuse(known[key], self._why_gone(known[key]))

    def _why_gone(self, coupon: Coupon) -> str:
        if coupon.state != "ready":
            return _("it is used, or in another order of yours")
        return _("it has ended") if coupon.valid_until <= self.at else _("it is for other goods")

    def _refuse(self, coupon: Coupon, reason: str) -> None:
        name = coupon.terms.campaign.name
        self.refusals.append(CouponNotUsable(field="coupons", coupon=name, reason=reason))

    def _pick(self, offers: Sequence[CouponOffer], chosen: tuple[str, ...] | None) -> CouponOffer | None:
        if chosen is None:
            return next((one for one in offers if one.cents > 0), None)
        wanted = [one for one in offers if one.coupon.key in chosen]
        for place, one in enumerate(wanted):
            if one.cents == 0 or place:
                self._refuse(one.coupon, str(one.why_not) or _("another one is used already"))
        return next((one for one in wanted if one.cents > 0), None)

    def _offer(self, coupon: Coupon, before: Mapping[str, int]) -> CouponOffer:
        terms, campaign = coupon.terms, coupon.terms.campaign
        goods = self._about(campaign)
        base = sum(before[item.key] for item in goods)
        cents = terms.worth(sum(self.net[item.key] for item in goods))
        why_not = ""
        if not goods:
            why_not = _("it is for other goods")
        elif coupon.valid_from > self.at:
            why_not = _("it isn't good yet")
        elif base < terms.min_spend_cents:
            why_not = _("%(sum)s more is needed") % {"sum": yuan(terms.min_spend_cents - base)}
        elif not campaign.affords(cents):
            why_not = _("its budget is used up")
        elif cents <= 0:
            why_not = _("there is nothing left to take off")
        return CouponOffer(coupon, 0 if why_not else cents, why_not=why_not)

    def _use(self, offer: CouponOffer, before: Mapping[str, int]) -> None:
        """A coupon of the platform is split over the shops too, so that each order knows its part."""
        campaign = offer.campaign
        weights = {item.key: self.net[item.key] for item in self._about(campaign)}
        kind = SHOP_COUPON if campaign.shop_id else PLATFORM_COUPON
        self._take_off(kind, campaign, offer.coupon.key, offer.cents, weights, coupon=offer.coupon)

    # ---- step 5: points -----------------------------------------------------------------------------------------

    def take_points(self, *, uses_them: bool) -> None:
        """Points pay up to a tenth of what the goods still cost; the platform bears it. Deals are left alone."""
        weights = {item.key: self.net[item.key] for item in self.open_items}
        balance = points_of(self.buyer) if self.buyer and any(weights.values()) else 0
        most = min(balance, sum(weights.values()) // POINTS_PART)
        self.points = PointsOffer(balance, most, most if uses_them else 0)
        shares = shares_of(self.points.used, weights, 10_000)
        for shop_pk in self.shop_pks:
            mine = {item.key for item in self.open_items if item.shop_pk == shop_pk}
            here = {key: share for key, share in shares.items() if key in mine}
            if here:
                self.discounts.append(Discount(POINTS, POINTS, _("Points"), shop_pk, here))

    # ---- what all steps share -----------------------------------------------------------------------------------

    def _about(self, campaign: Campaign) -> list[Item]:
        is_about = reach(campaign)
        return [item for item in self.open_items if is_about(item.variant.product)]

    def _take_off(
        self,
        kind: str,
        campaign: Campaign,
        source: str,
        cents: int,
        weights: Mapping[str, int],
        *,
        coupon: Coupon | None = None,
        gift: CouponTerms | None = None,
    ) -> None:
        shares = shares_of(cents, weights, campaign.platform_basis_points)
        for key, share in shares.items():
            self.net[key] -= share.cents
        shop_of = {item.key: item.shop_pk for item in self.items}
        for shop_pk in sorted({shop_of[key] for key in weights}):
            here = {key: share for key, share in shares.items() if shop_of[key] == shop_pk}
            discount = Discount(kind, source, campaign.name, shop_pk, here)
            if here:
                self.discounts.append(discount)
            if here or kind == TIERS:
                gross = sum(self._gross(key) for key in weights if shop_of[key] == shop_pk)
                self.taken.append(
                    Taken(campaign, shop_pk, gross, discount.cents, discount.platform_cents, coupon, gift=gift)
                )

    def _gross(self, key: str) -> int:
        return self.lines[key].list_price_cents * self.lines[key].item.quantity

    def priced(self) -> Priced:
        free = frozenset(one.shop_pk for one in self.steps if one.reached and one.reached.is_free_shipping)
        return Priced(
            items=self.lines,
            discounts=tuple(self.discounts),
            free_shipping=free,
            coupons=tuple(self.offers),
            steps=tuple(self.steps),
            taken=tuple(self.taken),
            refusals=tuple(self.refusals),
            points=self.points,
        )


def is_open(special: CampaignItem, at: datetime) -> bool:
    """Whether a special price counts at this instant: flash sales have hours."""
    return special.campaign.kind != Kind.FLASH or slot_now(special.campaign, at) is not None


def label_of(special: CampaignItem) -> str:
    return _("Flash sale") if special.campaign.kind == Kind.FLASH else _("Member price")


def _worth_of_step(step: TierStep) -> tuple[int, bool, bool, int]:
    tier = step.reached
    if tier is None:
        return (0, False, False, -step.campaign.pk)
    return (tier.off_cents, tier.is_free_shipping, step.gift is not None, -step.campaign.pk)


def _pieces(goods: Iterable[Item]) -> int:
    return sum(item.quantity for item in goods)

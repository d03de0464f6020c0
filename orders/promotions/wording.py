"""Campaigns, coupons and steps in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from config.kernel.clock import now
from config.kernel.language import in_language
from config.kernel.templatetags.hetang import cents, fraction, whole
from orders.promotions.models import CountedBy
from orders.promotions.models.campaigns import Phase

if TYPE_CHECKING:
    from orders.promotions.models import CouponTerms, Tier

FULL = 10_000
PHASE_KINDS = {
    Phase.DRAFT: "",
    Phase.PLANNED: "wait",
    Phase.LIVE: "good",
    Phase.USED_UP: "bad",
    Phase.ENDED: "",
    Phase.STOPPED: "",
}


def phase_kind(phase: Phase) -> str:
    """The colour of a phase's badge."""
    return PHASE_KINDS[phase]


def yuan(amount: int) -> str:
    """¥20, ¥9.90: an amount in running words."""
    return f"¥{whole(amount)}{fraction(amount)}"


def percent(basis_points: int) -> str:
    """1000 → 10, 1250 → 12.5."""
    return f"{basis_points / 100:.2f}".rstrip("0").rstrip(".") or "0"


def coupon_worth(terms: CouponTerms) -> str:
    """¥20 · 10 % off, in Chinese 9 折."""
    if terms.off_cents is not None:
        return yuan(terms.off_cents)
    off = terms.off_basis_points or 0
    fold = f"{(10_000 - off) / 1000:.3f}".rstrip("0").rstrip(".")
    return in_language(f"{fold} 折", f"{percent(off)}% off")


def coupon_words(terms: CouponTerms) -> str:
    """What has to be bought, and the cap of a percentage."""
    words = [_("from %(sum)s") % {"sum": yuan(terms.min_spend_cents)} if terms.min_spend_cents else _("no minimum")]
    if terms.cap_cents:
        words.append(_("%(sum)s at most") % {"sum": yuan(terms.cap_cents)})
    return " · ".join(words)


def tier_words(tier: Tier, currency: str = "CNY") -> str:
    """¥20 off from ¥199, free shipping."""
    gives = [_("%(sum)s off") % {"sum": yuan(tier.off_cents)}] if tier.off_cents else []
    gives += [_("free shipping")] if tier.is_free_shipping else []
    gives += [_("a coupon of %(worth)s") % {"worth": coupon_worth(tier.gift)}] if tier.gift else []
    what = in_language("、", ", ").join(gives)
    if tier.counted_by == CountedBy.PIECES:
        text = ngettext("%(what)s from %(count)d piece", "%(what)s from %(count)d pieces", tier.threshold)
        return text % {"what": what, "count": tier.threshold}
    return _("%(what)s from %(sum)s") % {"what": what, "sum": yuan(tier.threshold)}


def missing_words(tier: Tier, missing: int, currency: str = "CNY") -> str:
    """What is still to be put in for the next step: add ¥12 for ¥5 off."""
    gives = [_("%(sum)s off") % {"sum": yuan(tier.off_cents)}] if tier.off_cents else []
    gives += [_("free shipping")] if tier.is_free_shipping else []
    gives += [_("a coupon of %(worth)s") % {"worth": coupon_worth(tier.gift)}] if tier.gift else []
    what = in_language("、", ", ").join(gives)
    if tier.counted_by == CountedBy.PIECES:
        text = ngettext("Add %(count)d piece for %(what)s", "Add %(count)d pieces for %(what)s", missing)
        return text % {"what": what, "count": missing}
    return _("Add %(sum)s for %(what)s") % {"what": what, "sum": cents(missing, currency)}


TAB_LABELS: Mapping[str, Promise] = {
    "ready": gettext_lazy("To use"),
    "used": pgettext_lazy("coupons", "Used"),
    "ended": pgettext_lazy("coupons", "Ended"),
}


def tab_label(name: str) -> Promise:
    return TAB_LABELS[name]


def slot_words(instant: datetime) -> str:
    """20:00 today, 11-27 10:00 on another day."""
    local, today = timezone.localtime(instant), timezone.localtime(now())
    return local.strftime("%H:%M" if local.date() == today.date() else "%m-%d %H:%M")


CAMPAIGN_TAB_LABELS: Mapping[str, Promise] = {
    "all": gettext_lazy("All"),
    "live": gettext_lazy("Running"),
    "planned": gettext_lazy("Planned"),
    "draft": gettext_lazy("Drafts"),
    "ended": pgettext_lazy("campaigns", "Ended"),
}


def campaign_tab_label(name: str) -> Promise:
    return CAMPAIGN_TAB_LABELS[name]


def shop_part(basis_points: int) -> str:
    """The shops' part of a discount in percent: 5000 → 50."""
    return percent(FULL - basis_points)


def hours_words(hour: int) -> str:
    return f"{hour:02d}:00–{(hour + 2) % 24:02d}:00"

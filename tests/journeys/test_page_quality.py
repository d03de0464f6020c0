"""Every main page of the demo, in both languages, on a phone and a desktop: see tests/journeys/audit.py for the measure."""

from __future__ import annotations

import pytest

from catalog.products.models import ListingStatus, Product
from community.meetups.models import Meetup
from community.quizzes.models import Quiz
from config.kernel.demo import PASSWORD, World, make_world
from content.moderation.models import ReviewItem, Strike
from orders.checkout.models import Order, OrderStatus
from orders.groupbuy.models import GroupCampaign, GroupSeat, GroupTeam
from tests.journeys.audit import ALL_RULES, CONTRAST, WIDTHS, audit
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.social_pages import social_pages
from tests.journeys.trade_pages import trade_pages

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

QUERY = {"zh-hans": "茶", "en": "coffee"}
THEMES = {"zh-hans": "light", "en": "dark"}
# English words are the wider ones, and most rules see the same page in both languages.
RULES = {"zh-hans": CONTRAST, "en": ALL_RULES}
LOOKED_AT = {"zh-hans": (320,), "en": WIDTHS}


def pages(lang: str) -> list[tuple[str, list[str]]]:
    """Who looks at what; product pages in their own language, for a title cannot be marked as somebody's words."""
    on_sale = Product.objects.filter(status=ListingStatus.LISTED, options__isnull=False, language=lang)
    product = on_sale.order_by("pk").first()
    mine = Order.objects.filter(buyer__email="shopper@demo.test", status=OrderStatus.SHIPPED).first()
    to_ship = Order.objects.filter(
        shop__merchant__memberships__user__email="merchant@demo.test", status=OrderStatus.TO_SHIP
    ).first()
    own = Product.objects.filter(
        shop__merchant__memberships__user__email="merchant@demo.test", status=ListingStatus.LISTED
    ).first()
    open_team = GroupTeam.objects.filter(status="open", campaign__product__language=lang).first()
    open_team = open_team or GroupTeam.objects.filter(status="open").first()
    filled = GroupTeam.objects.filter(status="succeeded").first()
    seat = GroupSeat.objects.get(buyer__email="shopper@demo.test", is_running=True)
    strike = Strike.objects.filter(person__email="shopper@demo.test").latest("pk")
    waiting = ReviewItem.objects.filter(state="open", author__language=lang)
    reported = waiting.exclude(kind="appeal").first() or ReviewItem.objects.filter(state="open").first()
    appealed = ReviewItem.objects.filter(kind="appeal").latest("pk")
    campaign = GroupCampaign.objects.filter(
        shop__merchant__memberships__user__email="merchant@demo.test", status="live"
    ).first()
    coming = Meetup.objects.filter(group__slug="weekend-tea").latest("starts_at")
    quiz = Quiz.objects.get(group__slug="weekend-tea")
    return [
        (
            "",
            [
                "/",
                "/products/",
                f"/search/?q={QUERY[lang]}",
                f"/products/{product.slug}/",
                f"/shops/{product.shop.slug}/",
                f"/products/{open_team.campaign.product.slug}/",
                f"/teams/{open_team.token}/",
                f"/teams/{filled.token}/",
                "/teams/",
                "/cart/",
                "/accounts/login/",
                "/accounts/signup/",
                "/algorithm/",
                "/privacy/",
                "/terms/",
                "/nothing-here/",
            ],
        ),
        (
            "shopper",
            [
                "/cart/",
                "/checkout/",
                "/orders/",
                f"/orders/{mine.number}/",
                f"/orders/{seat.order.number}/",
                f"/teams/{seat.team.token}/",
                "/teams/mine/",
                "/me/",
                "/me/addresses/",
                "/me/privacy/",
                "/me/privacy/close/",
                "/me/invites/?tab=earned",
                "/?tab=groups",
                "/groups/weekend-tea/",
                "/groups/weekend-tea/activities/",
                "/groups/weekend-tea/check-in/",
                f"/groups/weekend-tea/events/{coming.key}/",
                f"/groups/weekend-tea/quizzes/{quiz.key}/",
                "/groups/weekend-tea/teams/",
                "/groups/weekend-tea/effect/",
                "/groups/weekend-tea/words/",
                "/groups/weekend-tea/effect/?table=1",
                "/me/standing/",
                f"/me/standing/{strike.key}/",
            ],
        ),
        (
            "merchant",
            [
                "/merchant/",
                "/merchant/orders/",
                f"/merchant/orders/{to_ship.number}/",
                "/merchant/products/",
                f"/merchant/products/{own.slug}/edit/",
                "/merchant/stock/",
                "/merchant/import/",
                "/merchant/groupbuy/",
                "/merchant/groupbuy/new/",
                f"/merchant/groupbuy/new/?product={campaign.product.slug}",
                f"/merchant/groupbuy/{campaign.key}/",
                "/merchant/freight/",
                "/merchant/sharing/",
                "/merchant/staff/",
                "/merchant/settings/",
            ],
        ),
        ("courier", ["/logistics/", "/logistics/scan/", "/logistics/done/"]),
        (
            "operator",
            [
                "/platform/",
                "/platform/applications/",
                "/platform/listings/",
                "/platform/users/",
                "/platform/orders/",
                "/platform/teams/",
                f"/platform/teams/{open_team.token}/",
                "/platform/earnings/",
                "/platform/referrals/figures/",
                "/platform/styleguide/",
                "/platform/moderation/",
                f"/platform/moderation/{reported.key}/",
                f"/platform/moderation/{appealed.key}/",
                "/platform/moderation/rules/",
            ],
        ),
    ]


def test_pages_are_fit_to_be_seen(visitor):
    """In both languages and both themes, one after the other: making the world takes long."""
    make_world(World())
    findings: list[str] = []
    for lang in sorted(QUERY):
        trade, social = trade_pages(lang), social_pages(lang)
        for who, paths in pages(lang):
            device = PHONE if who in {"", "shopper", "courier"} else DESKTOP
            window = visitor(lang=lang, device=device, theme=THEMES[lang])
            if who:
                window.sign_in(f"{who}@demo.test", PASSWORD)
            for path in [*paths, *trade.get(who, []), *social.get(who, [])]:
                window.go(path)
                findings += audit(window.page, path, lang=lang, rules=RULES[lang], widths=LOOKED_AT[lang])
                if path == "/nothing-here/":
                    window.trouble.clear()  # the one page that should be missing
    assert not findings, "\n" + "\n".join(findings)

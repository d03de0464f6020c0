"""The pages of people, notes and reviews in the demo."""

from __future__ import annotations

from catalog.products.models import ListingStatus, Product
from community.messaging.models import Conversation
from content.boards.models import Board
from content.posts.models import Post, Topic
from content.reviews.models import Review
from orders.checkout.models import Order, OrderStatus


def people_pages(lang: str) -> list[str]:
    """What people read of and write to each other, as the shopper sees it."""
    talks = Conversation.objects.filter(participants__user__email="shopper@demo.test", last__isnull=False)
    read = Post.objects.filter(kind="picture", status="published", group=None, language=lang)
    others = read.exclude(author__email="shopper@demo.test").earliest("pk")
    topic = Topic.objects.filter(post_links__post=others).first() or Topic.objects.earliest("pk")
    board = Board.objects.filter(owner__email="shopper@demo.test").earliest("pk")
    return [
        f"/topics/{topic.slug}/",
        f"/posts/{others.key}/",
        f"/report/note/{others.key}/notice/",
        f"/boards/{board.key}/",
        "/messages/",
        f"/messages/{talks.filter(kind='dm').earliest('pk').token}/",
        "/groups/weekend-tea/chat/",
        "/notifications/",
        "/me/notifications/",
        "/me/points/",
    ]


def social_pages(lang: str) -> dict[str, list[str]]:
    """Who looks at what; notes and products in the language of the page."""
    sound = Post.objects.filter(kind="sound", language=lang).earliest("pk")
    mine = Post.objects.filter(author__email="shopper@demo.test", status="published").earliest("pk")
    reviewed = Product.objects.filter(status=ListingStatus.LISTED, language=lang, reviews__isnull=False).earliest("pk")
    bought = Order.objects.filter(buyer__email="shopper@demo.test", status=OrderStatus.COMPLETED)
    to_review = bought.filter(lines__review=None).earliest("pk")
    praise = Review.objects.filter(author__email="shopper@demo.test", addition="").earliest("pk")
    answered = Review.objects.filter(shop__merchant__memberships__user__email="merchant@demo.test").earliest("pk")
    return {
        "": [f"/products/{reviewed.slug}/reviews/", f"/products/{reviewed.slug}/reviews/?stars=1"],
        "shopper": [
            f"/posts/{sound.key}/",
            f"/posts/{mine.key}/effect/",
            f"/posts/{mine.key}/edit/",
            "/posts/",
            f"/orders/{to_review.number}/review/",
            "/me/reviews/",
            "/me/reviews/written/",
            f"/me/reviews/{praise.key}/add/",
            "/people/",
            "/people/?q=nobody_here",
            "/u/wangshu_shen/",
            "/u/wangshu_shen/followers/",
            "/me/people/",
            "/me/people/?tab=muted",
            "/report/person/wangshu_shen/",
            *people_pages(lang),
        ],
        "merchant": ["/merchant/reviews/", f"/merchant/reviews/{answered.key}/"],
    }

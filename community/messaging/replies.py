"""A shop's quick replies: words it says often."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from catalog.shops.models import Shop
from community.messaging.errors import NothingToSend, ReplyNameTaken, TooManyReplies
from community.messaging.models import QuickReply
from config.kernel.plaintext import cleaned, cleaned_line

MOST_REPLIES = 30


@transaction.atomic
def keep_quick_reply(*, shop: Shop, title: str, body: str) -> QuickReply:
    """Words a shop says often, under a name."""
    title, body = cleaned_line(title), cleaned(body)
    if not title or not body:
        raise NothingToSend(field="body" if title else "title")
    if QuickReply.objects.filter(shop=shop).count() >= MOST_REPLIES:
        raise TooManyReplies(most=MOST_REPLIES)
    try:
        with transaction.atomic():
            return QuickReply.objects.create(shop=shop, title=title, body=body)
    except IntegrityError as clash:
        if "quick_reply_named_once" not in str(clash):
            raise
        raise ReplyNameTaken(field="title") from clash


def drop_quick_reply(*, reply: QuickReply) -> None:
    reply.delete()

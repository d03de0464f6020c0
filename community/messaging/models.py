"""Conversations, who takes part, and what was said."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Product
from catalog.shops.models import Shop
from config.kernel.clock import now
from config.kernel.ids import public_id
from orders.checkout.models import Order

LONGEST_MESSAGE = 1_000


class ConversationKind(models.TextChoices):
    PEOPLE = "dm", _("Two people")
    SHOP = "shop", _("Buyer and shop")
    GROUP = "group", _("Group")


class Conversation(models.Model):
    """A room. Its mark (`dm:3:17`, `shop:4:17`, `group:9`) makes that there is one for the same people.

    Between two strangers it is a request until the other answers: `accepted_at` is empty, its opener has one message.
    The people of a shop share `shop_read`, the last message any of them has seen.
    """

    token = models.CharField(max_length=24, unique=True, default=partial(public_id, 20), editable=False)
    kind = models.CharField(max_length=8, choices=ConversationKind.choices)
    mark = models.CharField(max_length=48, unique=True)
    shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE, related_name="conversations", db_index=False)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    group_id = models.BigIntegerField(null=True, help_text="groups are above: what one may do there is asked of them")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    last = models.ForeignKey("Message", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    last_at = models.DateTimeField(default=now)
    shop_read = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.CheckConstraint(
                name="conversation_fits_its_kind",
                condition=Q(kind="dm", shop=None, customer=None, group_id=None)
                | Q(kind="shop", shop__isnull=False, customer__isnull=False, group_id=None)
                | Q(kind="group", shop=None, customer=None, group_id__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["shop", "-last_at", "-id"], condition=Q(kind="shop"), name="conversation_of_shop")
        ]

    def __str__(self) -> str:
        return self.mark

    @property
    def is_request(self) -> bool:
        return self.kind == ConversationKind.PEOPLE and self.accepted_at is None


class Participant(models.Model):
    """Somebody in a conversation and the last message they have seen."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    last_read = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="participant_once")]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.user_id}"


class Message(models.Model):
    """One thing said. The sender's `client_id` makes that sending it again is sending it once."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 16), editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_from_shop = models.BooleanField(default=False)
    client_id = models.CharField(max_length=36)
    body = models.TextField(max_length=LONGEST_MESSAGE, blank=True)
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL, related_name="+")
    order = models.ForeignKey(Order, null=True, on_delete=models.SET_NULL, related_name="+")
    picture = models.CharField(max_length=200, blank=True, help_text="of the private files")
    picture_width = models.PositiveIntegerField(default=0)
    picture_height = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    taken_back_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True, editable=False, help_text="by moderators; its sender still reads it")

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "sender", "client_id"], name="message_once_per_client_id"),
            models.CheckConstraint(
                name="message_taken_back_says_nothing", condition=Q(taken_back_at=None) | Q(body="", picture="")
            ),
        ]
        indexes = [models.Index(fields=["conversation", "-id"], name="message_newest")]

    def __str__(self) -> str:
        return self.key


class QuickReply(models.Model):
    """Words a shop says often."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="quick_replies", db_index=False)
    title = models.CharField(_("name"), max_length=20)
    body = models.TextField(_("words"), max_length=LONGEST_MESSAGE)

    class Meta:
        verbose_name = _("quick reply")
        verbose_name_plural = _("quick replies")
        constraints = [models.UniqueConstraint(fields=["shop", "title"], name="quick_reply_named_once")]

    def __str__(self) -> str:
        return self.title

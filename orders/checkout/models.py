"""Trade → Order → line. One checkout makes one Trade (one payment); each shop in it gets an Order."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Variant
from catalog.shops.models import Shop
from config.kernel.encryption import EncryptedTextField
from config.kernel.ids import number, public_id
from config.kernel.models import Dated
from orders.counters.models import PickupPoint


class Trade(Dated):
    """One checkout: what is owed, by whom, to where. Its state is that of its orders and payments."""

    number = models.CharField(max_length=20, unique=True, default=partial(number, "T"), editable=False)
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="trades"
    )
    guest_key = models.CharField(max_length=32, default=partial(public_id, 32), editable=False)
    visitor = models.CharField(max_length=20, blank=True, editable=False, help_text="browser that came by a link")
    email = models.EmailField(_("e-mail"), blank=True)
    recipient = EncryptedTextField(_("recipient"))
    phone = EncryptedTextField(_("phone"))
    phone_index = models.CharField(max_length=40, blank=True, editable=False)
    region_code = models.CharField(max_length=6)
    street = EncryptedTextField(_("street and house number"))
    currency = models.CharField(max_length=3, default="CNY")
    total_cents = models.BigIntegerField()
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("trade")
        verbose_name_plural = _("trades")
        constraints = [models.CheckConstraint(name="trade_total_not_negative", condition=models.Q(total_cents__gte=0))]
        indexes = [
            models.Index(fields=["expires_at"], condition=models.Q(paid_at=None, closed_at=None), name="trade_unpaid")
        ]

    def __str__(self) -> str:
        return self.number


class OrderStatus(models.TextChoices):
    PENDING_PAYMENT = "pending_payment", _("Waiting for payment")
    WAIT_GROUP = "wait_group", _("Team is forming")
    TO_SHIP = "to_ship", _("To be shipped")
    PARTLY_SHIPPED = "partly_shipped", _("Partly shipped")
    SHIPPED = "shipped", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    COMPLETED = "completed", _("Received")
    SETTLED = "settled", _("Settled")
    REFUNDING = "refunding", _("Being refunded")
    CLOSED = "closed", _("Closed")


class OrderSource(models.TextChoices):
    WEB = "web", _("Shop")
    API = "api", _("API")
    HISTORY = "history", _("Imported history")


class Order(models.Model):
    """What one shop owes one buyer. `status` moves only through `orders.checkout.moves`."""

    number = models.CharField(max_length=24, unique=True, default=number, editable=False)
    trade = models.ForeignKey(Trade, null=True, on_delete=models.PROTECT, related_name="orders")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="orders")
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    status = models.CharField(
        _("state"), max_length=16, choices=OrderStatus.choices, default=OrderStatus.PENDING_PAYMENT
    )
    close_reason = models.CharField(max_length=20, blank=True)
    pickup_point = models.ForeignKey(
        PickupPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="orders", help_text="fetched there"
    )
    source = models.CharField(max_length=8, choices=OrderSource.choices, default=OrderSource.WEB)
    external_ref = models.CharField(max_length=40, blank=True, help_text="number in the system a history came from")
    currency = models.CharField(max_length=3, default="CNY")
    items_cents = models.BigIntegerField()
    shipping_cents = models.BigIntegerField(default=0)
    discount_cents = models.BigIntegerField(default=0)
    total_cents = models.BigIntegerField()
    platform_discount_cents = models.BigIntegerField(default=0, help_text="the part of the discount the platform bears")
    deal_kind = models.CharField(max_length=10, blank=True, help_text="bought by a deal (orders.checkout.deals)")
    deal_ref = models.CharField(max_length=40, blank=True)
    note = models.CharField(_("note to the shop"), max_length=200, blank=True)
    open_cases = models.PositiveSmallIntegerField(default=0, help_text="after-sale cases that have not ended")
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.CheckConstraint(
                name="order_amounts_not_negative",
                condition=models.Q(
                    items_cents__gte=0, shipping_cents__gte=0, discount_cents__gte=0, total_cents__gte=0
                ),
            ),
            models.CheckConstraint(
                name="order_total_adds_up",
                condition=models.Q(
                    total_cents=models.F("items_cents") + models.F("shipping_cents") - models.F("discount_cents")
                ),
            ),
            models.CheckConstraint(
                name="order_platform_bears_a_part",
                condition=models.Q(
                    platform_discount_cents__gte=0, platform_discount_cents__lte=models.F("discount_cents")
                ),
            ),
            models.UniqueConstraint(
                fields=["shop", "external_ref"],
                condition=~models.Q(external_ref=""),
                name="order_history_once_per_shop",
            ),
        ]
        indexes = [
            models.Index(fields=["buyer", "-id"], name="order_by_buyer"),
            models.Index(fields=["shop", "status", "-id"], name="order_by_shop"),
            models.Index(fields=["status", "delivered_at"], name="order_waiting_confirm"),
            models.Index(fields=["placed_at"], name="order_by_day"),
            models.Index(fields=["paid_at"], name="order_by_payment_day"),
            models.Index(fields=["shop", "paid_at"], name="order_by_shop_and_payment"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_status_display(self) -> str:  # type: ignore[no-redef]  # Django leaves ours in place
        """As people read it: what is fetched is not "to be shipped"."""
        if self.status == OrderStatus.TO_SHIP and self.pickup_point_id:
            return gettext("To be picked up")
        return str(OrderStatus(self.status).label)


class OrderLine(models.Model):
    """One variant in an order, as it was when bought: later edits of the product don't reach it."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=120)
    label = models.CharField(max_length=130, blank=True)
    sku = models.CharField(max_length=60)
    picture_url = models.CharField(max_length=200, blank=True)
    unit_price_cents = models.BigIntegerField()
    list_price_cents = models.BigIntegerField(null=True, help_text="the price without any promotion")
    quantity = models.PositiveIntegerField()
    total_cents = models.BigIntegerField(help_text="before discounts")
    discount_cents = models.BigIntegerField(default=0)
    platform_discount_cents = models.BigIntegerField(default=0)
    commission_basis_points = models.PositiveIntegerField(default=0, help_text="what the platform takes of it")
    shipped_quantity = models.PositiveIntegerField(default=0)
    held_quantity = models.PositiveIntegerField(default=0, help_text="not shipped while an after-sale case is open")
    refunded_quantity = models.PositiveIntegerField(default=0, help_text="paid back before they left; never shipped")
    claimed_quantity = models.PositiveIntegerField(default=0, help_text="shipped pieces an after-sale case is about")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="order_line_total_adds_up",
                condition=models.Q(total_cents=models.F("unit_price_cents") * models.F("quantity")),
            ),
            models.CheckConstraint(
                name="order_line_discount_within_its_price",
                condition=models.Q(
                    platform_discount_cents__gte=0,
                    platform_discount_cents__lte=models.F("discount_cents"),
                    discount_cents__lte=models.F("total_cents"),
                ),
            ),
            models.CheckConstraint(
                name="order_line_never_overshipped",
                condition=models.Q(
                    shipped_quantity__lte=models.F("quantity")
                    - models.F("held_quantity")
                    - models.F("refunded_quantity"),
                    quantity__gte=1,
                ),
            ),
            models.CheckConstraint(
                name="order_line_piece_in_one_case",
                condition=models.Q(claimed_quantity__lte=models.F("shipped_quantity")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"

    @property
    def still_to_ship(self) -> int:
        """Pieces that have not left and were not paid back, those an open case holds back among them."""
        return self.quantity - self.shipped_quantity - self.refunded_quantity

    @property
    def left_to_ship(self) -> int:
        """Pieces that may be shipped now."""
        return self.still_to_ship - self.held_quantity

    @property
    def left_to_claim(self) -> int:
        """Shipped pieces that no after-sale case is about."""
        return self.shipped_quantity - self.claimed_quantity

    @property
    def paid_cents(self) -> int:
        """What the buyer pays for it after discounts."""
        return self.total_cents - self.discount_cents


class OrderDiscount(models.Model):
    """One reason why an order costs less than its items: shown to the buyer, borne by the shop and the platform."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="discounts")
    kind = models.CharField(max_length=12)
    source = models.CharField(max_length=40, help_text="public name of the coupon or campaign")
    label = models.CharField(max_length=120)
    cents = models.BigIntegerField()
    platform_cents = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "kind", "source"], name="order_discount_once_per_source"),
            models.CheckConstraint(
                name="order_discount_takes_something",
                condition=models.Q(cents__gt=0, platform_cents__gte=0, platform_cents__lte=models.F("cents")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.label}"


class OrderMove(models.Model):
    """One step of an order's life: the timeline people read. Append-only."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="moves")
    from_status = models.CharField(max_length=16, blank=True)
    to_status = models.CharField(max_length=16, choices=OrderStatus.choices)
    reason = models.CharField(max_length=40, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.from_status} → {self.to_status}"

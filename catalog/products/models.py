"""Products, their variants, pictures and listing reviews."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.shops.models import Shop
from catalog.taxonomy.models import AttributeValue, Category
from config.kernel.ids import public_id
from config.kernel.models import Dated, UploadedPicture

CENTS_LIMIT = 10_000_000_00  # ten million yuan


class ListingStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PENDING = "pending", _("In review")
    LISTED = "listed", _("On sale")
    REJECTED = "rejected", _("Sent back")
    UNLISTED = "unlisted", _("Off sale")


class Product(Dated):
    """What a shop sells. Prices, stock flag, sales and search text are kept here for lists; variants are the truth."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="products")
    slug = models.SlugField(max_length=90, unique=True)
    title = models.CharField(_("title"), max_length=120)
    subtitle = models.CharField(_("one line more"), max_length=120, blank=True)
    description = models.TextField(_("description"), max_length=20_000, blank=True, help_text=_("Markdown"))
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="products"
    )
    attributes = models.ManyToManyField(
        AttributeValue, verbose_name=_("attributes"), blank=True, related_name="products"
    )
    language = models.CharField(max_length=10, default="zh-hans")
    status = models.CharField(_("state"), max_length=10, choices=ListingStatus.choices, default=ListingStatus.DRAFT)
    is_imported = models.BooleanField(
        default=False, help_text=_("Came with a sales history; not for sale until edited")
    )
    cover = models.ForeignKey(UploadedPicture, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    price_min_cents = models.BigIntegerField(default=0, editable=False)
    price_max_cents = models.BigIntegerField(default=0, editable=False)
    is_in_stock = models.BooleanField(default=False, editable=False)
    sold_count = models.PositiveIntegerField(default=0, editable=False)
    listed_at = models.DateTimeField(null=True, blank=True, editable=False)
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(
                name="product_prices_in_order",
                condition=models.Q(price_min_cents__gte=0, price_max_cents__gte=models.F("price_min_cents")),
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="product_search"),
            models.Index(fields=["-listed_at", "-id"], condition=models.Q(status="listed"), name="product_newest"),
            models.Index(
                fields=["price_min_cents", "id"], condition=models.Q(status="listed"), name="product_cheapest"
            ),
            models.Index(
                fields=["-sold_count", "-id"], condition=models.Q(status="listed"), name="product_best_selling"
            ),
            models.Index(
                fields=["category", "-sold_count", "-id"],
                condition=models.Q(status="listed"),
                name="product_in_category",
            ),
            models.Index(fields=["shop", "status", "-id"], name="product_in_shop"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        """What it is called on this page: its title, or another one that a slice above puts here for this reader."""
        return str(self.__dict__.get("title_for_reader") or self.title)

    @property
    def is_listed(self) -> bool:
        return self.status == ListingStatus.LISTED

    @property
    def is_sold_out(self) -> bool:
        return not self.is_in_stock

    @property
    def has_price_range(self) -> bool:
        return self.price_min_cents < self.price_max_cents


class ProductPicture(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(UploadedPicture, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.picture_id}"


class Option(models.Model):
    """A choice the buyer makes: colour, size. At most three a product."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="options")
    name = models.CharField(_("option"), max_length=30)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["product", "name"], name="option_name_once_per_product")]

    def __str__(self) -> str:
        return self.name


class OptionValue(models.Model):
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="values")
    label = models.CharField(_("choice"), max_length=40)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["option", "label"], name="option_value_once_per_option")]

    def __str__(self) -> str:
        return self.label


class Variant(Dated):
    """One thing one can put in a cart. A product without options has exactly one."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(_("SKU"), max_length=60)
    values = models.ManyToManyField(OptionValue, blank=True, related_name="variants")
    label = models.CharField(max_length=130, blank=True, help_text="the chosen values, joined: Rose / 50 g")
    price_cents = models.BigIntegerField(_("price"))
    weight_grams = models.PositiveIntegerField(_("weight, grams"), default=0)
    picture = models.ForeignKey(UploadedPicture, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("for sale"), default=True)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "sku"], name="variant_sku_once_per_shop"),
            models.CheckConstraint(
                name="variant_price_sensible", condition=models.Q(price_cents__gte=0, price_cents__lte=CENTS_LIMIT)
            ),
        ]

    def __str__(self) -> str:
        return self.sku

    @property
    def full_title(self) -> str:
        """The product's title with the chosen values: 汝瓷茶杯 · 天青 / 200 ml."""
        return f"{self.product.title} · {self.label}" if self.label else self.product.title


class ListingReview(models.Model):
    """An operator's decision on a product: listed, or sent back with a reason."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="reviews_of_listing")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    is_approved = models.BooleanField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.product_id}: {self.is_approved}"

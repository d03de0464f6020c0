"""Writing products and moving them on and off sale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from catalog.products.drafts import ProductDraft
from catalog.products.errors import NotReadyToList, ReasonNeeded, WrongListingState
from catalog.products.events import (
    ListingApproved,
    ListingRejected,
    ListingSubmitted,
    PriceChanged,
    ProductListed,
    ProductUnlisted,
)
from catalog.products.matrix import check_matrix, write_matrix
from catalog.products.models import ListingReview, ListingStatus, Product, ProductPicture
from catalog.products.summaries import refresh, refresh_prices
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.events import publish
from config.kernel.ids import public_id
from config.kernel.locks import locked_one
from config.kernel.models import UploadedPicture
from config.kernel.money import Money

if TYPE_CHECKING:
    from accounts.identity.models import User
    from catalog.shops.models import Shop

HUNDRED_PERCENT = 10_000


@transaction.atomic
def create_product(*, shop: Shop, draft: ProductDraft) -> Product:
    """A new product with its variants, as a draft nobody else sees."""
    check_matrix(shop=shop, product=None, draft=draft)
    product = Product(shop=shop, slug=new_slug(draft.title))
    return _write(product, draft)


@transaction.atomic
def update_product(*, product: Product, draft: ProductDraft) -> Product:
    """Write the whole product anew. Combinations that are gone stay for old orders, but are no longer for sale."""
    product = locked_one(Product.objects.select_related("shop", "category"), product.pk)
    check_matrix(shop=product.shop, product=product, draft=draft)
    return _write(product, draft)


def new_slug(title: str) -> str:
    """Readable where the title has Latin letters, unguessable everywhere."""
    words = slugify(title)[:60].strip("-")
    return f"{words}-{public_id(8).lower()}" if words else public_id(10).lower()


@transaction.atomic
def rename_product(*, product: Product, title: str) -> Product:
    """Another title, in lists and in the search, too. Orders keep the one they were bought by."""
    product = locked_one(Product.objects.select_related("shop", "category"), product.pk)
    product.title = title
    product.save(update_fields=["title", "updated_at"])
    refresh(product)
    return product


def _write(product: Product, draft: ProductDraft) -> Product:
    before = dict(product.variants.values_list("pk", "price_cents")) if product.pk else {}
    for name in ("title", "subtitle", "description", "language", "category_id"):
        setattr(product, name, getattr(draft, name))
    if product.is_imported and product.pk:
        product.is_imported = False
    product.save()
    product.attributes.set(draft.attribute_ids)
    write_matrix(product=product, draft=draft)
    _write_pictures(product, draft.picture_ids)
    refresh(product)
    for pk, after_cents in product.variants.values_list("pk", "price_cents"):
        if pk in before and before[pk] != after_cents:
            publish_price(product, pk, before[pk], after_cents)
    return product


def publish_price(product: Product, variant_pk: int, before_cents: int, after_cents: int) -> None:
    publish(PriceChanged(product.pk, variant_pk, before_cents, after_cents))


def _write_pictures(product: Product, picture_ids: Sequence[str]) -> None:
    wanted = list(dict.fromkeys(picture_ids))
    known = set(UploadedPicture.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if missing := [pk for pk in wanted if pk not in known]:
        raise Invalid(field="pictures", missing=missing)
    product.pictures.all().delete()
    ProductPicture.objects.bulk_create(
        ProductPicture(product=product, picture_id=pk, position=place) for place, pk in enumerate(wanted)
    )
    product.cover_id = wanted[0] if wanted else None
    product.save(update_fields=["cover"])


@transaction.atomic
def submit_for_review(*, product: Product) -> Product:
    """Ask an operator to put a finished product on sale."""
    product = locked_one(Product.objects.all(), product.pk)
    _require(product, ListingStatus.DRAFT, ListingStatus.REJECTED)
    if product.cover_id is None or not product.variants.filter(is_active=True, price_cents__gt=0).exists():
        raise NotReadyToList(title=product.title)
    _move(product, ListingStatus.PENDING)
    publish(ListingSubmitted(product.pk))
    return product


@transaction.atomic
def approve_listing(*, product: Product, operator: User) -> Product:
    """An operator puts a product on sale."""
    product = locked_one(Product.objects.all(), product.pk)
    _require(product, ListingStatus.PENDING)
    ListingReview.objects.create(product=product, reviewer=operator, is_approved=True)
    record(actor=operator, action="catalog.listing_approved", target=product)
    _list(product)
    publish(ListingApproved(product.pk))
    return product


@transaction.atomic
def reject_listing(*, product: Product, operator: User, reason: str) -> Product:
    """An operator sends a product back, and says why."""
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    product = locked_one(Product.objects.all(), product.pk)
    _require(product, ListingStatus.PENDING)
    ListingReview.objects.create(product=product, reviewer=operator, is_approved=False, reason=reason)
    record(actor=operator, action="catalog.listing_rejected", target=product, reason=reason)
    _move(product, ListingStatus.REJECTED)
    publish(ListingRejected(product.pk, reason))
    return product


@transaction.atomic
def list_again(*, product: Product) -> Product:
    """A product that passed review before comes back on sale."""
    product = locked_one(Product.objects.all(), product.pk)
    if product.status == ListingStatus.LISTED:
        return product
    _require(product, ListingStatus.UNLISTED)
    _list(product)
    return product


@transaction.atomic
def unlist(*, product: Product) -> Product:
    """Off sale; the page answers 404 and carts say so."""
    product = locked_one(Product.objects.all(), product.pk)
    if product.status == ListingStatus.UNLISTED:
        return product
    _require(product, ListingStatus.LISTED)
    _move(product, ListingStatus.UNLISTED)
    publish(ProductUnlisted(product.pk))
    return product


@transaction.atomic
def change_prices(*, product: Product, basis_points: int) -> Product:
    """All prices of a product up or down by a percentage (−1000 is ten per cent off), to the cent, at least one."""
    if not -9_000 <= basis_points <= 100_000:
        raise Invalid(field="percent")
    product = locked_one(Product.objects.all(), product.pk)
    for variant in product.variants.all():
        before = variant.price_cents
        after = max(Money(before).share(HUNDRED_PERCENT + basis_points).cents, 1 if before else 0)
        if after != before:
            variant.price_cents = after
            variant.save(update_fields=["price_cents", "updated_at"])
            publish_price(product, variant.pk, before, after)
    refresh_prices(product)
    return product


def _require(product: Product, *states: ListingStatus) -> None:
    if product.status not in states:
        raise WrongListingState(title=product.title, state=product.get_status_display())


def _move(product: Product, state: ListingStatus) -> None:
    product.status = state
    product.save(update_fields=["status", "updated_at"])


def _list(product: Product) -> None:
    product.listed_at = product.listed_at or now()
    product.status = ListingStatus.LISTED
    product.save(update_fields=["status", "listed_at", "updated_at"])
    publish(ProductListed(product.pk))

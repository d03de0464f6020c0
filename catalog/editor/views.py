"""The product editor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.identity.access import user_of
from accounts.organisations.access import merchant
from catalog.desk.selectors import last_review, product_of_shop
from catalog.desk.views import own_shop
from catalog.editor.forms import ProductForm, initial_of
from catalog.editor.matrix import MatrixInput, checked, matrix_of, option_drafts, read_matrix, variant_drafts
from catalog.editor.pictures import chosen_pictures, pictures_in_order, store_uploads
from catalog.editor.services import save_product
from catalog.products.drafts import MOST_PICTURES, ProductDraft
from catalog.products.models import ListingStatus, Product
from catalog.products.services import submit_for_review
from catalog.shops.models import Shop
from catalog.taxonomy.selectors import attributes_with_values
from config.kernel.errors import DomainError
from config.kernel.ids import public_id

SAVES = ("save", "submit")


@merchant("catalogue")
@require_http_methods(["GET", "POST"])
def product_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, own_shop(request), None)


@merchant("catalogue")
@require_http_methods(["GET", "POST"])
def product_edit(request: HttpRequest, slug: str) -> HttpResponse:
    shop = own_shop(request)
    return _edit(request, shop, product_of_shop(shop, slug=slug))


@merchant("catalogue")
@require_POST
def product_matrix(request: HttpRequest) -> HttpResponse:
    """The rows for the options as they are typed, for HTMX."""
    listed = pictures_in_order(request.POST.getlist("picture")[:MOST_PICTURES])
    return render(request, "catalog/editor/matrix.html", {"matrix": read_matrix(request.POST), "pictures": listed})


def _edit(request: HttpRequest, shop: Shop, product: Product | None) -> HttpResponse:
    if request.method == "GET":
        shown = [] if product is None else list(product.pictures.values_list("picture_id", flat=True))
        return _page(request, shop, product, ProductForm(initial=initial_of(product)), matrix_of(product), shown)
    form = ProductForm(request.POST)
    matrix = read_matrix(request.POST)
    shown = chosen_pictures(request, product)
    alt = request.POST.get("title", "")[:120]
    stored, wrong = store_uploads(request, alt=alt, room=MOST_PICTURES - len(shown))
    shown += stored
    if request.POST.get("action", "save") not in SAVES:
        form.errors.clear()  # a helper's button: nothing is judged yet
        return _page(request, shop, product, form, matrix, shown, wrong)
    matrix = checked(matrix, shop=shop, product=product, pictures=shown)
    if form.is_valid() and matrix.is_valid and not wrong:
        try:
            return _save(request, shop, product, form, matrix, shown)
        except DomainError as refusal:
            form.add_error(None, refusal.text)
    return _page(request, shop, product, form, matrix, shown, wrong, status=422)


def _save(
    request: HttpRequest,
    shop: Shop,
    product: Product | None,
    form: ProductForm,
    matrix: MatrixInput,
    pictures: list[str],
) -> HttpResponse:
    cleaned = form.cleaned_data
    draft = ProductDraft(
        title=cleaned["title"],
        subtitle=cleaned["subtitle"],
        description=cleaned["description"],
        language=cleaned["language"],
        category_id=cleaned["category"].pk,
        attribute_ids=[value.pk for value in cleaned["attributes"]],
        options=option_drafts(matrix),
        variants=variant_drafts(matrix, sku_start=public_id(6)),
        picture_ids=pictures,
    )
    saved = save_product(shop=shop, product=product, draft=draft, actor=user_of(request))
    if request.POST.get("action") == "submit":
        try:
            submit_for_review(product=saved)
            messages.success(request, _("Saved and sent for review. You'll hear from us within a day."))
            return redirect("merchant:products")
        except DomainError as refusal:
            messages.error(request, _("Saved, but not sent for review: %(why)s") % {"why": refusal.text})
    else:
        messages.success(request, _("Saved."))
    return redirect("merchant:product-edit", slug=saved.slug)


def _page(
    request: HttpRequest,
    shop: Shop,
    product: Product | None,
    form: ProductForm,
    matrix: MatrixInput,
    pictures: list[str],
    wrong: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    review = last_review(product) if product and product.status == ListingStatus.REJECTED else None
    context: dict[str, Any] = {
        "shop": shop,
        "product": product,
        "form": form,
        "matrix": matrix,
        "pictures": pictures_in_order(pictures),
        "most_pictures": MOST_PICTURES,
        "picture_errors": wrong or [],
        "attributes": attributes_with_values(),
        "chosen_values": form.chosen_values(),
        "review": review,
        "can_submit": product is None or product.status in {ListingStatus.DRAFT, ListingStatus.REJECTED},
    }
    return render(request, "catalog/editor/editor.html", context, status=status)

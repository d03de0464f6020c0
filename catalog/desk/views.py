"""The merchant's table of products, stock, the shop's settings; the operator's queue of listings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from accounts.organisations.access import merchant, merchant_of, operator
from catalog.desk.forms import BulkForm, ShopForm, StockForm
from catalog.desk.selectors import (
    LOW,
    product_table,
    products_of,
    shelves,
    state_counts,
    stock_table,
    variant_of_shop,
    waiting_listing,
    waiting_listings,
)
from catalog.desk.services import Outcome, put_on_sale, reprice, take_off_sale
from catalog.inventory.selectors import movements_of
from catalog.inventory.services import set_on_hand, warn_at
from catalog.products.models import ListingStatus
from catalog.products.services import approve_listing, reject_listing
from catalog.search.views import address
from catalog.shops.models import Shop
from catalog.shops.selectors import shop_of
from catalog.shops.services import describe_shop
from config.kernel.errors import DomainError
from config.kernel.keyset import Sort, keyset_page
from config.kernel.pictures import store_picture

ROWS = 25
MOST_AT_ONCE = 100
MOST_MOVEMENTS = 50
BY_AGE = Sort("newest", "id")


def own_shop(request: HttpRequest) -> Shop:
    return shop_of(merchant_of(request))


@merchant("catalogue")
@require_GET
def products(request: HttpRequest) -> HttpResponse:
    shop = own_shop(request)
    state, text = request.GET.get("state", ""), request.GET.get("q", "")
    page = keyset_page(
        product_table(shop, state=state, text=text), sort=BY_AGE, cursor=request.GET.get("cursor", ""), size=ROWS
    )
    pieces = shelves(page.items)
    context = {
        "shop": shop,
        "rows": [(product, pieces.get(product.pk)) for product in page.items],
        "tabs": _tabs(request, state_counts(shop), state),
        "text": text,
        "state": state,
        "next_url": address(request, cursor=page.next_cursor) if page.next_cursor else "",
        "first_url": address(request) if request.GET.get("cursor") else "",
    }
    return render(request, "catalog/desk/products.html", context)


def _tabs(request: HttpRequest, counts: dict[str, int], state: str) -> list[tuple[str, str, int, bool]]:
    names = [("", _("All")), *((value, str(label)) for value, label in ListingStatus.choices), (LOW, _("Running low"))]
    return [(name, address(request, state=key or None), counts.get(key, 0), key == state) for key, name in names]


@merchant("catalogue")
@require_POST
def products_bulk(request: HttpRequest) -> HttpResponse:
    shop = own_shop(request)
    chosen = list(products_of(shop).filter(slug__in=request.POST.getlist("chosen")[:MOST_AT_ONCE]).order_by("pk"))
    form = BulkForm(request.POST)
    if not chosen:
        messages.error(request, _("Tick the products first."))
    elif not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    else:
        _tell(request, _act(form.cleaned_data, chosen))
    back = request.POST.get("state", "")
    return redirect(
        f"/merchant/products/?state={back}" if back in {LOW, *ListingStatus.values} else "merchant:products"
    )


def _act(wanted: dict[str, Any], chosen: list[Any]) -> Outcome:
    if wanted["action"] == "list":
        return put_on_sale(products=chosen)
    if wanted["action"] == "unlist":
        return take_off_sale(products=chosen)
    return reprice(products=chosen, basis_points=int(wanted["percent"] * 100))


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    done = ngettext("%(count)d product changed.", "%(count)d products changed.", outcome.done) % {"count": outcome.done}
    if outcome.skipped:
        left = ngettext("%(count)d stayed as it was.", "%(count)d stayed as they were.", outcome.skipped)
        done += " " + left % {"count": outcome.skipped}
    messages.success(request, done)


@merchant("catalogue")
@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    shop = own_shop(request)
    text, low_only = request.GET.get("q", ""), request.GET.get("low") == "1"
    page = keyset_page(
        stock_table(shop, text=text, low_only=low_only), sort=BY_AGE, cursor=request.GET.get("cursor", ""), size=ROWS
    )
    context = {
        "rows": [(variant, _stock_form(variant)) for variant in page.items],
        "text": text,
        "low_only": low_only,
        "low_url": address(request, low=None if low_only else "1"),
        "next_url": address(request, cursor=page.next_cursor) if page.next_cursor else "",
        "first_url": address(request) if request.GET.get("cursor") else "",
    }
    return render(request, "catalog/desk/stock.html", context)


def _stock_form(variant: Any) -> StockForm:
    known = getattr(variant, "stock", None)
    first = {"on_hand": known.on_hand if known else 0, "low_at": known.low_at if known else 5}
    return StockForm(initial=first, auto_id=f"stock-{variant.key}-%s")


@merchant("catalogue")
@require_POST
def stock_change(request: HttpRequest, key: str) -> HttpResponse:
    """One row of the stock table; answers with the row for HTMX, else goes back to the table."""
    variant = variant_of_shop(own_shop(request), key=key)
    form = StockForm(request.POST, auto_id=f"stock-{variant.key}-%s")
    if form.is_valid():
        try:
            set_on_hand(variant=variant, on_hand=form.cleaned_data["on_hand"], actor=user_of(request))
            warn_at(variant=variant, low_at=form.cleaned_data["low_at"])
        except DomainError as refusal:
            form.add_error("on_hand", refusal.text)
    saved = form.is_valid()
    if not request.htmx:  # type: ignore[attr-defined]  # django-htmx
        wrong = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.success(request, _("Stock saved.")) if saved else messages.error(request, wrong)
        return redirect("merchant:stock")
    variant = variant_of_shop(own_shop(request), key=key)
    shown = _stock_form(variant) if saved else form
    return render(request, "catalog/desk/stock_row.html", {"variant": variant, "form": shown, "saved": saved})


@merchant("catalogue")
@require_GET
def stock_history(request: HttpRequest, key: str) -> HttpResponse:
    variant = variant_of_shop(own_shop(request), key=key)
    context = {"variant": variant, "movements": movements_of(variant)[:MOST_MOVEMENTS]}
    return render(request, "catalog/desk/stock_history.html", context)


@merchant("catalogue")
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    shop = own_shop(request)
    form = ShopForm(request.POST or None, request.FILES or None, instance=shop)
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in ShopForm.Meta.fields}
        for name in ("mark", "banner"):
            if upload := form.cleaned_data[f"{name}_upload"]:
                changes[name] = store_picture(upload, alt=changes["name"])
        describe_shop(shop=shop, changes=changes)
        messages.success(request, _("Shop settings saved."))
        return redirect("merchant:settings")
    return render(request, "catalog/desk/settings.html", {"form": form, "shop": shop})


@operator
@require_GET
def listings(request: HttpRequest) -> HttpResponse:
    waiting = list(waiting_listings()[:50])
    return render(request, "catalog/desk/listings.html", {"waiting": waiting, "reason": "", "wrong": ""})


@operator
@require_POST
def listing_decide(request: HttpRequest, slug: str) -> HttpResponse:
    product = waiting_listing(slug)
    reason = request.POST.get("reason", "")[:1000]
    if request.POST.get("decision") == "approve":
        approve_listing(product=product, operator=user_of(request))
        messages.success(request, _("“%(title)s” is on sale.") % {"title": product.title})
    elif not reason.strip():
        context = {"waiting": list(waiting_listings()[:50]), "wrong": slug}
        return render(request, "catalog/desk/listings.html", context, status=422)
    else:
        reject_listing(product=product, operator=user_of(request), reason=reason)
        messages.success(request, _("“%(title)s” went back to the merchant.") % {"title": product.title})
    return redirect("platform:listings")

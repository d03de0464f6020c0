"""Reviews as everybody reads them, and the button that says one helped."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from catalog.storefront.selectors import product_for
from config.kernel.access import public, signed_in
from content.reviews.filters import read_wanted
from content.reviews.selectors import review_for_anyone, review_page, summary_of
from content.reviews.services import find_helpful


@public
@require_safe
def product_reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """All reviews of a product, filtered and sorted by the address."""
    product = product_for(slug)
    wanted = read_wanted(request.GET)
    page = review_page(product, request.user, wanted, cursor=request.GET.get("cursor", ""))
    context = {"product": product, "wanted": wanted, "page": page, "summary": summary_of(product)}
    return render(request, "content/reviews/product.html", context)


@signed_in
@require_POST
def helpful(request: HttpRequest, key: str) -> HttpResponse:
    """It helped me; or, after all, it didn't."""
    is_helpful = request.POST.get("helpful") != "0"
    review = find_helpful(review=review_for_anyone(request.user, key=key), user=request.user, is_helpful=is_helpful)
    if request.headers.get("HX-Request"):
        review = review_for_anyone(request.user, key=key)
        return render(request, "content/reviews/_helpful.html", {"review": review})
    return redirect(f"{reverse('reviews:product', args=[review.product.slug])}#review-{review.key}")

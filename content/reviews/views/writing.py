"""A buyer's side: writing reviews of an order, adding to one, and the list of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.kernel.access import signed_in
from config.kernel.errors import DomainError
from config.kernel.keyset import Sort, keyset_page
from config.kernel.paging import keyset
from content.reviews.errors import NothingSaid
from content.reviews.forms import AdditionForm, ReviewForm, add_refusal
from content.reviews.rule import may_add_until
from content.reviews.selectors import lines_to_review, received_order_for, review_by, reviews_by, why_not
from content.reviews.services import add_to_review, write_review
from content.reviews.sharing import begin_note
from orders.checkout.models import Order, OrderLine

PAGE = 10
NEWEST_LINES = Sort("line", "pk")


@dataclass
class Part:
    """One line on the page: its form, or why there is none; neither once its review has just been written."""

    line: OrderLine
    form: ReviewForm | None = None
    refusal: DomainError | None = None


@signed_in
@require_http_methods(["GET", "POST"])
def order_review(request: HttpRequest, number: str) -> HttpResponse:
    """Every line of an order on one page; those left untouched wait."""
    order = received_order_for(request.user, number=number)
    parts = [_part(request, line) for line in order.lines.all()]
    if request.method == "GET":
        return _order_page(request, order, parts)
    touched = [part for part in parts if part.form and part.form.is_bound]
    if not touched:
        return _order_page(request, order, parts, trouble=NothingSaid().text)
    if not all(part.form.is_valid() for part in touched if part.form):
        return _order_page(request, order, parts, status=422)
    written = [part for part in touched if part.form and _written(part, part.form, request.user)]
    if len(written) < len(touched):
        return _order_page(request, order, parts, status=422)
    thanks = ngettext("Thank you. Your review is there.", "Thank you. Your reviews are there.", len(written))
    messages.success(request, thanks)
    return redirect("reviews:mine-written")


def _part(request: HttpRequest, line: OrderLine) -> Part:
    refusal = why_not(line, request.user)
    if refusal is not None or line.variant is None:
        return Part(line, refusal=refusal)
    how: dict[str, Any] = {"prefix": f"line-{line.pk}", "product": line.variant.product}
    if request.method == "POST":
        sent = ReviewForm(request.POST, request.FILES, **how)
        if not sent.is_untouched:
            return Part(line, sent)
    return Part(line, ReviewForm(**how))


def _written(part: Part, form: ReviewForm, author: Any) -> bool:
    try:
        write_review(author=author, line=part.line, draft=form.draft)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return False
    part.form = None
    return True


def _order_page(
    request: HttpRequest, order: Order, parts: Sequence[Part], *, trouble: str = "", status: int = 200
) -> HttpResponse:
    can_write = any(part.form for part in parts)
    context = {"order": order, "parts": parts, "trouble": trouble, "can_write": can_write}
    return render(request, "content/reviews/order.html", context, status=422 if trouble else status)


@signed_in
@require_GET
def to_write(request: HttpRequest) -> HttpResponse:
    """What one received and hasn't reviewed, newest order first."""
    page = keyset_page(
        lines_to_review(request.user), sort=NEWEST_LINES, cursor=request.GET.get("cursor", ""), size=PAGE
    )
    return render(request, "content/reviews/to_write.html", {"page": page})


@signed_in
@require_GET
def written(request: HttpRequest) -> HttpResponse:
    """One's own reviews, newest first."""
    page = keyset(reviews_by(request.user), cursor=request.GET.get("cursor", ""), by="key", size=PAGE)
    return render(request, "content/reviews/written.html", {"page": page})


@signed_in
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Say once more how it is."""
    review = review_by(request.user, key=key)
    form = AdditionForm(request.POST, request.FILES) if request.method == "POST" else AdditionForm()
    if form.is_bound and form.is_valid():
        try:
            add_to_review(review=review, **form.cleaned_data)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Added to your review."))
            return redirect("reviews:mine-written")
    context = {"review": review, "form": form, "until": may_add_until(review.written_at)}
    return render(request, "content/reviews/add.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def note(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a note from one's own review, or go on with the one begun."""
    review = review_by(request.user, key=key)
    try:
        post = begin_note(review=review, author=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.text)
        return redirect("reviews:mine-written")
    return redirect("posts:edit", post.key)

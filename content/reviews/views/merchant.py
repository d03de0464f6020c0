"""A shop's reviews: those without a reply first, and the reply. Nothing here hides or removes one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.organisations.access import merchant, merchant_of
from catalog.shops.models import Shop
from catalog.shops.selectors import shop_of
from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from content.reviews.filters import read_stars
from content.reviews.forms import ReplyForm, add_refusal
from content.reviews.rule import may_change_reply_until
from content.reviews.selectors import TABS, counts_of_shop, in_tab, review_of_shop, reviews_of_shop
from content.reviews.services import answer

PAGE = 20


def own_shop(request: HttpRequest) -> Shop:
    return shop_of(merchant_of(request))


@merchant("marketing")
@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """Reviews that wait for a reply, unless another tab is asked for; by stars if one likes."""
    shop, tab, stars = own_shop(request), request.GET.get("tab", ""), read_stars(request.GET)
    tab = tab if tab in TABS else "waiting"
    rows = in_tab(reviews_of_shop(shop, request.user), tab, stars)
    page = keyset(rows, cursor=request.GET.get("cursor", ""), by="key", size=PAGE)
    counts = counts_of_shop(shop, tab)
    labels = {
        "waiting": _("Waiting for a reply"),
        "answered": pgettext("reviews", "Answered"),
        "all": _("All"),
    }
    context = {
        "page": page,
        "tab": tab,
        "stars": stars,
        "tabs": [(name, labels[name], counts.tabs[name]) for name in TABS],
        "by_stars": counts.stars.items(),
        "has_any": counts.tabs["all"],
    }
    return render(request, "content/reviews/merchant_list.html", context)


@merchant("marketing")
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, key: str) -> HttpResponse:
    """One reply, to be changed for seven days."""
    review = review_of_shop(own_shop(request), request.user, key=key)
    form = ReplyForm(request.POST) if request.method == "POST" else ReplyForm(initial={"reply": review.reply})
    if form.is_bound and form.is_valid():
        try:
            answer(review=review, actor=request.user, text=form.cleaned_data["reply"])
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Your reply is there for everybody to read."))
            return redirect("merchant:reviews")
    until = may_change_reply_until(review.replied_at) if review.replied_at else None
    context = {"review": review, "form": form, "until": until, "can_write": until is None or now() < until}
    return render(request, "content/reviews/merchant_reply.html", context, status=422 if form.is_bound else 200)

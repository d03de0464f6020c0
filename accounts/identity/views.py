"""One's own pages: home, profile, security, language."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.identity.access import user_of
from accounts.identity.errors import HandleTaken, NameMissing
from accounts.identity.forms import AvatarForm, ProfileForm
from accounts.identity.services import change_avatar, change_profile, choose_language
from config.kernel.access import public, signed_in
from config.kernel.errors import DomainError


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Name, handle, a line about oneself, and the picture."""
    form = ProfileForm(request.POST or None, initial=_as_it_is(request))
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(user=user_of(request), **form.cleaned_data)
        except (HandleTaken, NameMissing) as refusal:
            form.add_error(refusal.field, refusal.text)
        else:
            messages.success(request, _("Saved."))
            return redirect("me:profile")
    user_of(request).refresh_from_db(fields=["display_name", "handle", "bio"])  # a refused handle is not in the header
    return render(request, "accounts/identity/profile.html", {"form": form, "avatar_form": AvatarForm()})


def _as_it_is(request: HttpRequest) -> dict[str, str]:
    return {name: getattr(user_of(request), name) for name in ("display_name", "handle", "bio")}


@signed_in
@require_POST
def avatar(request: HttpRequest) -> HttpResponse:
    """Take a new picture, or remove the one there is."""
    if "remove" in request.POST:
        change_avatar(user=user_of(request), upload=None)
        messages.success(request, _("Picture removed."))
        return redirect("me:profile")
    form = AvatarForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            change_avatar(user=user_of(request), upload=form.cleaned_data["picture"])
        except DomainError as refusal:
            form.add_error("picture", refusal.text)
        else:
            messages.success(request, _("That's your new picture."))
            return redirect("me:profile")
    context = {"form": ProfileForm(initial=_as_it_is(request)), "avatar_form": form}
    return render(request, "accounts/identity/profile.html", context, status=422)


@signed_in
def security(request: HttpRequest) -> HttpResponse:
    """Links to password, address, second step and sessions."""
    return render(request, "accounts/identity/security.html")


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the pages, and of the mails of somebody signed in."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and check_for_language(chosen) and chosen in {"zh-hans", "en"}:
        choose_language(user=user_of(request), language=chosen)
    return set_language(request)

"""What pages tell of their readers, and what authors read of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from community.referral.bots import is_program
from config.kernel.access import public, signed_in
from config.kernel.errors import Invalid
from content.effect.models import Deed
from content.effect.selectors import effect_for_author
from content.effect.services import write_down
from content.effect.viewers import viewer_of
from content.posts.selectors import own_note

TOLD_BY_PAGES = {Deed.SEEN, Deed.OPENED, Deed.PRODUCT}


@public
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Notes a page has shown, told by its script: `deed`, and `notes` with commas. Programs are left out."""
    deed = request.POST.get("deed", "")
    if deed not in TOLD_BY_PAGES:
        raise Invalid(field="deed")
    if not is_program(request.headers, method="POST"):
        keys = request.POST.get("notes", "")[:1000].split(",")
        write_down(reader=request.user, viewer=viewer_of(request), deed=Deed(deed), keys=keys)
    return HttpResponse(status=204)


@signed_in
@require_safe
def effect(request: HttpRequest, key: str) -> HttpResponse:
    """What one's own note brought."""
    post = own_note(request.user, key=key)
    return render(request, "content/effect/note.html", {"note": post, "effect": effect_for_author(post)})

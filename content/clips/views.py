"""Sending a clip while one goes on writing: the page shows how far it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from config.kernel.access import signed_in
from config.kernel.errors import DomainError
from content.clips.errors import NotAClip
from content.clips.services import take_clip


@signed_in
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """The part of the editor that holds the clip, with it or with what is wrong with it."""
    upload = request.FILES.get("clip_file")
    try:
        if upload is None:
            raise NotAClip(field="clip")
        clip = take_clip(owner=request.user, upload=upload)
    except DomainError as refusal:
        return render(request, "content/clips/_pick.html", {"clip_wrong": refusal.text}, status=refusal.status)
    return render(request, "content/clips/_pick.html", {"clip": clip})

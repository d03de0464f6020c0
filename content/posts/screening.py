"""A note is read against the rules before it comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from community.conduct.services import screen, screen_pictures
from community.conduct.watching import Finding
from content.posts.drafts import Draft


def screened(author: Any, draft: Draft) -> tuple[Draft, list[Finding]]:
    """The draft as it may come out, and what somebody should look at; or a refusal next to its field."""
    findings: list[Finding] = []
    title, body, place = (
        screen(author=author, text=text, field=field)
        for field, text in (("title", draft.title), ("body", draft.body), ("place", draft.place))
    )
    for read in (title, body, place):
        findings += read.findings
    findings += screen_pictures(pictures=draft.pictures, field="pictures")
    return replace(draft, title=title.text, body=body.text, place=place.text), findings

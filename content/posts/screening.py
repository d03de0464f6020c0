"""A note is read against the rules before it comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from community.conduct.services import screen, screen_pictures
from community.conduct.watching import Finding
from community.groups.models import Group
from community.groups.selectors import watched_words
from content.posts.drafts import Draft


def screened(author: Any, draft: Draft, group: Group | None) -> tuple[Draft, list[Finding]]:
    """The draft as it may come out in its group, and what somebody should look at; or a refusal next to its field."""
    findings: list[Finding] = []
    more = watched_words(group.pk if group is not None else None)
    title, body, place = (
        screen(author=author, text=text, field=field, more=more)
        for field, text in (("title", draft.title), ("body", draft.body), ("place", draft.place))
    )
    for read in (title, body, place):
        findings += read.findings
    findings += screen_pictures(pictures=draft.pictures, field="pictures")
    if draft.clip is not None and draft.clip.poster is not None:
        findings += screen_pictures(pictures=[draft.clip.poster], field="clip")
    return replace(draft, title=title.text, body=body.text, place=place.text), findings

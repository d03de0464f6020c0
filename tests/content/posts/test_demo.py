"""The notes of the demo are ones that could have been written here."""

from __future__ import annotations

from content.demo.notes import read_notes
from content.posts.models import LONGEST_BODY, LONGEST_TITLE, MOST_PICTURES, MOST_PRODUCTS
from content.posts.words import cleaned, cleaned_line


def test_every_note_of_the_demo_would_be_accepted():
    notes = read_notes()
    assert len(notes) >= 40
    for one in notes:
        assert one.title == cleaned_line(one.title)
        assert 0 < len(one.title) <= LONGEST_TITLE, one.title
        assert one.body.strip() == cleaned(one.body)
        assert len(one.body) <= LONGEST_BODY
        assert len(one.pictures) <= MOST_PICTURES
        assert len(one.categories) <= MOST_PRODUCTS
    assert sum(one.language == "en" for one in notes) >= 10
    assert sum(not one.pictures for one in notes) >= 3

"""Search text: what is in a text is found by any piece of it, and no query breaks the database."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from config.kernel.textindex import index_tokens, query_tokens, tsquery

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
patiently = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def finds(text: str, query: str, *, prefix_last: bool = False) -> bool:
    wanted = tsquery(query, prefix_last=prefix_last)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('simple', %s) @@ to_tsquery('simple', %s)", [" ".join(index_tokens(text)), wanted]
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
@patiently
@given(text=st.text(HAN, min_size=2, max_size=20), data=st.data())
def test_any_piece_of_two_or_more_characters_is_found(text, data):
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    assert finds(text, text[start:end])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("龙井", True),
        ("井龙", False),
        ("龙", True),
        ("ＴＥＡ", True),
        ("tea 2026", True),
        ("coffee", False),
        ("龙井 cake", False),
    ],
)
def test_words_and_characters_together(query, found):
    assert finds("明前龙井 Tea 2026 春", query) is found


@pytest.mark.django_db
def test_the_word_being_typed_is_found():
    assert finds("Longjing tea", "longj", prefix_last=True)
    assert not finds("Longjing tea", "longj")


@pytest.mark.django_db
@patiently
@given(st.text(max_size=60), st.booleans())
@example("'; DROP TABLE kernel_outboxevent; --", True)
@example("a & | ! : * ( ) <-> \\ '' \x00", True)
@example("'", False)
def test_no_query_is_an_error(query, prefix_last):
    finds("明前龙井", query, prefix_last=prefix_last)


def test_a_book_as_a_query_asks_for_a_page():
    assert len(query_tokens("明前龙井" * 1000)) <= 24


def test_nothing_to_ask():
    assert tsquery("  !?  ") == ""

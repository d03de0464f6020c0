"""Cards of products that stand in a note's text."""

from __future__ import annotations

import pytest

from catalog.products.models import Product
from content.posts.drafts import Draft, Tag
from content.posts.errors import TooManyProducts
from content.posts.models import Post
from content.posts.services import publish_note
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def test_a_products_card_stands_in_the_text_with_the_price_of_now(client):
    tea, cup = make_variant(title="Tea", price_cents=9_800).product, make_variant(title="Cup").product
    body = f"First this.\n\n[[{tea.slug}]]\n\nThen <b>that</b>. [[not-in-it]]"
    note = publish_note(author=UserFactory(), draft=Draft(body=body, tags=[Tag(tea), Tag(cup)]))
    assert note.body == f"First this.\n\n[[{tea.slug}]]\n\nThen <b>that</b>."
    assert note.headline == "First this. Then <b>that</b>."
    shown = client.get(f"/posts/{note.key}/").content.decode()
    assert "[[" not in shown
    first, card, then = (shown.index(f">{one}") for one in ("First this.", "Tea", "Then &lt;b&gt;"))
    assert first < card < then
    assert shown.count('data-test="post-product"') == 2
    assert "1 thing shown here" in shown
    assert "[[" not in client.get("/posts/").content.decode()
    Product.objects.filter(pk=tea.pk).update(price_min_cents=12_300, price_max_cents=12_300)
    assert "123" in client.get(f"/posts/{note.key}/").content.decode()


def test_at_most_five_cards_stand_in_a_text():
    tea = make_variant().product
    with pytest.raises(TooManyProducts) as refused:
        publish_note(author=UserFactory(), draft=Draft(body=f"[[{tea.slug}]]" * 6, tags=[Tag(tea)]))
    assert refused.value.field == "body"


def test_the_editor_puts_a_card_into_the_text_and_takes_it_out(client):
    author, tea = UserFactory(), make_variant().product
    client.force_login(author)
    sent = {"body": "Words", "product": [tea.slug], "disclosure": "none", "action": f"place:{tea.slug}"}
    put = client.post("/posts/new/", sent).content.decode()
    assert f"Words\n\n[[{tea.slug}]]" in put
    gone = client.post(
        "/posts/new/", sent | {"body": f"Words [[{tea.slug}]]", "action": f"drop:{tea.slug}"}
    ).content.decode()
    assert f"[[{tea.slug}]]" not in gone
    client.post("/posts/new/", sent | {"body": f"[[{tea.slug}]] Words", "action": "publish"})
    assert Post.objects.get().body == f"[[{tea.slug}]] Words"

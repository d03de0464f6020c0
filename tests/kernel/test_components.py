"""Components keep what people typed as text, whichever way it reaches them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from config.kernel.templatetags.look import icon_svg, undo_url
from config.styleguide import SampleForm, sample

HOSTILE = '"><script>alert(1)</script>'
COTTON = Path("templates/cotton")


def draw(source: str, **context: object) -> str:
    request = RequestFactory().get("/")
    return engines["django"].from_string(CottonCompiler().process(source)).render(context, request)


@pytest.mark.parametrize(
    "source",
    [
        '<c-product-card href="/" title="{{ words }}" reason="{{ words }}" note="{{ words }}" />',
        '<c-product-card href="/" :title="words" :sold="words" />',
        '<c-empty title="{{ words }}" text="{{ words }}" />',
        '<c-shop-chip href="/" :name="words" line="{{ words }}" />',
        '<c-toast undo="{{ words }}">{{ words }}</c-toast>',
        '<c-chip href="{{ words }}">{{ words }}</c-chip>',
        '<c-avatar name="{{ words }}" named />',
        '<c-page-head title="{{ words }}" back="{{ words }}" />',
        '<c-kpi name="{{ words }}" value="1" means="{{ words }}" />',
        '<c-stepper label="{{ words }}" data-x="{{ words }}" />',
        '<c-stepper :data-x="words" />',
        '<c-price :cents="100" :data-x="words" />',
        '<c-price :cents="100" data-x="{{ words }}" />',
        '<c-picture :data-x="words" letter="{{ words }}" />',
        '<c-picture :picture="picture" alt="{{ words }}" :cls="words" />',
        '<c-chip href="/" :data-x="words">x</c-chip>',
    ],
)
def test_typed_words_stay_words(source: str) -> None:
    drawn = draw(source, words=HOSTILE, picture=sample("mug", "leaf"))
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn
    assert "&amp;lt;" not in drawn, "escaped twice"


def test_price_leaves_out_round_cents_unless_exact() -> None:
    def words(source: str) -> str:
        return re.sub(r"<[^>]+>", "", draw(source)).strip()

    assert words('<c-price :cents="9800" />') == "¥98"
    assert words('<c-price :cents="6990" />') == "¥69.90"
    assert words('<c-price :cents="9800" exact />') == "¥98.00"
    assert words('<c-price :cents="-1250" />') == "−¥12.50"
    assert words('<c-price :cents="123456789" currency="USD" />') == "$1,234,567.89"


def test_components_do_not_borrow_the_page_s_words() -> None:
    drawn = draw(
        '<c-product-card href="/" title="Tin" :cents="100" />', reason="page", note="page", sold="page", alone="page"
    )
    assert "page" not in drawn


def test_form_renders_label_hint_error_and_joins_them() -> None:
    form = SampleForm({"phone": "1", "city": "hz", "way": "door"})
    drawn = draw("{{ form }}", form=form)
    assert drawn.count('class="field"') == len(form.fields)
    assert 'aria-invalid="true"' in drawn
    assert re.search(r'aria-describedby="id_phone_helptext id_phone_error"', drawn)
    assert 'id="id_phone_error"' in drawn
    assert 'id="id_phone_helptext"' in drawn


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "cart/"])
def test_undo_stays_on_the_site(target: str) -> None:
    class Message:
        extra_tags = f"undo:{target}"

    assert undo_url(Message()) == ""
    Message.extra_tags = "other undo:/cart/undo/"
    assert undo_url(Message()) == "/cart/undo/"


def test_icons_are_inline_and_quiet() -> None:
    drawn = icon_svg("heart", "off")
    assert drawn.startswith('<svg class="icon off"')
    assert 'aria-hidden="true"' in drawn
    assert "xmlns" not in drawn


def test_every_component_is_documented_and_declares_its_variables() -> None:
    listed = Path("docs/components.md").read_text("utf-8")
    for file in COTTON.glob("*.html"):
        source = file.read_text("utf-8")
        assert f"`{file.stem}`" in listed, f"{file.stem} is missing in docs/components.md"
        for name in re.findall(r"<c-vars ([^>]*)/>", source):
            assert not re.search(r"\s[a-z_]+(?=\s|$)", f" {name}"), f"{file}: every variable needs a default"

"""How texts are read: dressed-up words, whole words, links, ways past the shops, prints of pictures."""

from __future__ import annotations

import pytest
from PIL import Image

from community.conduct.levels import Facts, Level, level_for
from community.conduct.prints import ALIKE, dhash, distance
from community.conduct.reading import domains_in, is_under, leads_away, masked, plain_words, read, spans_of


def finds(words: str, text: str) -> bool:
    return bool(list(spans_of(plain_words(words), read(text))))


@pytest.mark.parametrize(
    "text",
    ["代购假烟", "代 购 假 烟", "代·购_假*烟", "代\u200b购\u200d假烟", "找我代購假烟"[:2] + "代购假烟", "ｱ代购假烟"],
)
def test_chinese_words_are_found_whatever_stands_between(text):
    assert finds("代购假烟", text)


@pytest.mark.parametrize(
    "text", ["Casino", "CASINO!", "ｃａｓｉｎｏ", "cásinö", "c-a-s-i-n-o", "c a s i n o", "(casino)", "去casino玩"]
)
def test_latin_words_are_found_dressed_up(text):
    assert finds("casino", text)


@pytest.mark.parametrize("text", ["casinos", "occasion", "cas in o", "Scasino", "case in office"])
def test_latin_words_are_found_only_whole(text):
    assert not finds("casino", text)


def test_a_phrase_is_found_parted_as_it_is():
    assert finds("free money", "Free  MONEY!")
    assert finds("free money", "f r e e m o n e y")
    assert not finds("free money", "care-free moneybags")
    assert not finds("free money", "fre emoney")


def test_covering_leaves_the_rest_as_it_was_written():
    text = "这里有 代-购 假烟，快来"
    assert masked(text, list(spans_of(plain_words("代购假烟"), read(text)))) == "这里有 ＊＊＊＊＊＊，快来"


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        ("see https://Shop.Example.com/x?y and www.weidian.com", ["shop.example.com", "weidian.com"]),
        ("https://evil.zip/a", ["evil.zip"]),
        ("ｗｗｗ．ｔａｏｂａｏ．ｃｏｍ", ["taobao.com"]),
        ("like this.then that, 3.5 g", []),
        ("write me@home.com", []),
    ],
)
def test_domains_of_a_text(text, domains):
    assert domains_in(text) == domains


def test_a_rule_covers_what_is_under_a_domain():
    assert is_under("m.shop.com", "shop.com")
    assert not is_under("myshop.com", "shop.com")


@pytest.mark.parametrize(
    "text",
    [
        "加我微信 tea_lover88",
        "ＶＸ：abc12345",
        "电话 138 1234 5678",
        "138-1234-5678",
        "wechat: tea_lover88",
        "QQ 123456789",
    ],
)
def test_ways_past_the_shops(text):
    assert leads_away(text)


@pytest.mark.parametrize(
    "text", ["微信支付很方便", "We chat about tea every week", "订单号 20261126138123456789", "水温 85 度，3 克"]
)
def test_what_leads_nowhere(text):
    assert not leads_away(text)


def picture(size: int, *, flipped: bool = False) -> Image.Image:
    """Soft patches of grey, the same at every size."""
    patches = Image.new("L", (6, 6))
    patches.putdata([(37 * place * place + 91 * place) % 256 for place in range(36)])
    image = patches.resize((size, size), Image.Resampling.BICUBIC).convert("RGB")
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if flipped else image


def test_a_scaled_picture_is_alike_and_another_is_not():
    first, scaled, other = dhash(picture(480)), dhash(picture(200)), dhash(picture(480, flipped=True))
    assert distance(first, scaled) <= ALIKE
    assert distance(first, other) > ALIKE
    assert distance(-1, 0) == 64


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (Facts(), Level.NEW),
        (Facts(has_kept_order=True), Level.KNOWN),
        (Facts(is_merchant=True), Level.KNOWN),
        (Facts(was_invited=True), Level.KNOWN),
        (Facts(days=2, written=3, likes_given=3), Level.KNOWN),
        (Facts(days=1, written=30, likes_given=30), Level.NEW),
        (Facts(has_kept_order=True, days=15, threads=3, likes_given=1, likes_got=1), Level.TRUSTED),
    ],
)
def test_levels_are_earned(facts, level):
    assert level_for(facts) == level


def regular(**changed: int) -> Facts:
    facts = {
        "has_kept_order": True,
        "days": 200,
        "threads": 40,
        "likes_given": 90,
        "likes_got": 60,
        "active_days": 50,
        "recent_threads": 10,
        "recent_likes_given": 30,
        "recent_likes_got": 20,
        "recent_fans": 5,
    }
    return Facts(**(facts | changed))


def test_level_three_is_kept_down_to_nine_tenths():
    assert level_for(regular()) == Level.REGULAR
    assert level_for(regular(active_days=45)) == Level.TRUSTED
    assert level_for(regular(active_days=45), before=3) == Level.REGULAR
    assert level_for(regular(active_days=44), before=3) == Level.TRUSTED
    assert level_for(regular(upheld=6), before=3) == Level.TRUSTED


def test_a_penalty_holds_somebody_where_they_are():
    assert level_for(regular(), before=1, is_held=True) == Level.KNOWN
    assert level_for(Facts(), before=1, is_held=True) == Level.NEW

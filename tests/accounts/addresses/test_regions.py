"""Regions: the picker, the labels, and reading a pasted address."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.addresses import regions
from accounts.addresses.forms import DeliveryForm, deepest
from accounts.addresses.paste import PastedAddress, read_address


def test_labels_in_both_languages():
    with translation.override("zh-hans"):
        assert regions.label("330106") == "浙江省 杭州市 西湖区"
        assert regions.label("110105") == "北京市 朝阳区"
        assert regions.label("429004") == "湖北省 仙桃市"
    with translation.override("en"):
        assert regions.label("330106") == "Xihu, Hangzhou, Zhejiang"
        assert regions.label("110105") == "Chaoyang, Beijing"


def test_every_region_hangs_below_its_parent():
    assert len(regions.provinces()) == 34
    districts = [d for p in regions.provinces() for c in regions.children(p.code) for d in regions.children(c.code)]
    assert len(districts) > 3000
    assert all(regions.is_district(one.code) and one.name_en[0].isupper() for one in districts)
    assert not regions.is_district("330100")
    assert regions.children("nonsense") == []


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        (("", "", ""), ""),
        (("330000", "", ""), "330000"),
        (("110000", "", ""), "110100"),  # Beijing has one city: chosen at once
        (("330000", "330100", "330106"), "330106"),
        (("320000", "330100", "330106"), "320000"),  # the province was changed: city and district don't fit any more
        (("330000", "330100", "110105"), "330100"),
        (("999999", "330100", "330106"), ""),
    ],
)
def test_a_changed_level_drops_what_lies_below(chosen, code):
    assert deepest(*chosen) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "林小满 13812345678 浙江省杭州市西湖区文三路100号3幢201室",
            PastedAddress("林小满", "13812345678", "330106", "文三路100号3幢201室"),
        ),
        (
            "收货人：王芳\n手机号码：138 1234 5678\n所在地区：北京市朝阳区\n详细地址：建国路88号A座1201",
            PastedAddress("王芳", "13812345678", "110105", "建国路88号A座1201"),
        ),
        (
            "上海市浦东新区世纪大道１００号，李雷，+86 139-1234-5678",
            PastedAddress("李雷", "13912345678", "310115", "世纪大道100号"),
        ),
        ("浙江杭州西湖文三路 100 号 张三 15912345678", PastedAddress("张三", "15912345678", "330106", "文三路 100 号")),
        ("湖北省仙桃市干河街道5号 孙七 13600000001", PastedAddress("孙七", "13600000001", "429004", "干河街道5号")),
        ("吉林省吉林市船营区解放大路1号", PastedAddress("", "", "220204", "解放大路1号")),
        (
            "Anna Wong 13912345678 江苏省苏州市姑苏区平江路1号",
            PastedAddress("Anna Wong", "13912345678", "320508", "平江路1号"),
        ),
        ("nothing of use", PastedAddress("", "", "", "nothing of use")),
        ("", PastedAddress()),
    ],
)
def test_a_pasted_address_is_sorted_into_fields(text, expected):
    assert read_address(text) == expected


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1381234567", "one digit short"),
        ("13812345", "3 digits short"),
        ("138123456789", "one digit too many"),
        ("12812345678", "No mobile number starts with 12"),
        ("call me", "digits only"),
        ("99", "area code"),
    ],
)
def test_a_bad_phone_says_what_is_off_next_to_the_field(typed, words):
    with translation.override("en"):
        form = DeliveryForm({"recipient": "林小满", "phone": typed, "region_code": "330106", "street": "文三路 1 号"})
        assert list(form.errors) == ["phone"]
        assert words in form.errors["phone"][0]


@pytest.mark.parametrize("typed", ["138 1234 5678", "+86-138-1234-5678", "0086 13812345678", "１３８１２３４５６７８"])
def test_phones_are_kept_in_one_form(typed):
    form = DeliveryForm({"recipient": "林小满", "phone": typed, "region_code": "330106", "street": "文三路 1 号"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == "13812345678"


def test_without_scripts_the_picker_grows_level_by_level():
    with translation.override("en"):
        data = {
            "recipient": "A",
            "phone": "13812345678",
            "street": "x 1",
            "region_code_province": "330000",
            "region_code_city": "",
        }
        form = DeliveryForm(data)
        assert form.errors["region_code"] == ["Choose the city too."]
        assert "Hangzhou" in str(form["region_code"])
        form = DeliveryForm(data | {"region_code_city": "330100", "region_code": ""})
        assert form.errors["region_code"] == ["Choose the district too."]
        assert "Xihu" in str(form["region_code"])


@pytest.mark.django_db
def test_regions_as_json(client):
    answer = client.get(reverse("me:regions"), {"parent": "330100"}, headers={"accept-language": "en"})
    assert {"code": "330106", "name": "Xihu"} in answer.json()["regions"]
    assert client.get(reverse("me:regions"), {"parent": "x' OR 1=1"}).json() == {"regions": []}


@pytest.mark.django_db
def test_the_picker_answers_with_the_next_level(client):
    answer = client.get(
        reverse("me:region-picker"),
        {"name": "region_code", "id": "id_region_code", "region_code_province": "330000", "region_code_city": ""},
        headers={"accept-language": "en"},
    )
    assert b"Hangzhou" in answer.content

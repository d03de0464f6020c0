"""The address book."""

import pytest
from django.db import connection
from django.urls import reverse

from accounts.addresses.models import Address
from accounts.addresses.selectors import default_address
from accounts.addresses.services import MOST_ADDRESSES, add_address, delete_removed
from tests.factories.accounts import AddressFactory, UserFactory

pytestmark = pytest.mark.django_db
GOOD = {
    "recipient": "林小满",
    "phone": "138 1234 5678",
    "region_code_province": "330000",
    "region_code_city": "330100",
    "region_code": "330106",
    "street": "文三路 100 号",
}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_adding_the_first_makes_it_the_default_and_hides_it_in_the_database(client, user):
    assert client.post(reverse("me:address-add"), GOOD).status_code == 302
    address = Address.objects.get()
    assert (address.user, address.phone, address.region_code, address.is_default) == (
        user,
        "13812345678",
        "330106",
        True,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient || phone || street FROM accounts_address")
        stored = cursor.fetchone()[0]
    assert "林小满" not in stored
    assert "13812345678" not in stored
    page = client.get(reverse("me:addresses")).content.decode()
    assert "138****5678" in page
    assert "Xihu, Hangzhou, Zhejiang" in page


def test_a_bad_phone_is_said_next_to_it_and_nothing_is_lost(client, user):
    answer = client.post(reverse("me:address-add"), GOOD | {"phone": "1381234567"})
    page = answer.content.decode()
    assert "one digit short" in page
    assert 'aria-invalid="true"' in page
    assert "文三路 100 号" in page
    assert '<option value="330106" selected>' in page
    assert not Address.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "x" * 41},
        {"street": "\x00"},
        {"region_code": "999999"},
        {"phone": "'; DROP TABLE"},
        {"street": "x" * 5000},
    ],
)
def test_nonsense_is_refused(client, user, changes):
    assert client.post(reverse("me:address-add"), GOOD | changes).status_code == 200
    assert not Address.objects.exists()


def test_a_pasted_address_fills_the_form_without_saving(client, user):
    answer = client.post(reverse("me:address-add"), {"fill": "1", "pasted": "王芳 13912345678 北京市朝阳区建国路88号"})
    page = answer.content.decode()
    assert all(words in page for words in ("王芳", "13912345678", "建国路88号", '<option value="110105" selected>'))
    assert not Address.objects.exists()


def test_checkout_can_borrow_the_filling_as_a_guest(client):
    answer = client.post(
        reverse("me:address-paste"), {"pasted": "13912345678 北京市朝阳区建国路88号", "recipient": "小满"}
    )
    page = answer.content.decode()
    assert 'id="delivery-fields"' in page
    assert "小满" in page
    assert "13912345678" in page


def test_there_is_always_one_default(client, user):
    first, second, third = AddressFactory(user=user), AddressFactory(user=user), AddressFactory(user=user)
    assert default_address(user) == first
    client.post(reverse("me:address-default", args=[second.key]))
    assert [one.pk for one in Address.objects.filter(is_default=True)] == [second.pk]
    client.post(reverse("me:address-remove", args=[second.key]))
    assert [one.pk for one in Address.objects.filter(is_default=True)] == [third.pk]
    client.post(reverse("me:address-restore", args=[second.key]))
    assert Address.objects.filter(is_default=True).count() == 1
    assert Address.objects.filter(removed_at=None).count() == 3


def test_a_removed_address_is_gone_for_good_after_an_hour(client, user):
    address = AddressFactory(user=user)
    answer = client.post(reverse("me:address-remove", args=[address.key]), follow=True)
    assert reverse("me:address-restore", args=[address.key]) in answer.content.decode()
    assert delete_removed() == 0
    Address.objects.update(removed_at="2020-01-01T00:00:00Z")
    assert client.post(reverse("me:address-restore", args=[address.key])).status_code == 404
    assert delete_removed() == 1


def test_addresses_of_others_do_not_exist(client, user):
    other = AddressFactory()
    before = Address.objects.values().get()
    assert client.get(reverse("me:address-edit", args=[other.key])).status_code == 404
    for name in ("address-edit", "address-default", "address-remove", "address-restore"):
        assert client.post(reverse(f"me:{name}", args=[other.key]), GOOD).status_code == 404
    assert Address.objects.values().get() == before


def test_the_way_back_stays_here(client, user):
    assert client.post(reverse("me:address-add"), GOOD | {"next": "/checkout/"}).url == "/checkout/"
    for target in ("https://evil.example/", "//evil.example/", "checkout", "/\\evil.example"):
        assert client.post(reverse("me:address-add"), GOOD | {"next": target}).url == reverse("me:addresses")


def test_twenty_are_enough(client, user):
    for _ in range(MOST_ADDRESSES):
        add_address(user=user, recipient="A", phone="13812345678", region_code="330106", street="x 1")
    assert client.post(reverse("me:address-add"), GOOD).status_code == 409
    assert Address.objects.count() == MOST_ADDRESSES


@pytest.mark.django_db(transaction=True)
def test_two_tabs_do_not_make_two_defaults(race):
    user = UserFactory()
    fields = {"recipient": "A", "phone": "13812345678", "region_code": "330106", "street": "x 1", "is_default": True}
    outcomes = race(lambda _tab: add_address(user=user, **fields), range(6))
    assert all(isinstance(one, Address) for one in outcomes)
    assert Address.objects.filter(is_default=True).count() == 1

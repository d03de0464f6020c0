"""People in the API: tokens, oneself, addresses, consent."""

import pytest
from rest_framework.test import APIClient

from accounts.addresses.models import Address
from accounts.identity.models import AccessToken
from tests.factories.accounts import PASSWORD, AddressFactory, UserFactory

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"
ADDRESS = {"recipient": "林小满", "phone": "138 1234 5678", "region_code": "330106", "street": "文三路 100 号"}


@pytest.fixture
def api() -> APIClient:
    return APIClient(headers={"accept-language": "en"})


@pytest.fixture
def user():
    return UserFactory(email="a@example.test", handle="anna")


@pytest.fixture
def mine(api, user) -> APIClient:
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token(api)}")
    return api


def token(api, email="a@example.test", password=PASSWORD):
    return api.post(f"{V1}auth/token/", {"email": email, "password": password}, format="json").json().get("token")


def problem_of(answer, status):
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.json()


def test_a_token_opens_and_ends(mine, user):
    assert mine.get(f"{V1}me/").json()["handle"] == "anna"
    row = AccessToken.objects.get()
    assert len(row.token_hash) == 64
    assert mine.delete(f"{V1}auth/token/").status_code == 204
    assert problem_of(mine.get(f"{V1}me/"), 401)["code"] == "token_invalid"


def test_wrong_password_unknown_and_suspended_sound_the_same(api, user):
    UserFactory(email="gone@example.test", is_active=False)
    answers = [
        problem_of(api.post(f"{V1}auth/token/", {"email": email, "password": password}, format="json"), 401)
        for email, password in [
            ("a@example.test", "wrong"),
            ("nobody@example.test", "wrong"),
            ("gone@example.test", PASSWORD),
        ]
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["code"] == "bad_credentials"


def test_guessing_ends_for_the_account_whatever_the_spelling(api, user):
    for email in ["a@example.test", "A@example.test"] * 5:
        api.post(f"{V1}auth/token/", {"email": email, "password": "wrong"}, format="json")
    last = api.post(f"{V1}auth/token/", {"email": "a@EXAMPLE.test", "password": PASSWORD}, format="json")
    assert problem_of(last, 429)["code"] == "too_many_requests"
    assert not AccessToken.objects.exists()


def test_right_passwords_are_not_counted(api, user):
    assert all(token(api) for _ in range(15))


def test_a_second_step_is_asked_for_here_too(api, user):
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal import auth as totp

    secret = totp.generate_totp_secret()
    Authenticator.objects.create(user=user, type="totp", data={"secret": get_adapter().encrypt(secret)})
    body = {"email": user.email, "password": PASSWORD}
    assert problem_of(api.post(f"{V1}auth/token/", body, format="json"), 401)["code"] == "code_needed"
    assert (
        problem_of(api.post(f"{V1}auth/token/", body | {"code": "000000"}, format="json"), 401)["code"] == "code_needed"
    )
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    assert api.post(f"{V1}auth/token/", body | {"code": code}, format="json").status_code == 200


def test_tokens_in_the_url_and_forged_ones_are_refused(api, user):
    good = token(api)
    assert api.get(f"{V1}me/?token={good}").status_code == 401
    api.credentials(HTTP_AUTHORIZATION="Bearer " + "x" * 43)
    assert api.get(f"{V1}me/").status_code == 401


def test_changing_oneself_takes_only_what_is_offered(mine, user):
    UserFactory(handle="taken")
    answer = mine.patch(
        f"{V1}me/",
        {"display_name": "Anna", "bio": "Tea.", "language": "en", "email": "evil@x.test", "is_staff": True},
        format="json",
    )
    assert answer.status_code == 200
    user.refresh_from_db()
    assert (user.display_name, user.bio, user.language) == ("Anna", "Tea.", "en")
    assert (user.email, user.is_staff) == ("a@example.test", False)
    for handle in ["taken", "TAKEN", "a b", "x" * 30, "", "../x"]:
        assert "handle" in problem_of(mine.patch(f"{V1}me/", {"handle": handle}, format="json"), 422)["errors"]
    user.refresh_from_db()
    assert user.handle == "anna"


def test_addresses_are_kept_changed_and_removed(mine, user):
    made = mine.post(f"{V1}me/addresses/", ADDRESS, format="json")
    assert made.status_code == 201
    assert made.json() | {"key": ""} == {
        "key": "",
        "recipient": "林小满",
        "phone": "13812345678",
        "region_code": "330106",
        "region_label": "Xihu, Hangzhou, Zhejiang",
        "street": "文三路 100 号",
        "is_default": True,
    }
    url = f"{V1}me/addresses/{made.json()['key']}/"
    assert mine.patch(url, {"street": "学院路 1 号"}, format="json").json()["street"] == "学院路 1 号"
    assert len(mine.get(f"{V1}me/addresses/").json()) == 1
    assert mine.delete(url).status_code == 204
    assert mine.get(f"{V1}me/addresses/").json() == []
    assert mine.get(url).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "1381234567"),
        ("region_code", "330100"),
        ("region_code", "999999"),
        ("street", ""),
        ("recipient", "\x00"),
    ],
)
def test_a_bad_field_is_named(mine, field, value):
    body = problem_of(mine.post(f"{V1}me/addresses/", ADDRESS | {field: value}, format="json"), 422)
    assert list(body["errors"]) == [field]
    assert not Address.objects.exists()


def test_addresses_of_others_do_not_exist(mine):
    other = AddressFactory()
    url = f"{V1}me/addresses/{other.key}/"
    for answer in (mine.get(url), mine.patch(url, {"street": "mine now"}, format="json"), mine.delete(url)):
        assert problem_of(answer, 404)["code"] == "not_found"
    other.refresh_from_db()
    assert (other.removed_at, other.street) == (None, "文三路 100 号 3 幢 201")


def test_consent_is_given_and_taken_back(mine, user):
    for given in (True, True, False):
        answer = mine.post(f"{V1}me/consents/", {"purpose": "personalisation", "given": given}, format="json")
        assert answer.json()["given"] is given
    assert [row.given for row in user.consents.order_by("pk")] == [True, False]
    assert user.consents.first().channel == "api"
    assert problem_of(mine.post(f"{V1}me/consents/", {"purpose": "terms", "given": False}, format="json"), 409)
    assert problem_of(mine.post(f"{V1}me/consents/", {"purpose": "all", "given": True}, format="json"), 422)


def test_regions_are_public(api):
    assert len(api.get(f"{V1}regions/").json()["regions"]) == 34
    assert {"code": "330106", "name": "Xihu"} in api.get(f"{V1}regions/?parent=330100").json()["regions"]
    assert api.get(f"{V1}regions/?parent=%00").json() == {"regions": []}

"""Signing up, in and out; resetting; what is not told to strangers."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from accounts.identity.models import User
from accounts.privacy.models import Consent, Purpose
from config.kernel.demo import PASSWORD as DEMO_PASSWORD
from tests.factories.accounts import PASSWORD, UserFactory, administrator, operator

pytestmark = pytest.mark.django_db
NEW = {"display_name": "林小满", "email": "New.Person@example.test", "password1": "quiet-pond-4711", "terms": "on"}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def sign_up(client, **changes):
    return client.post(reverse("account_signup"), NEW | changes)


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password} | extra)


def test_signing_up_makes_a_person_with_handle_language_and_answers(client):
    page = client.get(reverse("account_signup")).content.decode()
    assert 'data-test="signup-submit"' in page
    assert "checked" not in page

    answer = sign_up(client, marketing="on")

    assert answer.status_code == 302
    user = User.objects.get()
    assert (user.email, user.display_name, user.handle) == ("new.person@example.test", "林小满", "new_person")
    assert user.language == "en"
    assert int(client.session["_auth_user_id"]) == user.pk
    given = dict(Consent.objects.values_list("purpose", "given"))
    assert given == {Purpose.TERMS: True, Purpose.MARKETING: True, Purpose.PERSONALISATION: False}
    row = Consent.objects.get(purpose=Purpose.TERMS)
    assert (len(row.text_hash), row.text_version, row.ip_prefix) == (64, "2026-11", "127.0.0.0/24")
    assert [one.to for one in mail.outbox] == [["new.person@example.test"]]
    assert "/accounts/confirm-email/" in mail.outbox[0].body
    assert mail.outbox[0].alternatives[0][1] == "text/html"


def test_without_the_terms_nobody_is_made(client):
    answer = client.post(reverse("account_signup"), {name: value for name, value in NEW.items() if name != "terms"})
    assert "An account needs your agreement" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short1", "12345678", "password", "new.person@example.test"])
def test_weak_passwords_are_refused_next_to_the_field(client, password):
    answer = sign_up(client, password1=password)
    assert answer.context["form"].errors["password1"]
    assert not User.objects.exists()


def test_a_used_address_is_not_told_to_strangers_but_to_its_owner(client):
    UserFactory(email="new.person@example.test", display_name="Owner")
    answer = sign_up(client)
    assert User.objects.count() == 1
    assert "_auth_user_id" not in client.session
    page = client.get(answer.url).content.decode() if answer.status_code == 302 else answer.content.decode()
    assert "already" not in page.lower()
    assert mail.outbox[0].to == ["new.person@example.test"]
    assert "You have an account already" in mail.outbox[0].subject


def test_no_fields_beyond_the_form_are_taken(client):
    sign_up(client, is_staff="on", is_superuser="on", handle="admin", is_demo="on")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_demo, user.handle) == (False, False, False, "new_person")


def test_signing_in_and_out(client):
    user = UserFactory(email="a@example.test")
    answer = sign_in(client, "A@Example.test", next="/me/addresses/")
    assert (answer.status_code, answer.url) == (302, "/me/addresses/")
    assert int(client.session["_auth_user_id"]) == user.pk
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "nonsense"]
)
def test_the_way_back_stays_here(client, target):
    UserFactory(email="a@example.test")
    answer = sign_in(client, "a@example.test", next=target)
    assert answer.status_code == 302
    assert "evil" not in answer.url
    assert answer.url.startswith("/") or answer.url == "nonsense"


def test_wrong_password_and_unknown_address_sound_the_same(client):
    UserFactory(email="a@example.test")
    known = sign_in(client, "a@example.test", "wrong-wrong")
    unknown = sign_in(client, "b@example.test", "wrong-wrong")
    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors
    assert "don&#x27;t go together" in known.content.decode()


@pytest.mark.parametrize("disguise", ["a@example.test", "A@EXAMPLE.TEST", " a@example.test ", "ａ@example.test"])
def test_guessing_ends_however_the_address_is_spelt(client, disguise):
    UserFactory(email="a@example.test")
    for _ in range(10):
        sign_in(client, "a@example.test", "wrong-wrong")
    answer = sign_in(client, disguise, PASSWORD)
    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 429}


def test_a_suspended_person_stays_outside(client):
    UserFactory(email="a@example.test", is_active=False)
    sign_in(client, "a@example.test")
    assert "_auth_user_id" not in client.session


def test_the_reset_link_works_once_and_points_to_our_own_address(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "evil.example"]
    user = UserFactory(email="a@example.test", language="en")
    client.post(reverse("account_reset_password"), {"email": "a@example.test"}, headers={"host": "evil.example"})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.test"})
    assert [one.to for one in mail.outbox] == [["a@example.test"], ["nobody@example.test"]]
    link = re.search(r"https?://\S+", mail.outbox[0].body)[0]
    assert link.startswith(settings.SITE_URL)

    path = link.removeprefix(settings.SITE_URL)
    page = client.get(path, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "a-new-quiet-pond", "password2": "a-new-quiet-pond"})
    user.refresh_from_db()
    assert user.check_password("a-new-quiet-pond")
    assert "no longer works" in client.get(path, follow=True).content.decode()


def test_mails_speak_the_readers_language(client):
    UserFactory(email="a@example.test", language="zh-hans")
    client.post(reverse("account_reset_password"), {"email": "a@example.test"}, headers={"accept-language": "en"})
    assert 'lang="zh-Hans"' in mail.outbox[0].alternatives[0][0]


def test_verifying_ends_the_banner(client):
    sign_up(client)
    me = reverse("me:home")
    assert "Please verify" in client.get(me).content.decode()
    path = re.search(r"/accounts/confirm-email/\S+", mail.outbox[0].body)[0]
    assert "Is <b>new.person@example.test</b> yours?" in client.get(path).content.decode()
    client.post(path)
    assert EmailAddress.objects.get().verified
    assert "Please verify" not in client.get(me).content.decode()


def test_switching_the_language_is_remembered_for_mails(client):
    user = UserFactory(language="en")
    client.force_login(user)
    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/me/"})
    user.refresh_from_db()
    assert user.language == "zh-hans"
    client.post(reverse("set_language"), {"language": "xx' OR 1=1", "next": "/me/"})
    user.refresh_from_db()
    assert user.language == "zh-hans"


def test_the_team_needs_a_second_step_except_in_the_demo(client, settings):
    client.force_login(operator())
    url = reverse("platform:applications")
    assert client.get(url).status_code == 200
    settings.DEMO = False
    answer = client.get(url)
    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))


def test_the_admin_has_no_back_door(client):
    answer = client.get("/admin/login/")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_demo_logins_are_shown_only_in_the_demo(client, settings):
    UserFactory(email="shopper@demo.test", is_demo=True)
    assert DEMO_PASSWORD in client.get(reverse("account_login")).content.decode()
    settings.DEMO = False
    assert DEMO_PASSWORD not in client.get(reverse("account_login")).content.decode()


def test_second_step_by_authenticator_app(client):
    from allauth.mfa.totp.internal import auth as totp

    user = UserFactory(email="a@example.test")
    sign_in(client, "a@example.test")
    again = client.get(reverse("mfa_activate_totp")).url
    assert again.startswith(reverse("account_reauthenticate"))
    client.post(again, {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    client.post(reverse("mfa_activate_totp"), {"code": code})
    stored = user.authenticator_set.get(type="totp").data["secret"]
    assert stored.startswith("dev$")
    assert secret not in stored
    assert client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]

    client.post(reverse("account_logout"))
    answer = sign_in(client, "a@example.test")
    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session


PAGES = [
    "account_email",
    "account_change_password",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
    "account_logout",
]


@pytest.mark.parametrize(
    "name",
    [*PAGES, "me:home", "me:profile", "me:security", "me:addresses", "me:address-add", "me:privacy", "merchant:apply"],
)
def test_own_pages_need_signing_in_and_open_then(client, name):
    url = reverse(name)
    assert client.get(url).status_code == 302
    user = administrator() if name == "me:home" else UserFactory()
    sign_in(client, user.email)
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] != ""

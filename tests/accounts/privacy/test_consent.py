"""Consent: given, taken back, never rewritten; and one's own profile."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from accounts.privacy.models import Consent, Purpose
from accounts.privacy.selectors import has_agreed, must_agree_again
from accounts.privacy.services import answer, truncated
from config.kernel.models import UploadedPicture
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def user(client):
    user = UserFactory(handle="anna")
    client.force_login(user)
    return user


def test_a_tick_counts_at_once_and_every_answer_is_kept(client, user):
    url = reverse("me:privacy")
    client.post(url, {"personalisation": "on"})
    assert has_agreed(user, Purpose.PERSONALISATION)
    client.post(url, {"personalisation": "on"})
    client.post(url, {})
    assert not has_agreed(user, Purpose.PERSONALISATION)
    log = Consent.objects.filter(purpose=Purpose.PERSONALISATION).order_by("pk")
    assert [row.given for row in log] == [True, False]
    assert client.get(url).content.decode().count("<tr>") == 1 + Consent.objects.count()


def test_an_answer_is_never_rewritten(user):
    answer(user=user, purpose=Purpose.MARKETING, given=True)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Consent.objects.update(given=False)
    assert Consent.objects.get().given


def test_silence_is_no_and_old_terms_ask_again(user):
    assert not has_agreed(user, Purpose.MARKETING)
    assert must_agree_again(user)
    answer(user=user, purpose=Purpose.TERMS, given=True)
    assert not must_agree_again(user)


@pytest.mark.parametrize(
    ("ip", "kept"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("nonsense", ""), ("", "")],
)
def test_addresses_of_the_net_are_cut_short(ip, kept):
    assert truncated(ip) == kept


@pytest.mark.parametrize("name", ["privacy", "terms"])
def test_the_long_texts_are_there_in_both_languages(client, name):
    english = client.get(reverse(name), headers={"accept-language": "en"}).content.decode()
    chinese = client.get(reverse(name), headers={"accept-language": "zh-CN"}).content.decode()
    assert "Version 2026-11" in english
    assert "版本 2026-11" in chinese


def picture(kind="PNG", name="me.png"):
    buffer = io.BytesIO()
    Image.new("RGB", (300, 300), "#2c6a4f").save(buffer, kind)
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def test_a_new_picture_replaces_the_old(client, user, django_capture_on_commit_callbacks):
    url = reverse("me:avatar")
    client.post(url, {"picture": picture()})
    user.refresh_from_db()
    first = user.avatar
    assert first.file.endswith(".webp")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"picture": picture()})
    user.refresh_from_db()
    assert user.avatar != first
    assert UploadedPicture.objects.count() == 1
    client.post(url, {"remove": "1"})
    user.refresh_from_db()
    assert user.avatar is None


def test_a_drawing_with_a_script_is_refused_next_to_the_field(client, user):
    drawing = SimpleUploadedFile("me.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/svg+xml")
    answer_ = client.post(reverse("me:avatar"), {"picture": drawing})
    assert answer_.status_code == 422
    assert "read that file as a picture" in answer_.content.decode()
    assert not UploadedPicture.objects.exists()


def test_the_profile_is_saved_and_a_taken_handle_said(client, user):
    UserFactory(handle="taken")
    url = reverse("me:profile")
    client.post(url, {"display_name": "安娜", "handle": "@Anna_W", "bio": "Tea."})
    user.refresh_from_db()
    assert (user.display_name, user.handle, user.bio) == ("安娜", "anna_w", "Tea.")
    for handle in ("taken", "TAKEN", "no spaces", "ab", "x" * 25):
        page = client.post(url, {"display_name": "B", "handle": handle, "bio": ""})
        assert page.context["form"].errors["handle"]
    user.refresh_from_db()
    assert (user.display_name, user.handle) == ("安娜", "anna_w")

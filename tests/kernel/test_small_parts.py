"""Access, limits, audit, cache, clock: the small parts everything stands on."""

import time
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.exceptions import NotAuthenticated

from config.kernel import audit
from config.kernel.access import SignInNeeded, get_or_missing, public, signed_in
from config.kernel.api_defaults import DeclaredAccess
from config.kernel.cache import ForgivingRedisCache
from config.kernel.clock import local_day
from config.kernel.errors import NotFound, TooMany
from config.kernel.models import AuditEntry, IdempotencyKey
from config.kernel.ratelimit import spend
from tests.factories.accounts import UserFactory


@signed_in
def secret(request):
    return HttpResponse("secret")


def asked(user, **headers):
    request = RequestFactory().get("/secret/?a=1", headers=headers)
    request.user = user
    return request


def test_a_guest_is_sent_to_sign_in_and_back():
    answer = secret(asked(AnonymousUser()))
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/secret/%3Fa%3D1")


def test_a_guest_of_htmx_hears_why():
    with pytest.raises(SignInNeeded):
        secret(asked(AnonymousUser(), HX_Request="true"))


@pytest.mark.django_db
def test_who_is_signed_in_comes_in():
    assert secret(asked(UserFactory())).content == b"secret"
    assert secret.access.name == "signed in"


@pytest.mark.parametrize("access", [None, "public", {"POST": public}])
def test_an_api_view_without_a_policy_is_closed(access):
    assert not DeclaredAccess().has_permission(asked(AnonymousUser()), SimpleNamespace(access=access))


def test_an_api_view_asks_its_policy_by_method():
    view = SimpleNamespace(access={"GET": public, "*": signed_in})
    request = asked(AnonymousUser())
    assert DeclaredAccess().has_permission(request, view)
    request.method = "POST"
    with pytest.raises(NotAuthenticated):
        DeclaredAccess().has_permission(request, view)


@pytest.mark.django_db
@pytest.mark.parametrize("pk", [0, -1, 10**30, "x"])
def test_what_cannot_be_is_missing(pk):
    with pytest.raises(NotFound):
        get_or_missing(IdempotencyKey.objects.all(), pk=pk)


# ---- limits


def test_a_limit_counts_each_try_of_one_person():
    for _try in range(3):
        spend("login", "Anna@Example.test", limit=3, seconds=60)
    spend("login", "bob@example.test", limit=3, seconds=60)
    spend("reset", "anna@example.test", limit=3, seconds=60)
    with pytest.raises(TooMany):
        spend("login", " ａnna@example.test ", limit=3, seconds=60)


def test_a_limit_ends_with_its_window():
    spend("short", "anna", limit=1, seconds=1)
    with pytest.raises(TooMany):
        spend("short", "anna", limit=1, seconds=1)
    time.sleep(1.1)
    spend("short", "anna", limit=1, seconds=1)


# ---- audit


@pytest.mark.django_db
def test_the_audit_log_only_grows():
    user = UserFactory()
    entry = audit.record(
        actor=user, action="tests.done", target=user, reason="because", before={"a": 1}, after={"a": 2}
    )
    assert (entry.actor_pk, entry.target) == (user.pk, f"accounts.user:{user.pk}")
    for change in (lambda: AuditEntry.objects.update(reason=""), entry.delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    assert AuditEntry.objects.get().reason == "because"


@pytest.mark.django_db
def test_not_even_by_hand():
    audit.record(actor=None, action="tests.done", target=IdempotencyKey(pk=1))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_auditentry")
    assert AuditEntry.objects.count() == 1


# ---- cache


@pytest.fixture
def gone() -> ForgivingRedisCache:
    return ForgivingRedisCache("unix:///tmp/hetang-no-such-redis.sock", {})


def test_a_lost_cache_forgets_and_does_not_fail(gone):
    before = time.monotonic()
    gone.set("a", 1)
    gone.set_many({"a": 1})
    gone.delete("a")
    gone.clear()
    assert gone.get("a") is None
    assert gone.get("a", "else") == "else"
    assert gone.get_many(["a"]) == {}
    assert gone.get_or_set("a", lambda: 7, 60) == 7
    assert gone.add("a", 1) is True
    assert "a" not in gone
    assert time.monotonic() - before < 2


def test_a_limit_without_its_cache_lets_people_in(gone, monkeypatch):
    monkeypatch.setattr("config.kernel.ratelimit.cache", gone)
    for _try in range(5):
        spend("login", "anna", limit=1, seconds=60)


def test_clearing_the_cache_spares_what_is_not_ours():
    client = cache._cache.get_client()
    client.set("celery-queue", "tasks")
    cache.set_many({str(number): number for number in range(2500)})
    cache.clear()
    assert cache.get("1") is None
    assert client.get("celery-queue") == b"tasks"
    client.delete("celery-queue")


# ---- clock


@pytest.mark.parametrize(
    ("zone", "day"), [("", date(2026, 11, 25)), ("UTC", date(2026, 11, 24)), ("America/New_York", date(2026, 11, 24))]
)
def test_a_day_belongs_to_a_place(zone, day):
    assert local_day(datetime(2026, 11, 24, 16, 30, tzinfo=UTC), zone) == day

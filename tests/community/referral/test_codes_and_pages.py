"""Invite codes, the pages, and the K-factor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.identity.models import User
from accounts.loyalty.selectors import points_of
from community.referral.errors import CodeUnknown, InviteCircle, InvitedAlready, OwnCode, TooLateForCode
from community.referral.models import (
    Doubt,
    InviteCode,
    Referral,
    ShareLink,
)
from community.referral.selectors.growth import k_by_cohort, way_of_sharing
from community.referral.services import (
    enter_code,
    invite_code_of,
)
from config.kernel.clock import local_day, now
from tests.community.referral.conftest import brought
from tests.factories.accounts import UserFactory, operator
from tests.factories.catalog import make_variant
from tests.factories.standing import known

pytestmark = pytest.mark.django_db


def test_a_code_is_entered_once_by_somebody_new(inviter, client):
    code = invite_code_of(person=inviter)
    friend = known(2)
    client.force_login(friend)
    page = reverse("community:invites")
    assert client.post(page, {"code": "NOSUCHCODE"}).status_code == 422
    assert client.post(page, {"code": invite_code_of(person=friend).code}).status_code == 422
    assert client.post(page, {"code": f" {code.code.lower()} "}).status_code == 302
    assert Referral.objects.get(invitee=friend).inviter == inviter
    assert (InviteCode.objects.get(owner=inviter).uses, points_of(friend)) == (1, 500)
    with pytest.raises(InvitedAlready):
        enter_code(person=friend, code=code.code, visitor="", network="")


def test_no_circles_no_old_accounts_no_used_up_codes(inviter):
    friend, third = known(2), known(2)
    enter_code(person=friend, code=invite_code_of(person=inviter).code, visitor="", network="")
    enter_code(person=third, code=invite_code_of(person=friend).code, visitor="", network="")
    with pytest.raises(InviteCircle):
        enter_code(person=inviter, code=invite_code_of(person=third).code, visitor="", network="")
    with pytest.raises(OwnCode):
        enter_code(person=inviter, code=invite_code_of(person=inviter).code, visitor="", network="")
    old = UserFactory(joined_at=now() - timedelta(days=8))
    with pytest.raises(TooLateForCode):
        enter_code(person=old, code=invite_code_of(person=friend).code, visitor="", network="")
    InviteCode.objects.filter(owner=friend).update(max_uses=1)
    with pytest.raises(CodeUnknown):
        enter_code(person=UserFactory(), code=InviteCode.objects.get(owner=friend).code, visitor="", network="")
    assert Referral.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_last_use_of_a_code_goes_to_one(race):
    owner, friends = known(2), [UserFactory() for _ in range(5)]
    code = invite_code_of(person=owner).code
    InviteCode.objects.update(max_uses=1)
    race(lambda one: enter_code(person=one, code=code, visitor="", network=""), friends)
    assert (Referral.objects.count(), InviteCode.objects.get(owner=owner).uses) == (1, 1)


# ---- pages ------------------------------------------------------------------------------------------------------


def test_links_are_made_for_pages_of_ours_only(inviter, client):
    client.force_login(inviter)
    for path in ("https://evil.test/", "//evil.test/", "/cart/", "/nowhere/", "/products/" + "x" * 300 + "/", ""):
        assert client.post("/share/link/", {"path": path}).status_code == 404
    assert not ShareLink.objects.exists()
    profile = f"/u/{inviter.handle}/"
    first = client.post("/share/link/", {"path": profile}).json()
    assert client.post("/share/link/", {"path": f"{profile}?x=1"}).json() == first
    assert len(first["code"]) == 10
    client.logout()
    assert client.post("/share/link/", {"path": profile}).status_code == 302


def test_the_page_of_invitations(inviter, variant, client, django_assert_max_num_queries):
    client.force_login(inviter)
    for _turn in range(3):
        brought(inviter, variant)
    client.get(reverse("community:invites"))
    with django_assert_max_num_queries(16) as few:
        page = client.get(reverse("community:invites")).content.decode()
    assert page.count('data-test="share-link"') == 2
    for _turn in range(5):
        brought(inviter, make_variant())
    with django_assert_max_num_queries(16) as many:
        client.get(reverse("community:invites"))
    assert len(many) == len(few)
    with django_assert_max_num_queries(16):
        people = client.get(reverse("community:invites"), {"tab": "people"}).content.decode()
    assert people.count('data-test="invited"') == 8
    said = client.get("/api/v1/me/links/").json()["results"]
    assert sum(one["joined"] for one in said) == 8
    assert len(client.get("/api/v1/me/invites/").json()["results"]) == 8
    made = client.post("/api/v1/me/links/", {"path": f"/u/{inviter.handle}/"}, content_type="application/json")
    assert (made.status_code, made.json()["target"]) == (201, "profile")
    assert Client().get(reverse("community:invites")).status_code == 302


def test_k_is_what_a_naive_count_says(variant, time_machine_later):
    begin = now() - timedelta(days=1)
    people = [UserFactory() for _ in range(6)]
    for inviter in people[:3]:
        brought(inviter, variant)
    brought(people[0], variant)
    time_machine_later(timedelta(days=15))
    brought(people[1], variant)  # after the fortnight
    held = brought(people[4], variant)
    Referral.objects.filter(pk=held.pk).update(status="held", doubt=Doubt.SAME_DEVICE)
    for cohort in k_by_cohort(since=begin, until=now() + timedelta(days=1)):
        assert (cohort.people, cohort.brought) == naive(cohort.week)


def monday(day):
    return day - timedelta(day.weekday())


def naive(week) -> tuple[int, int]:
    members = [one for one in User.objects.all() if monday(local_day(one.joined_at)) == week]
    count = 0
    for one in members:
        for referral in Referral.objects.filter(inviter=one, status="good"):
            count += one.joined_at <= referral.at <= one.joined_at + timedelta(days=14)
    return len(members), count


def test_operators_see_how_far_sharing_leads(inviter, variant, client, django_assert_max_num_queries):
    brought(inviter, variant)
    brought(inviter, variant)
    client.force_login(operator())
    page = reverse("platform:referral-figures")
    html = client.get(page).content.decode()
    assert 'data-test="way-links">1<' in html
    assert html.count('data-test="cohort"') == 1
    way = way_of_sharing(since=now() - timedelta(days=30))
    assert (way.links, way.opened, way.joined, way.ordered, way.cents) == (1, 2, 2, 0, 0)
    with django_assert_max_num_queries(16):
        client.get(page)
    client.force_login(inviter)
    assert client.get(page).status_code in {302, 403, 404}

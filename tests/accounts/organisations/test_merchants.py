"""Applying, being judged, and building a team."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.organisations.models import Membership, Merchant, MerchantStatus, Permission, Role, StaffInvitation
from accounts.organisations.selectors import invitation_token
from accounts.organisations.services import invite_staff
from config.kernel.models import AuditEntry, OutboxEvent
from tests.factories.accounts import MembershipFactory, MerchantFactory, UserFactory, administrator, courier, operator

pytestmark = pytest.mark.django_db
APPLICATION = {
    "name": "Hillside Tea",
    "intro": "Green tea from our own garden, about twenty kinds.",
    "contact_name": "林小满",
    "contact_phone": "138 1234 5678",
    "licence_no": "91330100MA2B12345X",
}


@pytest.fixture(autouse=True)
def english(settings, client):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def applicant(client):
    user = UserFactory(language="en")
    client.force_login(user)
    return user


@pytest.fixture
def owner():
    return UserFactory(language="en")


@pytest.fixture
def merchant(owner):
    return MerchantFactory(owner=owner, name="Hillside Tea")


def apply(client, **changes):
    return client.post(reverse("merchant:apply"), APPLICATION | changes)


def test_applying_and_its_status(client, applicant):
    assert apply(client).status_code == 302
    merchant = Merchant.objects.get()
    assert (merchant.status, merchant.slug, merchant.contact_phone) == ("applied", "hillside-tea", "13812345678")
    assert Membership.objects.get().role == Role.OWNER
    assert "Waiting for review" in client.get(reverse("merchant:apply")).content.decode()
    assert client.get(reverse("merchant:staff")).status_code == 404  # not open yet


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("contact_phone", "1381234567", "one digit short"),
        ("licence_no", "123", "18 letters and digits"),
        ("intro", "Tea", "10"),
        ("name", "", "fill this in"),
    ],
)
def test_a_bad_field_is_said_next_to_it_and_nothing_is_lost(client, applicant, field, value, words):
    answer = apply(client, **{field: value})
    assert words in answer.context["form"].errors[field][0]
    assert "Green tea" in answer.content.decode() or field == "intro"
    assert not Merchant.objects.exists()


def test_applying_twice_corrects_the_first(client, applicant):
    apply(client)
    apply(client, name="Hillside Teas")
    assert Merchant.objects.get().name == "Hillside Teas"
    assert Membership.objects.count() == 1


def test_status_and_owner_cannot_be_sent_along(client, applicant):
    apply(client, status="approved", decided_by="1", slug="best")
    assert Merchant.objects.get().status == "applied"


def test_approval_opens_and_writes_to_the_applicant(client, applicant, django_capture_on_commit_callbacks):
    apply(client)
    merchant = Merchant.objects.get()
    boss = operator()
    client.force_login(boss)
    page = client.get(reverse("platform:applications")).content.decode()
    assert "Hillside Tea" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("platform:application-approve", args=[merchant.key]))
    merchant.refresh_from_db()
    assert (merchant.status, merchant.decided_by) == ("approved", boss)
    assert AuditEntry.objects.get(action="accounts.merchant_approved").actor_pk == boss.pk
    assert mail.outbox[-1].to == [applicant.email]
    assert "may sell now" in mail.outbox[-1].subject
    again = client.post(reverse("platform:application-approve", args=[merchant.key]))
    assert again.status_code == 409
    assert OutboxEvent.objects.filter(name="accounts.merchant_approved").count() == 1


def test_a_refusal_needs_a_reason_and_can_be_mended(client, applicant, django_capture_on_commit_callbacks):
    apply(client)
    merchant = Merchant.objects.get()
    client.force_login(operator())
    url = reverse("platform:application-reject", args=[merchant.key])
    assert client.post(url, {"reason": "  "}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"reason": "The licence can't be read."})
    merchant.refresh_from_db()
    assert (merchant.status, merchant.decision_reason) == ("rejected", "The licence can't be read.")
    assert "The licence can't be read." in mail.outbox[-1].body

    client.force_login(applicant)
    assert "The licence can&#x27;t be read." in client.get(reverse("merchant:apply")).content.decode()
    apply(client)
    merchant.refresh_from_db()
    assert merchant.status == "applied"


def test_suspending_shuts_the_portal_at_the_next_click(client, merchant, owner):
    client.force_login(owner)
    assert client.get(reverse("merchant:staff")).status_code == 200
    boss = operator()
    client.force_login(boss)
    client.post(reverse("platform:merchant-suspend", args=[merchant.key]), {"reason": "Fake goods."})
    client.force_login(owner)
    assert client.get(reverse("merchant:staff")).status_code == 404
    assert "Fake goods." in client.get(reverse("merchant:apply")).content.decode()
    assert apply(client).status_code == 200  # a suspended merchant does not get back by applying
    merchant.refresh_from_db()
    assert merchant.status == MerchantStatus.SUSPENDED
    client.force_login(boss)
    client.post(reverse("platform:merchant-reopen", args=[merchant.key]))
    merchant.refresh_from_db()
    assert merchant.is_open


def test_nobody_judges_their_own_merchant(client):
    boss = operator()
    merchant = MerchantFactory(owner=boss, open=False)
    client.force_login(boss)
    assert client.post(reverse("platform:application-approve", args=[merchant.key])).status_code == 403
    merchant.refresh_from_db()
    assert merchant.status == "applied"


def test_the_desk_is_for_operators_only(client, merchant, owner):
    for person in (owner, UserFactory(), courier()):
        client.force_login(person)
        for url in (
            reverse("platform:applications"),
            reverse("platform:users"),
            reverse("platform:application", args=[merchant.key]),
        ):
            assert client.get(url).status_code == 404


def invite(client, email, **data):
    return client.post(reverse("merchant:staff"), {"email": email, "permissions": ["orders"]} | data)


def test_inviting_and_joining(client, merchant, owner, django_capture_on_commit_callbacks):
    client.force_login(owner)
    with django_capture_on_commit_callbacks(execute=True):
        invite(client, "Helper@example.test")
    assert mail.outbox[-1].to == ["helper@example.test"]
    path = re.search(r"/merchant/join/\S+", mail.outbox[-1].body)[0]

    stranger = UserFactory()
    client.force_login(stranger)
    assert "another e-mail address" in client.get(path).content.decode()
    assert client.post(path).status_code == 403
    assert not Membership.objects.filter(user=stranger).exists()

    helper = UserFactory(email="helper@example.test")
    client.force_login(helper)
    assert client.post(path).status_code == 302
    hat = Membership.objects.get(user=helper)
    assert (hat.role, hat.merchant, hat.permissions) == (Role.STAFF, merchant, ["orders"])
    assert client.post(path).status_code == 410  # once only


@pytest.mark.parametrize("token", ["x", "a:b:c", "WyJrIiwiZSJd:1abc:forged"])
def test_forged_invitations_are_refused(client, token):
    client.force_login(UserFactory())
    assert client.get(reverse("merchant:invitation", args=[token])).status_code == 410


def test_an_old_or_withdrawn_invitation_is_over(client, merchant, owner):
    helper = UserFactory(email="helper@example.test")
    old = invite_staff(merchant=merchant, owner=owner, email=helper.email, permissions=[])
    StaffInvitation.objects.update(expires_at=old.created_at)
    client.force_login(helper)
    assert client.get(reverse("merchant:invitation", args=[invitation_token(old)])).status_code == 410
    new = invite_staff(merchant=merchant, owner=owner, email=helper.email, permissions=[])
    client.force_login(owner)
    client.post(reverse("merchant:invitation-withdraw", args=[new.key]))
    client.force_login(helper)
    assert client.post(reverse("merchant:invitation", args=[invitation_token(new)])).status_code == 410
    assert not Membership.objects.filter(user=helper).exists()


def test_a_removed_person_is_out_at_the_next_click_and_can_be_brought_back(client, merchant, owner):
    hat, helper = MembershipFactory(merchant=merchant), Client()
    helper.force_login(hat.user)
    assert helper.get(reverse("merchant:staff")).status_code == 200
    client.force_login(owner)
    client.post(reverse("merchant:staff-remove", args=[hat.key]))
    assert helper.get(reverse("merchant:staff")).status_code == 404
    client.post(reverse("merchant:staff-restore", args=[hat.key]))
    assert helper.get(reverse("merchant:staff")).status_code == 200


def test_the_owner_stays_and_staff_cannot_build_the_team(client, merchant, owner):
    mine = Membership.objects.get(user=owner)
    client.force_login(owner)
    assert client.post(reverse("merchant:staff-remove", args=[mine.key])).status_code == 403
    hat = MembershipFactory(merchant=merchant, permissions=list(Permission.values))
    client.force_login(hat.user)
    assert invite(client, "x@example.test").status_code == 403
    assert (
        client.post(reverse("merchant:staff-member", args=[hat.key]), {"permissions": ["finance"]}).status_code == 403
    )
    assert client.post(reverse("merchant:staff-remove", args=[mine.key])).status_code == 403
    assert not StaffInvitation.objects.exists()


def test_staff_of_others_do_not_exist(client, merchant, owner):
    other = MembershipFactory()
    client.force_login(owner)
    for name in ("staff-member", "staff-remove", "staff-restore"):
        assert client.post(reverse(f"merchant:{name}", args=[other.key])).status_code == 404
    other.refresh_from_db()
    assert other.is_active


def test_permissions_count_from_the_next_click(client, merchant, owner):
    hat = MembershipFactory(merchant=merchant, permissions=["orders"])
    client.force_login(owner)
    client.post(reverse("merchant:staff-member", args=[hat.key]), {"permissions": ["catalogue", "analytics"]})
    hat.refresh_from_db()
    assert hat.permissions == ["catalogue", "analytics"]
    refused = client.post(reverse("merchant:staff-member", args=[hat.key]), {"permissions": ["everything"]})
    assert refused.context["form"].errors
    hat.refresh_from_db()
    assert hat.permissions == ["catalogue", "analytics"]


def test_finding_people(client):
    UserFactory(email="anna@example.test", handle="anna_w", display_name="王安娜", phone="13812345678")
    client.force_login(operator())
    for query in ("anna@", "@anna_w", "安娜"):
        page = client.get(reverse("platform:users"), {"q": query}).content.decode()
        assert "anna@example.test" in page
        assert "138****5678" in page
        assert "13812345678" not in page
    assert "Nobody found" in client.get(reverse("platform:users"), {"q": "%' OR 1=1 --"}).content.decode()


def test_suspending_a_person_ends_their_session(client):
    person, theirs = UserFactory(handle="anna"), Client()
    theirs.force_login(person)
    assert theirs.get(reverse("me:home")).status_code == 200
    client.force_login(operator())
    client.post(reverse("platform:user-suspend", args=["anna"]), {"reason": "Spam."})
    assert AuditEntry.objects.get(action="accounts.person_suspended").reason == "Spam."
    assert theirs.get(reverse("me:home")).status_code == 302
    client.post(reverse("platform:user-reactivate", args=["anna"]))
    person.refresh_from_db()
    assert person.is_active


def test_operators_do_not_judge_each_other_or_themselves(client):
    me, colleague = operator(handle="me_op"), operator(handle="colleague")
    client.force_login(me)
    for handle in ("me_op", "colleague"):
        assert client.post(reverse("platform:user-suspend", args=[handle]), {"reason": "x"}).status_code == 403
    colleague.refresh_from_db()
    assert colleague.is_active


def test_only_administrators_give_roles_and_never_to_themselves(client):
    person = UserFactory(handle="anna")
    url = reverse("platform:role-grant", args=["anna"])
    client.force_login(operator())
    assert client.post(url, {"role": "operator"}).status_code == 404
    boss = administrator(handle="boss")
    client.force_login(boss)
    assert client.post(reverse("platform:role-grant", args=["boss"]), {"role": "operator"}).status_code == 403
    assert client.post(url, {"role": "owner"}).status_code == 422
    assert client.post(url, {"role": "courier"}).status_code == 422
    assert not Membership.objects.filter(user=person).exists()
    assert client.post(url, {"role": "operator"}).status_code == 302
    hat = Membership.objects.get(user=person)
    assert hat.role == Role.OPERATOR
    client.post(reverse("platform:role-withdraw", args=["anna", hat.key]))
    hat.refresh_from_db()
    assert not hat.is_active


def test_lists_need_few_queries_however_long(client, django_assert_max_num_queries):
    for _ in range(12):
        MerchantFactory(owner=UserFactory(), open=False)
    client.force_login(operator())
    with django_assert_max_num_queries(12):
        client.get(reverse("platform:applications"))
    with django_assert_max_num_queries(12):
        client.get(reverse("platform:users"))

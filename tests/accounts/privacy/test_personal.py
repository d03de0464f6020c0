"""What is known about a person: declared, handed out as a copy, and erased when they leave."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from accounts.identity.models import AccessToken, User
from accounts.privacy import closing as closing_
from accounts.privacy.closing import ask_closing, erase, erase_due, forget_kept
from accounts.privacy.copying import RISKY
from accounts.privacy.exporting import ask_export, collect, expire_exports, link_of
from accounts.privacy.models import Closing, DataExport, ExportState
from accounts.privacy.registry import Fate, declared, obstacles
from community.graph.services import block, follow
from community.messaging.services import Words, write_to_person
from community.notifications.models import Notification
from community.referral.services import know_visitor, link_to
from config.kernel.encryption import EncryptedTextField
from config.kernel.errors import DomainError
from config.kernel.events import deliver_event
from config.kernel.ids import public_id
from config.kernel.models import OutboxEvent
from content.clips.models import Clip
from content.comments.services import edit_comment, write_comment
from content.posts.drafts import Draft as NoteDraft
from content.posts.services import publish_note
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import Delivery
from tests.factories.accounts import PASSWORD, AddressFactory, UserFactory
from tests.factories.catalog import make_merchant_user, make_variant
from tests.factories.clips import make_clip, wav
from tests.factories.groups import let_in, make_group
from tests.factories.notes import make_note
from tests.factories.orders import fill_cart, make_paid_order, make_trade, shopper_for
from tests.invariants import broken_promises
from tests.orders.conftest import time_machine_later

__all__ = ["time_machine_later"]
pytestmark = pytest.mark.django_db
TELLING = re.compile(r"phone|e?mail|street|recipient|visitor|^address$|contact_name|holder|account_no")
NAME, HANDLE, EMAIL, PHONE = "柳如烟甲", "liuruyan_jia", "liu.ruyan@private.test", "13911112222"
STREET, SAID = "断桥残雪路 77 号", "我是柳如烟甲，电话 13911112222"
HERS = (NAME, HANDLE, EMAIL, PHONE, STREET, "ruyan")


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path / "media"


def tell_all() -> None:
    while waiting := list(OutboxEvent.objects.filter(delivered_at=None).order_by("pk").values_list("pk", flat=True)):
        assert all(deliver_event(pk) for pk in waiting)


@pytest.fixture
def person():
    """Somebody who has done a little of everything."""
    user = UserFactory(display_name=NAME, handle=HANDLE, email=EMAIL, bio=f"{NAME}的小店", phone=PHONE)
    AddressFactory(user=user, recipient=NAME, phone=PHONE, street=STREET)
    delivery = Delivery(NAME, PHONE, "330106", STREET, EMAIL)
    order = make_paid_order(user, {make_variant(): 1}, delivery=delivery)
    Order.objects.filter(pk=order.pk).update(note=SAID)
    fill_cart(shopper_for(user), {make_variant(): 1})
    friend = UserFactory(display_name="阿禾")
    follow(follower=user, person=friend)
    follow(follower=friend, person=user)
    block(blocker=user, person=UserFactory())
    note = make_note(user, title=NAME, body=SAID)
    heard = publish_note(author=user, draft=NoteDraft(title=NAME, clip=make_clip(user, wav(), "voice.wav")))
    said = write_comment(post=heard, author=user, body=f"{NAME}在听")
    edit_comment(comment=said, actor=user, body="…")
    make_note(user, title="草稿", body=SAID)
    write_comment(post=make_note(friend), author=user, body=SAID)
    write_comment(post=note, author=friend, body="好看")
    write_to_person(sender=user, person=friend, words=Words(body=SAID))
    let_in(make_group(), user)
    link_to(sharer=friend, path=f"/u/{HANDLE}/")
    link_to(sharer=user, path=f"/posts/{note.key}/")
    know_visitor(key=public_id(20), user=user, network="n")
    tell_all()
    return user


# ---- the register -----------------------------------------------------------------------------------------------


def tells_of_people(model: type[models.Model]) -> bool:
    fields = model._meta.concrete_fields
    points = any(field.is_relation and field.related_model is User for field in fields)
    telling = any(
        isinstance(field, EncryptedTextField | models.EmailField) or TELLING.search(field.name) for field in fields
    )
    return points or telling or model is User


@pytest.mark.parametrize("model", [one for one in apps.get_models() if tells_of_people(one)], ids=str)
def test_what_becomes_of_every_table_about_people_is_declared(model):
    """A new one? Say in your app's personal.py whether its rows go, stay without a name, or are kept, and why."""
    one = declared().get(model._meta.label_lower)
    assert one is not None, f"{model._meta.label} is not declared in any personal.py"
    people = {field.name for field in model._meta.concrete_fields if field.is_relation and field.related_model is User}
    assert people <= set(one.of), f"{people - set(one.of)} of {model._meta.label} are not named"
    names = {field.name for field in model._meta.concrete_fields}
    assert set(one.values) | set(one.later) <= names
    if one.fate in {Fate.STAY, Fate.KEEP, Fate.BUSINESS}:
        assert one.why
    if one.fate == Fate.KEEP:
        assert one.years > 0
    assert (one.eraser is not None) == (one.fate == Fate.SPECIAL)


def test_nothing_encrypted_stays_for_ever():
    """What is encrypted about a person goes at once, or when the law's years are over."""
    for one in declared().values():
        secret = {field.name for field in one.model._meta.concrete_fields if isinstance(field, EncryptedTextField)}
        if one.fate == Fate.KEEP:
            assert secret <= set(one.values) | set(one.later), one.name
        else:
            assert not secret or one.fate in {Fate.DELETE, Fate.BUSINESS, Fate.SPECIAL, Fate.STAY}, one.name


# ---- a copy -----------------------------------------------------------------------------------------------------


def test_a_copy_holds_everything_and_nothing_of_others(person, client):
    stranger = UserFactory(display_name="别人家")
    make_note(stranger, title="与你无关")
    client.force_login(person)
    assert client.post(reverse("me:export")).status_code == 302
    export = DataExport.objects.get()
    assert 'data-state="waiting"' in client.get(reverse("me:privacy")).content.decode()
    assert client.get(reverse("me:export-progress")).status_code == 200
    tell_all()
    collect(export_pk=export.pk)
    collect(export_pk=export.pk)  # twice is once
    export.refresh_from_db()
    assert (export.state, export.done) == (ExportState.READY, export.total)
    assert client.get(reverse("me:export-progress")).status_code == 286
    tell_all()
    assert Notification.objects.filter(user=person, kind="export_ready").exists()
    assert mail.outbox[-1].to == [EMAIL]
    answer = client.get(link_of(export))
    assert answer["Content-Type"] == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    data = json.loads(packed.read("data.json"))
    assert data["accounts.user"][0]["email"] == EMAIL
    assert data["accounts.address"][0]["street"] == STREET
    assert data["orders.trade"][0]["recipient"] == NAME
    assert {row["title"] for row in data["content.post"]} == {NAME, "草稿"}
    assert data["community.message"][0]["body"] == SAID
    text = packed.read("data.json").decode()
    assert "与你无关" not in text
    assert "别人家" not in text
    assert "password" not in text
    rows = list(csv.reader(io.StringIO(packed.read("csv/accounts.address.csv").decode("utf-8-sig"))))
    assert rows[0][:2] == ["recipient", "phone"]
    assert rows[1][:2] == [NAME, PHONE]
    for name in packed.namelist():
        if name.startswith("csv/"):
            cells = csv.reader(io.StringIO(packed.read(name).decode("utf-8-sig")))
            assert not [
                cell for row in cells for cell in row if cell.startswith(RISKY) and not re.match(r"-\d+$", cell)
            ]


def test_a_copy_is_its_owners_alone_and_ends_after_seven_days(person, client, time_machine_later):
    export = ask_export(user=person)
    with pytest.raises(DomainError, match="already"):
        ask_export(user=person)
    collect(export_pk=export.pk)
    export.refresh_from_db()
    path = link_of(export)
    assert Client().get(path).status_code in {302, 401, 403}
    client.force_login(UserFactory())
    assert client.get(path).status_code == 404
    client.force_login(person)
    assert client.get(path[:-3] + "xx/").status_code == 404
    assert client.get(path).status_code == 200
    assert client.get("/api/v1/me/export/").json()["path"] == path or client.get("/api/v1/me/export/").json()["path"]
    time_machine_later(timedelta(days=7, minutes=1))
    assert client.get(path).status_code == 404
    assert expire_exports() == 1
    export.refresh_from_db()
    assert (export.state, bool(export.file)) == (ExportState.GONE, False)


def test_what_fails_can_be_asked_for_again(person, monkeypatch):
    export = ask_export(user=person)
    monkeypatch.setattr("accounts.privacy.exporting.write_copy", lambda *_: 1 / 0)
    collect(export_pk=export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.FAILED
    assert ask_export(user=person).pk != export.pk


# ---- leaving ----------------------------------------------------------------------------------------------------


def finish_orders(user: User) -> None:
    Order.objects.filter(buyer=user).update(status=OrderStatus.SETTLED)


def test_leaving_needs_the_password_and_an_end_of_business(person, client):
    client.force_login(person)
    page = reverse("me:close")
    shown = client.get(page).content.decode()
    assert "1 order is not finished" in shown
    sent = {"password": PASSWORD, "understood": "on"}
    refused = client.post(page, sent)
    assert (refused.status_code, Closing.objects.count()) == (422, 0)
    finish_orders(person)
    wrong = client.post(page, sent | {"password": "not mine"})
    assert (wrong.status_code, "not your password" in wrong.content.decode()) == (422, True)
    assert client.post(page, {"password": PASSWORD}).status_code == 422
    phone = Client()
    phone.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert phone.get("/me/").status_code == 200
    AccessToken.objects.create(user=person, token_hash="x" * 64, expires_at="2099-01-01T00:00Z")
    assert client.post(page, sent).status_code == 200
    assert "_auth_user_id" not in client.session
    assert Closing.objects.get().user == person
    assert phone.get("/me/").status_code == 302  # signed out there, too
    assert not AccessToken.objects.exists()
    tell_all()
    assert mail.outbox[-1].to == [EMAIL]


def test_owners_hand_over_first():
    owner = make_merchant_user()
    group = make_group()
    assert len(obstacles(owner)) == 1
    assert len(obstacles(group.founder)) == 1
    with pytest.raises(DomainError, match="hand it over"):
        ask_closing(user=owner, password="lotus-pond-2026")


def test_signing_in_takes_it_back(person, client, time_machine_later):
    finish_orders(person)
    ask_closing(user=person, password=PASSWORD)
    time_machine_later(timedelta(days=13, hours=23))
    assert erase_due() == 0
    answer = client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert answer.status_code == 302
    assert not Closing.objects.exists()
    time_machine_later(timedelta(days=2))
    assert erase_due() == 0
    person.refresh_from_db()
    assert person.display_name == NAME


def found_in_the_database(*needles: str) -> dict[str, list[str]]:
    """Every table with a row whose text, in whatever column, has one of these words."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            sql = f"SELECT t::text FROM {name} t WHERE t::text ILIKE ANY(%s)"  # noqa: S608 - names of our own tables
            cursor.execute(sql, [[f"%{one}%" for one in needles]])
            if rows := [row[0][:200] for row in cursor.fetchall()]:
                found[table] = rows
    return found


def test_nothing_of_a_person_is_left_but_what_the_law_keeps(person, client, time_machine_later):
    client.force_login(person)
    client.get("/me/")
    assert set(found_in_the_database(*HERS)) > {"accounts_user", "content_post", "content_comment", "community_message"}
    finish_orders(person)
    before = broken_promises()  # the order above was ended with a stroke of the pen
    export = ask_export(user=person)
    collect(export_pk=export.pk)
    export.refresh_from_db()
    kept = export.file.storage.exists(export.file.name)
    ask_closing(user=person, password=PASSWORD)
    tell_all()
    time_machine_later(timedelta(days=14, minutes=1))
    assert erase_due() == 1
    assert not erase(user_pk=person.pk)
    tell_all()
    found = found_in_the_database(*HERS)
    assert set(found) == {"orders_order"}  # what she wrote to the shop; her address beside it is encrypted
    assert kept
    assert not export.file.storage.exists(export.file.name)
    person.refresh_from_db()
    assert (person.is_active, person.has_usable_password(), person.phone) == (False, False, "")
    assert (
        not Session.objects.filter(session_key=client.session.session_key).exists()
        or not client.get("/me/").wsgi_request.user.is_authenticated
    )
    trade = Order.objects.get(buyer=person).trade
    assert (trade.email, trade.recipient) == ("", NAME)
    assert Client().get(f"/u/{HANDLE}/").status_code == 404
    assert broken_promises() == before
    time_machine_later(timedelta(days=3 * 366))
    assert forget_kept() == 1
    trade.refresh_from_db()
    assert (trade.recipient, trade.phone, trade.street) == ("", "", "")
    assert found_in_the_database(*HERS) == {}
    assert forget_kept() == 0
    assert not Clip.objects.filter(owner=person).exists()


def test_who_begins_something_meanwhile_waits(person, time_machine_later):
    finish_orders(person)
    ask_closing(user=person, password=PASSWORD)
    make_trade(person, {make_variant(): 1})
    time_machine_later(timedelta(days=15))
    assert erase_due() == 0
    finish_orders(person)
    assert erase_due() == 1


def test_erasing_twice_at_once_is_once(person, time_machine_later, monkeypatch):
    finish_orders(person)
    ask_closing(user=person, password=PASSWORD)
    ask_closing(user=person, password=PASSWORD)
    assert Closing.objects.count() == 1
    time_machine_later(timedelta(days=15))
    assert [closing_.erase(user_pk=person.pk) for _turn in range(2)] == [True, False]

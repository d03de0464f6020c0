"""The pages of the three ends: what they show, who may see them, and what is refused next to its field."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.organisations.models import Permission
from config.kernel.files import private_files
from orders.aftersales.models import Case, CaseKind, CasePhoto, CaseStatus
from orders.aftersales.services import add_note, agree, escalate, reject
from orders.cart.shoppers import Shopper
from orders.checkout.guests import link_of
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_merchant_user
from tests.factories.orders import make_paid_order
from tests.orders.aftersales.conftest import PRICES, RETURN_ADDRESS, Scene, picture, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def applied(order: Any, **changes: Any) -> dict[str, Any]:
    line = order.lines.first()
    return {"kind": "return", "reason": "broken", f"quantity_{line.pk}": "1", "words": "壶嘴裂了。", **changes}


def test_a_buyer_applies_from_the_order_with_pictures(scene: Scene) -> None:
    order = scene.received(2)
    client = signed_in(scene.buyer)
    page = client.get(reverse("orders:detail", args=[order.number])).content.decode()
    address = reverse("orders:case-new", args=[order.number])
    assert address in page
    assert client.get(address).status_code == 200
    answer = client.post(address, applied(order, photos=[picture(), picture("back.png")]))
    case = Case.objects.get()
    assert answer.url == reverse("orders:case", args=[case.number])
    assert (case.kind, case.asked_cents, case.lines.get().quantity) == ("return", PRICES[0], 1)
    shown = client.get(answer.url).content.decode()
    assert "壶嘴裂了。" in shown
    assert shown.count("/photos/") == 4
    assert case.number in client.get(reverse("orders:cases")).content.decode()
    assert case.number in client.get(reverse("orders:detail", args=[order.number])).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "unshipped"),
        ("reason", "nonsense"),
        ("words", "长" * 10_000),
        ("asked_cents", "-1"),
        ("asked_cents", "0"),
        ("asked_cents", "68.01"),
        ("asked_cents", "1e9"),
        ("photos", [picture() for _ in range(7)]),
    ],
)
def test_what_is_wrong_stands_next_to_its_field(scene: Scene, field: str, value: Any) -> None:
    order = scene.received(2)
    address = reverse("orders:case-new", args=[order.number])
    answer = signed_in(scene.buyer).post(address, applied(order, **{field: value}))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize("quantity", ["-1", "0", "1000000000", "x", "1.5", "\x00"])
def test_wrong_quantities_are_refused(scene: Scene, quantity: str) -> None:
    order = scene.received(2)
    line = order.lines.get()
    address = reverse("orders:case-new", args=[order.number])
    answer = signed_in(scene.buyer).post(address, applied(order, **{f"quantity_{line.pk}": quantity}))
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_full_width_digits_are_digits(scene: Scene) -> None:
    order = scene.received(2)
    line = order.lines.get()
    address = reverse("orders:case-new", args=[order.number])
    signed_in(scene.buyer).post(address, applied(order, **{f"quantity_{line.pk}": "２", "asked_cents": "１２"}))
    assert (Case.objects.get().lines.get().quantity, Case.objects.get().asked_cents) == (2, 1200)


def test_hostile_files_leave_nothing(scene: Scene) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    order = scene.received(1)
    address = reverse("orders:case-new", args=[order.number])
    script = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    for name, content in [("a.svg", script), ("a.jpg", script), ("a.jpg", b""), ("a.php", b"<?php"), ("x" * 300, b"1")]:
        files = [picture(), SimpleUploadedFile(name, content)]
        assert signed_in(scene.buyer).post(address, applied(order, photos=files)).status_code == 422
    assert not Case.objects.exists()
    assert not CasePhoto.objects.exists()


def test_a_picture_is_ours_and_only_for_those_concerned(scene: Scene) -> None:
    case = scene.case(scene.received(1))
    add_note(case=case, side="buyer", actor=scene.buyer, photos=[picture()])
    photo = CasePhoto.objects.get()
    with private_files().open(photo.file) as stored:
        content = stored.read()
    assert content[8:12] == b"WEBP"
    assert b"Exif" not in content
    answer = signed_in(scene.buyer).get(reverse("orders:case-photo", args=[case.number, photo.key]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]
    mine = reverse("merchant:case-photo", args=[case.number, photo.key])
    reviewed = reverse("platform:case-photo", args=[case.number, photo.key])
    assert signed_in(scene.owner).get(mine).status_code == 200
    assert signed_in(scene.operator).get(reviewed).status_code == 200
    stranger = signed_in(UserFactory())
    assert stranger.get(reverse("orders:case-photo", args=[case.number, photo.key])).status_code == 404
    assert signed_in(make_merchant_user()).get(mine).status_code == 404
    assert stranger.get(reviewed).status_code == 404
    assert Client().get(f"/media/{photo.file}").status_code == 404
    other = scene.case(scene.received(1, buyer=UserFactory()))
    foreign = reverse("merchant:case-photo", args=[other.number, photo.key])
    assert signed_in(scene.owner).get(foreign).status_code == 404  # one's own case, another case's picture


def test_another_persons_case_does_not_exist(scene: Scene) -> None:
    case = scene.case(scene.received(1))
    before = case.steps.count()
    stranger, rival = signed_in(UserFactory()), signed_in(make_merchant_user())
    for name in ("case", "case-state"):
        assert stranger.get(reverse(f"orders:{name}", args=[case.number])).status_code == 404
    for name in ("accept", "decline", "cancel", "escalate", "ship-back", "confirm", "note"):
        assert stranger.post(reverse(f"orders:case-{name}", args=[case.number])).status_code == 404
    assert rival.get(reverse("merchant:case", args=[case.number])).status_code == 404
    for name in ("agree", "offer", "reject", "receive", "refuse", "reship", "note"):
        assert rival.post(reverse(f"merchant:case-{name}", args=[case.number])).status_code == 404
    assert stranger.get(reverse("platform:case", args=[case.number])).status_code == 404
    assert signed_in(scene.owner).post(reverse("platform:case-rule", args=[case.number])).status_code == 404
    assert case.steps.count() == before
    assert scene.fresh(case).status == CaseStatus.APPLIED


def test_staff_need_the_permission(scene: Scene) -> None:
    case = scene.case(scene.received(1))
    for permission, status in ((Permission.ORDERS, 200), (Permission.CATALOGUE, 403)):
        client = signed_in(scene.staff(permission))
        assert client.get(reverse("merchant:cases")).status_code == status
        assert client.get(reverse("merchant:case", args=[case.number])).status_code == status


def test_the_shop_answers_on_its_pages(scene: Scene) -> None:
    case = scene.case(scene.received(1), kind=CaseKind.RETURN)
    client = signed_in(scene.owner)
    assert case.number in client.get(reverse("merchant:cases")).content.decode()
    refused = client.post(reverse("merchant:case-agree", args=[case.number]), {"words": ""})
    assert refused.status_code == 422  # nobody knows where to send it
    answer = client.post(
        reverse("merchant:return-address"),
        {
            "recipient": RETURN_ADDRESS.recipient,
            "phone": RETURN_ADDRESS.phone,
            "region_code": RETURN_ADDRESS.region_code,
            "street": RETURN_ADDRESS.street,
        },
    )
    assert answer.status_code == 302
    assert client.post(reverse("merchant:case-agree", args=[case.number]), {"words": "请寄回。"}).status_code == 302
    page = signed_in(scene.buyer).get(reverse("orders:case", args=[case.number])).content.decode()
    assert RETURN_ADDRESS.street in page
    sent = signed_in(scene.buyer).post(
        reverse("orders:case-ship-back", args=[case.number]), {"carrier": "sf", "waybill": "SF998877"}
    )
    assert sent.status_code == 302
    part = case.lines.get()
    done = client.post(reverse("merchant:case-receive", args=[case.number]), {"shelf": [part.pk], "words": ""})
    assert done.status_code == 302
    assert scene.fresh(case).status == CaseStatus.REFUNDED


def test_a_waybill_is_used_once(scene: Scene) -> None:
    scene.address()
    sent = scene.shipped(1)
    used = sent.parcels.get().waybill
    case = scene.case(scene.received(1), kind=CaseKind.RETURN)
    agree(case=case, actor=scene.owner)
    address = reverse("orders:case-ship-back", args=[case.number])
    answer = signed_in(scene.buyer).post(address, {"carrier": "sf", "waybill": used})
    assert answer.status_code == 422
    assert used in answer.content.decode()
    assert scene.fresh(case).status == CaseStatus.AGREED


def test_both_sides_stand_beside_each_other_for_the_platform(scene: Scene) -> None:
    case = scene.case(scene.received(1))
    reject(case=case, actor=scene.owner, words="照片里看不出裂纹。", photos=[picture()])
    escalate(case=scene.fresh(case), actor=scene.buyer, words="放大就能看到。", photos=[picture()])
    client = signed_in(scene.operator)
    assert case.number in client.get(reverse("platform:cases")).content.decode()
    page = client.get(reverse("platform:case", args=[case.number])).content.decode()
    assert "照片里看不出裂纹。" in page
    assert "放大就能看到。" in page
    too_much = client.post(
        reverse("platform:case-rule", args=[case.number]), {"verdict": "refund", "cents": "999", "words": "看清了。"}
    )
    assert too_much.status_code == 422
    answer = client.post(
        reverse("platform:case-rule", args=[case.number]), {"verdict": "refund", "cents": "68", "words": "看清了。"}
    )
    assert answer.status_code == 302
    assert scene.fresh(case).status == CaseStatus.REFUNDED


def test_a_guest_applies_by_the_link_of_the_mail(scene: Scene) -> None:
    from tests.factories.orders import DELIVERY, make_trade, pay

    trade = make_trade(shopper=Shopper(cart_token="guest-1"), wanted={scene.variants[0]: 1}, delivery=DELIVERY)
    order = pay(trade).orders.get()
    client = Client()
    client.get(link_of(trade))
    line = order.lines.get()
    answer = client.post(
        reverse("orders:case-new", args=[order.number]),
        {"kind": "unshipped", "reason": "changed_mind", f"quantity_{line.pk}": "1", "words": ""},
    )
    case = Case.objects.get()
    assert answer.url == reverse("orders:case", args=[case.number])
    assert client.get(answer.url).status_code == 200
    assert Client().get(answer.url).status_code == 404
    agree(case=case, actor=scene.owner)
    assert scene.fresh(case).status == CaseStatus.REFUNDED


@pytest.mark.parametrize("portal", ["orders", "merchant", "platform"])
def test_lists_cost_the_same_for_two_and_eight(scene: Scene, django_assert_max_num_queries: Any, portal: str) -> None:
    who = {"orders": scene.buyer, "merchant": scene.owner, "platform": scene.operator}[portal]
    address = reverse(f"{portal}:cases") + {"orders": "", "merchant": "?tab=all", "platform": "?tab=open"}[portal]
    for _ in range(2):
        scene.case(make_paid_order(scene.buyer, {scene.variants[0]: 1}))
    client = signed_in(who)
    with django_assert_max_num_queries(14) as few:
        assert client.get(address).status_code == 200
    for _ in range(6):
        scene.case(make_paid_order(scene.buyer, {scene.variants[1]: 1}))
    with django_assert_max_num_queries(14) as many:
        assert client.get(address).status_code == 200
    assert len(many) <= len(few)


def test_a_case_page_has_a_budget(scene: Scene, django_assert_max_num_queries: Any) -> None:
    case = scene.coming_back(scene.received(1, 1))
    for portal, who in (("orders", scene.buyer), ("merchant", scene.owner), ("platform", scene.operator)):
        client = signed_in(who)
        with django_assert_max_num_queries(20):
            assert client.get(reverse(f"{portal}:case", args=[case.number])).status_code == 200

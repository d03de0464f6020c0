"""After-sales for machines: the whole way of a case, refusals as problem+json, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from orders.aftersales.models import Case, CasePhoto, CaseStatus
from orders.aftersales.services import escalate, reject
from orders.payments.models import Refund
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_merchant_user
from tests.orders.aftersales.conftest import PRICES, Scene, picture, signed_in
from tests.orders.aftersales.states import WORDS

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "/api/v1"
_turn = iter(range(10**6))


def post(client: Client, path: str, body: dict[str, Any] | None = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key or f"key-{next(_turn)}"}
    return client.post(f"{BASE}/{path}", body or {}, content_type="application/json", headers=headers)


def wish(order: Any, quantity: Any = 1, **changes: Any) -> dict[str, Any]:
    sku = order.lines.first().sku
    lines = [{"sku": sku, "quantity": quantity}]
    return {"order": order.number, "kind": "return", "reason": "broken", "lines": lines, "words": WORDS, **changes}


def test_a_return_by_api_alone(scene: Scene) -> None:
    scene.address()
    order = scene.received(2)
    buyer, shop = signed_in(scene.buyer), signed_in(scene.owner)
    made = post(buyer, "aftersales/", wish(order))
    assert made.status_code == 201
    case = made.json()
    assert (case["status"], case["asked_cents"], case["lines"][0]["quantity"]) == ("applied", PRICES[0], 1)
    number = case["number"]
    assert [one["number"] for one in buyer.get(f"{BASE}/aftersales/").json()["results"]] == [number]
    assert [one["number"] for one in shop.get(f"{BASE}/merchant/aftersales/").json()["results"]] == [number]
    agreed = post(shop, f"merchant/aftersales/{number}/agree/", {"words": "请寄回。"}).json()
    assert agreed["return_address"]["recipient"] == "仓库 王师傅"
    sent = post(buyer, f"aftersales/{number}/ship-back/", {"carrier": "sf", "waybill": "SF778899"}).json()
    assert (sent["status"], sent["return_parcel"]["waybill"]) == ("buyer_shipping", "SF778899")
    done = post(shop, f"merchant/aftersales/{number}/receive/", {"shelf": [order.lines.get().sku]})
    assert done.status_code == 200
    seen = buyer.get(f"{BASE}/aftersales/{number}/").json()
    assert (seen["status"], seen["agreed_cents"]) == ("refunded", PRICES[0])
    assert next(step["status"] for step in seen["timeline"]) == "refunded"


def test_the_same_key_opens_one_case(scene: Scene) -> None:
    order = scene.received(2)
    client = signed_in(scene.buyer)
    answers = [post(client, "aftersales/", wish(order), key="once") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert post(client, "aftersales/", wish(order, 2), key="once").status_code == 422
    assert client.post(f"{BASE}/aftersales/", wish(order), content_type="application/json").status_code == 422
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"lines": []},
        {"lines": [{"sku": "foreign", "quantity": 1}]},
        *({"lines": None, "quantity": bad} for bad in (0, -1, 1.5, 10**9, "１２", True, None, "x")),
        {"kind": "gift"},
        {"reason": "nonsense"},
        {"reason": "too_slow"},
        {"asked_cents": -1},
        {"asked_cents": 0},
        {"asked_cents": 10**9},
        {"asked_cents": 1.5},
        {"words": "长" * 10_000},
        {"is_unshipped": True},
        {"kind": "exchange", "lines": None, "replacement": "nonsense"},
    ],
)
def test_bad_input_is_a_problem_and_opens_nothing(scene: Scene, changes: dict[str, Any]) -> None:
    order = scene.received(2)
    body = wish(order) | {name: value for name, value in changes.items() if value is not None}
    if "quantity" in changes:
        body["lines"] = [{"sku": order.lines.get().sku, "quantity": body.pop("quantity", None)}]
    if "replacement" in changes:
        body["lines"] = [{"sku": order.lines.get().sku, "quantity": 1, "replacement": body.pop("replacement")}]
    answer = post(signed_in(scene.buyer), "aftersales/", body)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"]
    assert not Case.objects.exists()


def test_what_is_not_ones_own_does_not_exist(scene: Scene) -> None:
    order = scene.received(1)
    stranger, rival = signed_in(UserFactory()), signed_in(make_merchant_user())
    assert post(stranger, "aftersales/", wish(order)).status_code == 404
    assert post(Client(), "aftersales/", wish(order)).status_code == 404
    case = scene.case(order)
    assert stranger.get(f"{BASE}/aftersales/{case.number}/").status_code == 404
    assert rival.get(f"{BASE}/merchant/aftersales/{case.number}/").status_code == 404
    for step in ("accept", "decline", "cancel", "escalate", "ship-back", "confirm"):
        assert post(stranger, f"aftersales/{case.number}/{step}/", {"words": WORDS}).status_code == 404
    for step in ("agree", "offer", "reject", "receive", "refuse", "reship"):
        assert post(rival, f"merchant/aftersales/{case.number}/{step}/", {"words": WORDS}).status_code == 404
    for somebody in (stranger, signed_in(scene.owner), Client()):
        ruling = {"verdict": "shop", "words": WORDS}
        assert post(somebody, f"platform/aftersales/{case.number}/rule/", ruling).status_code in {401, 404}
    assert scene.fresh(case).status == CaseStatus.APPLIED


def test_an_offer_taken_once(scene: Scene) -> None:
    case = scene.case(scene.received(1))
    shop, buyer = signed_in(scene.owner), signed_in(scene.buyer)
    offered = post(shop, f"merchant/aftersales/{case.number}/offer/", {"cents": 500, "words": WORDS})
    assert offered.json()["offered_cents"] == 500
    answers = [post(buyer, f"aftersales/{case.number}/accept/", key="yes") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert post(buyer, f"aftersales/{case.number}/accept/").status_code == 409
    assert Refund.objects.get().amount_cents == 500


def test_evidence_and_a_ruling(scene: Scene) -> None:
    case = scene.case(scene.received(1))
    added = signed_in(scene.buyer).post(
        f"{BASE}/aftersales/{case.number}/evidence/", {"words": "请看底部。", "photos": [picture(), picture()]}
    )
    assert added.status_code == 201
    assert CasePhoto.objects.count() == 2
    bad = signed_in(scene.buyer).post(f"{BASE}/aftersales/{case.number}/evidence/", {"photos": [hostile()]})
    assert bad.status_code == 422
    assert CasePhoto.objects.count() == 2
    reject(case=case, actor=scene.owner, words=WORDS)
    escalate(case=scene.fresh(case), actor=scene.buyer, words=WORDS)
    client = signed_in(scene.operator)
    found = client.get(f"{BASE}/platform/aftersales/?status=escalated").json()["results"]
    assert [one["number"] for one in found] == [case.number]
    ruling = {"verdict": "refund", "cents": 6800, "words": "照片清楚。"}
    ruled = post(client, f"platform/aftersales/{case.number}/rule/", ruling)
    assert (ruled.status_code, ruled.json()["agreed_cents"]) == (200, 6800)


def hostile() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>", content_type="image/svg+xml")

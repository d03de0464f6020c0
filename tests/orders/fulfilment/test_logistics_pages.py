"""The courier's pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.organisations.models import Membership
from config.kernel.clock import now
from orders.checkout.models import OrderStatus
from orders.fulfilment.models import ParcelStatus
from orders.fulfilment.services import record_scan
from tests.factories.accounts import courier
from tests.factories.orders import DELIVERY
from tests.orders.fulfilment.conftest import Scene, signed_in

S = ParcelStatus
HOME = "/logistics/"
SCAN = "/logistics/scan/"
BUDGET = 12


def post_scan(user, waybill: str, status: str, **fields):
    return signed_in(user).post(SCAN, {"waybill": waybill, "status": status, **fields})


def test_the_day_of_a_courier(scene: Scene):
    parcel = scene.parcel()
    client = signed_in(scene.courier)
    assert parcel.waybill in client.get(HOME, {"tab": "pickup"}).content.decode()
    assert parcel.waybill not in client.get(HOME).content.decode()
    for status in (S.PICKED_UP, S.OUT_FOR_DELIVERY):
        assert post_scan(scene.courier, parcel.waybill, status).status_code == 302
    page = client.get(HOME).content.decode()
    assert DELIVERY.street in page
    assert "****5678" in page
    assert DELIVERY.phone not in page
    assert DELIVERY.recipient not in page
    assert 'data-test="logistics-scan"' in page
    assert post_scan(scene.courier, parcel.waybill, S.DELIVERED, next=HOME)["Location"] == HOME
    parcel.order.refresh_from_db()
    assert parcel.order.status == OrderStatus.DELIVERED
    assert parcel.waybill in client.get("/logistics/done/").content.decode()
    assert DELIVERY.street not in client.get(f"/logistics/parcels/{parcel.waybill}/").content.decode()


def test_a_waybill_is_read_however_it_is_typed(scene: Scene):
    parcel = scene.parcel()
    assert post_scan(scene.courier, f" {parcel.waybill.lower()} ", S.PICKED_UP).status_code == 302
    parcel.refresh_from_db()
    assert (parcel.status, parcel.courier) == (S.PICKED_UP, scene.courier)


def test_another_companys_parcel_does_not_exist(scene: Scene):
    parcel = scene.parcel()
    stranger = courier()
    client = signed_in(stranger)
    answer = post_scan(stranger, parcel.waybill, S.PICKED_UP)
    assert answer.status_code == 422
    assert parcel.waybill in answer.content.decode()  # what was typed stays
    assert client.get(f"/logistics/parcels/{parcel.waybill}/").status_code == 404
    assert client.post(f"/logistics/parcels/{parcel.waybill}/undo/").status_code == 404
    unknown = post_scan(stranger, "SF999999", S.PICKED_UP).context["form"].errors["waybill"]
    assert [text.replace("SF999999", parcel.waybill) for text in unknown] == answer.context["form"].errors["waybill"]
    parcel.refresh_from_db()
    assert parcel.status == S.INFO_RECEIVED


def test_only_couriers_come_in(scene: Scene):
    for user in (scene.buyer, scene.owner):
        for path in (HOME, SCAN, "/logistics/done/", "/logistics/scan/many/"):
            assert signed_in(user).get(path).status_code == 404
    Membership.objects.filter(user=scene.courier).update(is_active=False)
    assert signed_in(scene.courier).get(HOME).status_code == 404


def test_a_failure_needs_a_reason_and_keeps_what_was_typed(scene: Scene):
    parcel = scene.parcel()
    post_scan(scene.courier, parcel.waybill, S.OUT_FOR_DELIVERY)
    answer = post_scan(scene.courier, parcel.waybill, S.DELIVERY_FAILED, place="三号门")
    assert answer.status_code == 422
    assert "三号门" in answer.content.decode()
    again = timezone.localtime(now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = post_scan(scene.courier, parcel.waybill, S.DELIVERY_FAILED, reason="nobody_home", try_again_at=again)
    assert answer.status_code == 302
    parcel.refresh_from_db()
    assert (parcel.status, parcel.failed_attempts) == (S.DELIVERY_FAILED, 1)
    assert timezone.localtime(parcel.try_again_at).strftime("%Y-%m-%dT%H:%M") == again
    assert parcel.waybill in signed_in(scene.courier).get(HOME, {"tab": "trouble"}).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"waybill": "", "status": "picked_up"},
        {"waybill": "SF100001", "status": ""},
        {"waybill": "SF100001", "status": "stolen"},
        {"waybill": "SF100001", "status": "delivered"},
        {"waybill": "SF100001", "status": "delivery_failed", "reason": "other"},
        {"waybill": "SF100001", "status": "delivery_failed", "note": "x", "try_again_at": "soon"},
    ],
)
def test_bad_scans_change_nothing(scene: Scene, data: dict):
    parcel = scene.parcel()
    assert parcel.waybill == "SF100001"
    assert signed_in(scene.courier).post(SCAN, data).status_code == 422
    parcel.refresh_from_db()
    assert (parcel.status, parcel.events.count()) == (S.INFO_RECEIVED, 1)


def test_many_at_once(scene: Scene):
    parcels = [scene.parcel() for _ in range(3)]
    waybills = "\n".join([*(parcel.waybill for parcel in parcels), "SF-NOBODY", parcels[0].waybill])
    answer = signed_in(scene.courier).post("/logistics/scan/many/", {"waybills": waybills, "status": S.PICKED_UP})
    assert answer.status_code == 200
    assert [bool(error) for _number, _state, error in answer.context["results"]] == [False, False, False, True]
    assert {parcel.events.count() for parcel in parcels} == {2}
    assert answer.context["form"]["waybills"].value() == "SF-NOBODY"


def test_undo_from_the_page(scene: Scene):
    parcel = scene.parcel()
    post_scan(scene.courier, parcel.waybill, S.PICKED_UP)
    client = signed_in(scene.courier)
    assert "/undo/" in client.get(f"/logistics/parcels/{parcel.waybill}/").content.decode()
    assert client.post(f"/logistics/parcels/{parcel.waybill}/undo/").status_code == 302
    parcel.refresh_from_db()
    assert parcel.status == S.INFO_RECEIVED
    assert client.post(f"/logistics/parcels/{parcel.waybill}/undo/").status_code == 409


def test_next_never_leaves_the_portal(scene: Scene):
    parcel = scene.parcel()
    for evil in ("https://evil.example/logistics/", "//evil.example/logistics/", "/admin/", "javascript:alert(1)"):
        assert post_scan(scene.courier, parcel.waybill, S.PICKED_UP, next=evil)["Location"] == SCAN


@pytest.mark.parametrize("tab", ["deliver", "pickup", "return", "trouble", "nonsense"])
@pytest.mark.parametrize("count", [1, 8])
def test_the_worklist_has_a_query_budget(scene: Scene, django_assert_max_num_queries, tab: str, count: int):
    for _ in range(count):
        for target in (S.INFO_RECEIVED, S.OUT_FOR_DELIVERY, S.RETURNING, S.EXCEPTION)[: 1 if tab == "pickup" else 4]:
            parcel = scene.parcel()
            if target != S.INFO_RECEIVED:
                record_scan(parcel=parcel, status=S.PICKED_UP, actor=scene.courier)
                record_scan(parcel=parcel, status=target, actor=scene.courier, note="Damaged box")
    client = signed_in(scene.courier)
    with django_assert_max_num_queries(BUDGET):
        assert client.get(HOME, {"tab": tab}).status_code == 200
    with django_assert_max_num_queries(BUDGET):
        assert client.get("/logistics/done/").status_code == 200

"""Lists of parcels that need somebody, and of late ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.kernel.clock import now
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.fulfilment.services import record_scan
from tests.factories.accounts import operator
from tests.factories.catalog import make_merchant_user, make_shop
from tests.orders.fulfilment.conftest import Scene, signed_in

S = ParcelStatus


def in_every_state(scene: Scene) -> dict[str, Parcel]:
    found = {name: scene.parcel() for name in ("quiet", "failed", "back", "returned", "fine")}
    Parcel.objects.filter(pk=found["quiet"].pk).update(stale_at=now())
    for name in ("failed", "back", "returned"):
        record_scan(parcel=found[name], status=S.OUT_FOR_DELIVERY, actor=scene.courier)
    record_scan(parcel=found["failed"], status=S.DELIVERY_FAILED, actor=scene.courier, note="没有人在家")
    record_scan(parcel=found["back"], status=S.RETURNING, actor=scene.courier)
    for status in (S.RETURNING, S.RETURNED):
        record_scan(parcel=found["returned"], status=status, actor=scene.courier)
    return found


@pytest.mark.parametrize("portal", ["merchant", "platform"])
def test_each_list_holds_its_own(scene: Scene, portal: str):
    found = in_every_state(scene)
    client = signed_in(scene.owner if portal == "merchant" else operator())
    whole = client.get(f"/{portal}/parcels/").content.decode()
    assert [parcel.waybill in whole for parcel in found.values()] == [True, True, True, True, False]
    for name in ("quiet", "failed", "back", "returned"):
        page = client.get(f"/{portal}/parcels/", {"only": name}).content.decode()
        assert [parcel.waybill in page for parcel in found.values()] == [one == name for one in found]


def test_others_see_nothing(scene: Scene):
    found = in_every_state(scene)
    stranger = make_merchant_user(make_shop())
    assert found["quiet"].waybill not in signed_in(stranger).get("/merchant/parcels/").content.decode()
    for user in (scene.buyer, scene.courier):
        assert signed_in(user).get("/merchant/parcels/").status_code == 404
    for path in ("/platform/parcels/", "/platform/late/", "/platform/late/export.csv"):
        assert signed_in(scene.owner).get(path).status_code == 404


def test_any_parcel_is_found_by_its_waybill(scene: Scene):
    parcel = scene.parcel()
    client = signed_in(operator())
    assert parcel.waybill in client.get("/platform/parcels/", {"q": parcel.waybill.lower()[:6]}).content.decode()
    assert client.get("/platform/parcels/", {"q": "\x00'%"}).status_code == 200


def late(scene: Scene, hours: int = 5, **fields) -> Parcel:
    parcel = scene.parcel()
    Parcel.objects.filter(pk=parcel.pk).update(late_at=now() - timedelta(hours=hours), **fields)
    return parcel


def test_the_late_list_and_its_filters(scene: Scene):
    on_the_way, fine = late(scene), scene.parcel()
    arrived = late(scene, status=S.DELIVERED, delivered_at=now() - timedelta(hours=1))
    client = signed_in(operator())
    page = client.get("/platform/late/").content.decode()
    assert [one.waybill in page for one in (on_the_way, fine, arrived)] == [True, False, False]
    page = client.get("/platform/late/", {"state": "arrived"}).content.decode()
    assert [one.waybill in page for one in (on_the_way, fine, arrived)] == [False, False, True]
    for query, is_there in (({"carrier": "sf"}, True), ({"carrier": "x"}, False), ({"province": "33"}, True)):
        assert (on_the_way.waybill in client.get("/platform/late/", query).content.decode()) is is_there
    assert on_the_way.waybill not in client.get("/platform/late/", {"province": "11"}).content.decode()
    assert client.get("/platform/late/", {"province": "'; --", "carrier": "\x00"}).status_code == 200


def test_the_late_list_as_a_file(scene: Scene):
    parcel = late(scene, hours=49)
    body = signed_in(operator()).get("/platform/late/export.csv").content.decode("utf-8-sig")
    head, row = body.strip().splitlines()
    assert (len(head.split(",")), row.split(",")[0], row.split(",")[-1]) == (12, parcel.waybill, "49")


@pytest.mark.parametrize("path", ["/platform/late/", "/platform/parcels/?only=quiet", "/merchant/parcels/"])
@pytest.mark.parametrize("count", [1, 8])
def test_the_lists_have_a_query_budget(scene: Scene, django_assert_max_num_queries, path: str, count: int):
    for _ in range(count):
        late(scene, stale_at=now())
    client = signed_in(scene.owner if path.startswith("/merchant") else operator())
    with django_assert_max_num_queries(14):
        assert client.get(path).status_code == 200

"""Couriers pass batches on, fetch returns from buyers, and show what went wrong."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from config.kernel.errors import Invalid
from orders.fulfilment.errors import HandOverEnded, NotInYourHands
from orders.fulfilment.models import HandOver, Parcel, ParcelStatus
from orders.fulfilment.services import record_scan, send_back
from orders.fulfilment.services.handing_over import offer, take, turn_down
from orders.fulfilment.states import REFUSED
from tests.factories.accounts import courier
from tests.factories.orders import DELIVERY
from tests.orders.fulfilment.conftest import Scene, signed_in

S = ParcelStatus
PAGE = "/logistics/hand-over/"


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "tan").save(out, "JPEG")
    return SimpleUploadedFile("box.jpg", out.getvalue(), "image/jpeg")


def in_hand(scene: Scene) -> Parcel:
    parcel = scene.parcel()
    record_scan(parcel=parcel, status=S.PICKED_UP, actor=scene.courier)
    parcel.refresh_from_db()
    return parcel


def test_a_batch_changes_hands_when_it_is_taken(scene: Scene):
    colleague = courier(scene.carrier)
    parcels = [in_hand(scene) for _ in range(3)]
    client = signed_in(scene.courier)
    waybills = "\n".join(parcel.waybill for parcel in parcels)
    assert client.post(PAGE, {"taker": colleague.handle, "waybills": waybills}).status_code == 302
    made = HandOver.objects.get()
    assert set(Parcel.objects.values_list("courier", flat=True)) == {scene.courier.pk}
    assert parcels[0].waybill in signed_in(colleague).get(PAGE).content.decode()
    assert signed_in(colleague).get("/logistics/").context["offers"] == 1
    record_scan(parcel=parcels[2], status=S.DELIVERED, actor=scene.courier)
    assert signed_in(colleague).post(f"{PAGE}{made.key}/", {"action": "take"}).status_code == 302
    owners = [Parcel.objects.get(pk=parcel.pk).courier for parcel in parcels]
    assert owners == [colleague, colleague, scene.courier]
    with pytest.raises(HandOverEnded):
        take(hand_over=made, taker=colleague)


def test_only_what_one_holds_and_only_to_colleagues(scene: Scene):
    colleague, stranger = courier(scene.carrier), courier()
    mine, nobodys = in_hand(scene), scene.parcel()
    with pytest.raises(NotInYourHands):
        offer(giver=scene.courier, taker=colleague, parcels=[mine, nobodys])
    for taker in (stranger, scene.courier, scene.buyer):
        with pytest.raises(Invalid):
            offer(giver=scene.courier, taker=taker, parcels=[mine])
    offer(giver=scene.courier, taker=colleague, parcels=[mine])
    with pytest.raises(NotInYourHands):
        offer(giver=scene.courier, taker=colleague, parcels=[mine])
    assert HandOver.objects.count() == 1


def test_declined_and_called_off(scene: Scene):
    colleague, stranger = courier(scene.carrier), courier(scene.carrier)
    parcel = in_hand(scene)
    first = offer(giver=scene.courier, taker=colleague, parcels=[parcel])
    with pytest.raises(HandOverEnded):
        turn_down(hand_over=first, actor=stranger)
    with pytest.raises(HandOverEnded):
        take(hand_over=first, taker=stranger)
    assert signed_in(stranger).post(f"{PAGE}{first.key}/", {"action": "take"}).status_code == 404
    turn_down(hand_over=first, actor=colleague)
    turn_down(hand_over=offer(giver=scene.courier, taker=colleague, parcels=[parcel]), actor=scene.courier)
    parcel.refresh_from_db()
    assert parcel.courier == scene.courier


@pytest.mark.parametrize("data", [{}, {"taker": "nobody", "waybills": "SF1"}, {"waybills": "SF999999"}])
def test_bad_offers_change_nothing(scene: Scene, data: dict):
    courier(scene.carrier, handle="colleague")
    in_hand(scene)
    answer = signed_in(scene.courier).post(PAGE, {"taker": "colleague"} | data)
    assert answer.status_code == 422
    assert not HandOver.objects.exists()


def test_returns_are_fetched_from_buyers(scene: Scene):
    out = scene.parcel(1)
    for status in (S.OUT_FOR_DELIVERY, S.DELIVERED):
        record_scan(parcel=out, status=status, actor=scene.courier)
    line = out.order.lines.get()
    back = send_back(order=out.order, case_number="A-1", carrier=scene.carrier, waybill="SF777001", lines={line.pk: 1})
    page = signed_in(scene.courier).get("/logistics/", {"tab": "pickup"}).content.decode()
    assert 'data-test="fetch-return"' in page
    assert DELIVERY.street in page
    assert DELIVERY.phone not in page
    signed_in(scene.courier).post("/logistics/scan/", {"waybill": back.waybill, "status": S.PICKED_UP})
    page = signed_in(scene.courier).get("/logistics/").content.decode()
    assert back.waybill in page
    assert DELIVERY.street not in page


def test_a_refusal_with_a_photo(scene: Scene):
    parcel = in_hand(scene)
    data = {"waybill": parcel.waybill, "status": S.DELIVERY_FAILED, "reason": "refused", "picture": photo()}
    assert signed_in(scene.courier).post("/logistics/scan/", data).status_code == 302
    event = parcel.events.first()
    assert (event.raw_code, event.picture is not None) == (REFUSED, True)
    parcel.refresh_from_db()
    assert parcel.turn_back_at is not None
    page = signed_in(scene.courier).get(f"/logistics/parcels/{parcel.waybill}/").content.decode()
    assert 'data-test="scan-photo"' in page
    assert event.picture.url in signed_in(scene.owner).get(f"/merchant/orders/{parcel.order.number}/").content.decode()


def test_the_same_for_machines(scene: Scene):
    colleague = courier(scene.carrier)
    parcel = in_hand(scene)
    mine, theirs = signed_in(scene.courier), signed_in(colleague)
    body, sent = {"taker": colleague.handle, "waybills": [parcel.waybill]}, {"content_type": "application/json"}
    made = mine.post("/api/v1/logistics/hand-overs/", body, HTTP_IDEMPOTENCY_KEY="batch-1", **sent)
    assert (made.status_code, made.json()["waybills"]) == (201, [parcel.waybill])
    assert mine.post("/api/v1/logistics/hand-overs/", body, HTTP_IDEMPOTENCY_KEY="batch-2", **sent).status_code == 409
    key = theirs.get("/api/v1/logistics/hand-overs/").json()[0]["key"]
    assert theirs.post(f"/api/v1/logistics/hand-overs/{key}/", {"action": "burn"}, **sent).status_code == 422
    assert theirs.post(f"/api/v1/logistics/hand-overs/{key}/", {"action": "take"}, **sent).json()["taken_at"]
    parcel.refresh_from_db()
    assert parcel.courier == colleague
    assert signed_in(scene.buyer).get("/api/v1/logistics/hand-overs/").status_code in {403, 404}

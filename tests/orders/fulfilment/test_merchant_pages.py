"""A shop's orders in the merchant portal."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from accounts.organisations.models import Permission, Role
from config.kernel.clock import now
from orders.checkout.models import Order, OrderStatus
from orders.fulfilment.exports import safe_cell
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.fulfilment.services import record_scan
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_merchant_user, make_shop
from tests.factories.orders import DELIVERY, make_order
from tests.orders.fulfilment.conftest import Scene, signed_in

LIST = "/merchant/orders/"
BUDGET = 12


def test_the_list_shows_paid_orders_with_masked_names(scene: Scene):
    order = scene.order(2)
    unpaid = make_order(scene.buyer, {scene.variants[1]: 1})
    page = signed_in(scene.owner).get(LIST).content.decode()
    assert order.number in page
    assert unpaid.number not in page
    assert "林**" in page
    assert "林小满" not in page
    assert 'data-test="merchant-order-ship"' in page
    assert 'data-test="order-status"' in page


def test_tabs_and_counts(scene: Scene):
    waiting, shipped = scene.order(), scene.parcel().order
    client = signed_in(scene.owner)
    page = client.get(LIST, {"tab": "to-ship"}).content.decode()
    assert waiting.number in page
    assert shipped.number not in page
    page = client.get(LIST, {"tab": "shipped"}).content.decode()
    assert shipped.number in page
    assert waiting.number not in page
    assert client.get(LIST, {"tab": "'; drop"}).status_code == 200


def test_parcels_in_trouble_have_a_tab(scene: Scene):
    fine, failed = scene.parcel(), scene.parcel()
    for status in (ParcelStatus.OUT_FOR_DELIVERY, ParcelStatus.DELIVERY_FAILED):
        record_scan(parcel=failed, status=status, actor=scene.courier, note="Nobody at home")
    answer = signed_in(scene.owner).get(LIST, {"tab": "trouble"})
    assert [order.pk for order in answer.context["page"]] == [failed.order_id]
    assert {tab.name: count for tab, count in answer.context["tabs"]}["trouble"] == 1
    assert fine.order.number not in answer.content.decode()


def test_search_by_number_buyer_product_and_waybill(scene: Scene):
    parcel = scene.parcel(1, buyer=UserFactory(display_name="周小禾"))
    other = scene.order(0 + 1, buyer=UserFactory(display_name="Anna Wong"))
    client = signed_in(scene.owner)
    for text in (parcel.order.number, parcel.order.number[-5:].lower(), "周小禾", parcel.waybill.lower()):
        page = client.get(LIST, {"q": text}).content.decode()
        assert parcel.order.number in page, text
        assert other.number not in page, text
    page = client.get(LIST, {"q": scene.variants[0].sku}).content.decode()
    assert parcel.order.number in page
    assert other.number in page
    assert client.get(LIST, {"q": "nobody\x00"}).status_code == 200


def test_pages_turn_by_keyset(scene: Scene):
    orders = [scene.order() for _ in range(25)]
    client = signed_in(scene.owner)
    first = client.get(LIST)
    rows = first.context["page"]
    assert [order.number for order in rows] == [order.number for order in orders[:4:-1]]
    second = client.get(LIST, {"cursor": rows.next}).context["page"]
    assert [order.number for order in second] == [order.number for order in orders[4::-1]]
    assert second.next == ""
    back = client.get(LIST, {"cursor": second.prev}).context["page"]
    assert [order.number for order in back] == [order.number for order in rows]


@pytest.mark.parametrize("count", [2, 12])
def test_the_list_has_a_query_budget(scene: Scene, django_assert_max_num_queries, count: int):
    for _ in range(count):
        scene.parcel(1, 1)
    client = signed_in(scene.owner)
    client.get(LIST)
    with django_assert_max_num_queries(BUDGET):
        assert client.get(LIST).status_code == 200


def test_a_new_shop_is_told_what_to_expect(scene: Scene):
    client = signed_in(make_merchant_user(make_shop()))
    assert client.get(LIST).status_code == 200


# ------------------------------------------------------------------ who may


def test_another_merchants_order_does_not_exist(scene: Scene):
    order = scene.order()
    client = signed_in(make_merchant_user(make_shop()))
    assert client.get(f"{LIST}{order.number}/").status_code == 404
    data = {"carrier": scene.carrier.code, "waybill": "SF000001", f"quantity_{order.lines.get().pk}": 1}
    assert client.post(f"{LIST}{order.number}/ship/", data).status_code == 404
    assert client.get(f"{LIST}print/", {"number": order.number}).status_code == 404
    assert order.number not in client.get(LIST).content.decode()
    assert order.number not in client.get(f"{LIST}export.csv").content.decode()
    assert not Parcel.objects.exists()


def test_staff_need_the_orders_permission(scene: Scene):
    order = scene.order()
    without = make_merchant_user(scene.shop, role=Role.STAFF, permissions=[Permission.CATALOGUE])
    with_it = make_merchant_user(scene.shop, role=Role.STAFF, permissions=[Permission.ORDERS])
    for path in (LIST, f"{LIST}{order.number}/", f"{LIST}ship/", f"{LIST}print/", f"{LIST}export.csv"):
        assert signed_in(without).get(path).status_code == 403, path
        assert signed_in(with_it).get(path).status_code == 200, path
    assert signed_in(scene.buyer).get(LIST).status_code == 404
    assert signed_in(scene.courier).get(LIST).status_code == 404


def test_the_address_is_whole_while_open_and_masked_later(scene: Scene):
    order = scene.order()
    client = signed_in(scene.owner)
    page = client.get(f"{LIST}{order.number}/").content.decode()
    assert DELIVERY.street in page
    assert DELIVERY.phone in page
    ended = now() - timedelta(days=31)
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.COMPLETED, completed_at=ended)
    page = client.get(f"{LIST}{order.number}/").content.decode()
    assert DELIVERY.street not in page
    assert DELIVERY.phone not in page
    assert "****5678" in page
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.CLOSED, closed_at=now())
    assert DELIVERY.street not in client.get(f"{LIST}{order.number}/").content.decode()


# ------------------------------------------------------------------ shipping


def test_ship_from_the_page(scene: Scene):
    order = scene.order(3)
    client = signed_in(scene.owner)
    page = client.get(f"{LIST}{order.number}/").content.decode()
    assert 'data-test="merchant-order-ship"' in page
    line = order.lines.get()
    data = {"carrier": scene.carrier.code, "waybill": "SF000001", f"quantity_{line.pk}": 2}
    answer = client.post(f"{LIST}{order.number}/ship/", data)
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{order.number}/")
    order.refresh_from_db()
    assert order.status == OrderStatus.PARTLY_SHIPPED
    page = client.get(f"{LIST}{order.number}/").content.decode()
    assert "SF000001" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("waybill", "??"),
        ("carrier", "nobody"),
        ("quantity", "9"),
        ("quantity", "-1"),
        ("quantity", "abc"),
        ("quantity", "0"),
    ],
)
def test_wrong_input_stays_in_the_form(scene: Scene, field: str, value: str):
    order = scene.order(3)
    name = f"quantity_{order.lines.get().pk}"
    data = {"carrier": scene.carrier.code, "waybill": "SF000001", name: "3"}
    data[name if field == "quantity" else field] = value
    answer = signed_in(scene.owner).post(f"{LIST}{order.number}/ship/", data)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert f'value="{data["waybill"]}"' in answer.content.decode()
    assert not Parcel.objects.exists()


# ------------------------------------------------------------------ many at once


def paste(scene: Scene, text: str, action: str = "check", **fields):
    return signed_in(scene.owner).post(f"{LIST}ship/", {"lines": text, "action": action, **fields})


def test_a_dry_run_says_what_is_wrong_with_each_line(scene: Scene):
    good, spaced, twice = scene.order(), scene.order(), scene.order()
    unpaid = make_order(scene.buyer, {scene.variants[0]: 1})
    taken = scene.parcel()
    foreign = "HT-2222222222"
    lines = [
        "订单号\t承运商\t运单号",
        f"{good.number}\t顺达\tSF700001",
        f"{spaced.number.lower()} Shunda Express SF700002",
        f"{twice.number}, sf, SF700003",
        f"{twice.number}，sf，SF700004",
        f"{foreign}, sf, SF700005",
        f"{unpaid.number}, sf, SF700006",
        f"{taken.order.number}, sf, SF700007",
        "only two",
        "",
        f"{good.number}, nobody, SF700008",
    ]
    answer = paste(scene, "\n".join(lines))
    rows = answer.context["rows"]
    assert answer.status_code == 200
    assert [bool(row.error) for row in rows] == [False, False, True, True, True, True, True, True, True]
    assert [row.line for row in rows] == [2, 3, 4, 5, 6, 7, 8, 9, 11]
    assert Parcel.objects.count() == 1


def test_the_right_lines_ship_and_the_others_stay(scene: Scene):
    orders = [scene.order(), scene.order()]
    text = f"{orders[0].number}, sf, SF700001\n{orders[1].number}, sf, ??"
    answer = paste(scene, text, "ship")
    assert answer.status_code == 200
    assert Parcel.objects.get().order == orders[0]
    assert answer.context["form"]["lines"].value() == f"{orders[1].number}, sf, ??"


def test_all_or_none(scene: Scene):
    orders = [scene.order(), scene.order()]
    text = f"{orders[0].number}, sf, SF700001\n{orders[1].number}, sf, ??"
    answer = paste(scene, text, "ship", all_or_none="on")
    assert answer.status_code == 422
    assert not Parcel.objects.exists()
    assert orders[0].number in answer.content.decode()
    text = text.replace("??", "SF700002")
    assert paste(scene, text, "ship", all_or_none="on").status_code == 302
    assert Parcel.objects.count() == 2


def test_at_most_500_lines(scene: Scene):
    answer = paste(scene, "HT-2222222222, sf, SF123456\n" * 501, "ship")
    assert answer.status_code == 422
    assert not Parcel.objects.exists()


def test_a_waybill_twice_in_a_paste_or_already_there(scene: Scene):
    old = scene.parcel()
    first, second, third = scene.order(), scene.order(), scene.order()
    text = f"{first.number}, sf, SF700001\n{second.number}, sf, SF700001\n{third.number}, sf, {old.waybill}"
    assert [bool(row.error) for row in paste(scene, text).context["rows"]] == [True, True, True]


def test_planning_asks_the_database_a_constant_number_of_times(scene: Scene, django_assert_max_num_queries):
    text = "\n".join(f"{scene.order().number}, sf, SF70000{n}" for n in range(6))
    client = signed_in(scene.owner)
    with django_assert_max_num_queries(BUDGET):
        client.post(f"{LIST}ship/", {"lines": text, "action": "check"})


def test_ticked_orders_go_to_slips_or_the_paste_page(scene: Scene):
    orders = [scene.order(), scene.order()]
    client = signed_in(scene.owner)
    numbers = {"number": [order.number for order in orders]}
    for action, path in (("print", f"{LIST}print/"), ("ship", f"{LIST}ship/")):
        answer = client.post(f"{LIST}selected/", {**numbers, "action": action}, follow=True)
        assert answer.request["PATH_INFO"] == path
        page = answer.content.decode()
        assert all(order.number in page for order in orders)
    assert client.post(f"{LIST}selected/", {"action": "print"})["Location"] == LIST


# ------------------------------------------------------------------ slips and CSV


def test_slips_of_several_orders(scene: Scene):
    orders = [scene.order(), scene.order(2)]
    page = signed_in(scene.owner).get(f"{LIST}print/").content.decode()
    assert page.count('class="slip slip-a4"') == 2
    assert all(f'aria-label="{order.number}"' in page for order in orders)
    assert DELIVERY.street in page
    page = signed_in(scene.owner).get(f"{LIST}print/", {"size": "label", "number": orders[0].number}).content.decode()
    assert page.count('class="slip slip-label"') == 1
    assert "slips-label.css" in page


def test_the_csv_is_masked_and_safe(scene: Scene):
    order = scene.order(2)
    Order.objects.filter(pk=order.pk).update(note='=HYPERLINK("http://evil")')
    answer = signed_in(scene.owner).get(f"{LIST}export.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    [_header, row] = csv.reader(io.StringIO(text))
    assert row[0] == order.number
    assert row[-1] == '\'=HYPERLINK("http://evil")'
    assert row[12] == f"{order.total_cents // 100}.{order.total_cents % 100:02d}"
    assert "林小满" not in text
    assert DELIVERY.street not in text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str):
    assert safe_cell(cell) == f"'{cell}"

"""The analytics pages: who sees them, what they say to nonsense and to emptiness, what they cost."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.organisations.models import Permission, Role
from analytics.dashboards.asking import Ask
from analytics.dashboards.cells import csv_text, guarded
from analytics.dashboards.forms import FilterForm
from analytics.dashboards.frame import Chart, Column, Kind
from analytics.dashboards.models import ChartSnapshot, SnapshotState
from analytics.dashboards.pages import PAGES
from analytics.dashboards.services import build, work_out
from analytics.rollups.services import rebuild
from tests.analytics.dashboards.world import NOON, make_small_world
from tests.factories.accounts import UserFactory, operator
from tests.factories.catalog import make_merchant_user, make_shop

BUDGET = 45
EVERY = [(portal, page) for portal, pages in PAGES.items() for page in pages]
NAMES = [f"{portal}-{page.key}" for portal, page in EVERY]


@pytest.fixture(autouse=True)
def noon(settings):
    settings.DEMO = True  # operators need no second step
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


@pytest.fixture
def shop(db):
    return make_shop()


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def reader(portal: str, shop) -> Client:
    return client_of(operator() if portal == "platform" else make_merchant_user(shop))


def states(html: str) -> dict[str, str]:
    return dict(re.findall(r'data-chart="([\w-]+)" data-state="(\w+)"', html))


def url(portal: str, page: str, more: str = "") -> str:
    return f"/{portal}/analytics/{page}/{more}"


@pytest.mark.django_db
@pytest.mark.parametrize(("portal", "page"), EVERY, ids=NAMES)
def test_an_empty_site_says_what_is_missing(portal: str, page, shop):
    answer = reader(portal, shop).get(url(portal, page.key))
    assert answer.status_code == 200
    found = states(answer.content.decode())
    assert set(found) == {part.key for part in page.parts}
    found.pop("viral", None)  # the operator is a new member
    assert set(found.values()) <= {"empty", "waiting", "immature"}
    assert "data-plot" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("portal", "page"), EVERY, ids=NAMES)
def test_every_chart_is_its_file(portal: str, page, shop):
    """The page's table, the file and Plotly's figure are of one object."""
    world = make_small_world()
    shop = world.shops[0]
    client = reader(portal, shop)
    for snapshot in _waiting_after(client, url(portal, page.key)):
        work_out(snapshot_id=snapshot.pk)
    html = client.get(url(portal, page.key)).content.decode()
    assert set(states(html)) == {part.key for part in page.parts}
    assert "waiting" not in states(html).values()
    for part in page.parts:
        chart = build(part, _ask(portal, page, shop))
        lines = list(
            csv.reader(
                io.StringIO(client.get(url(portal, page.key, f"charts/{part.key}.csv")).content.decode("utf-8-sig"))
            )
        )
        assert lines[0][0].startswith(chart.title)
        assert lines[2] == [column.label for column in chart.columns]
        assert len(lines) == 3 + len(chart.rows)
        for row, line in zip(chart.rows, lines[3:], strict=True):
            for value, text, column in zip(row, line, chart.columns, strict=True):
                _same(value, text.rstrip("*"), str(column.kind))
        _figure_is(chart, html)


def _waiting_after(client: Client, address: str) -> list[ChartSnapshot]:
    assert client.get(address).status_code == 200
    return list(ChartSnapshot.objects.filter(state=SnapshotState.WAITING))


def _ask(portal: str, page, shop) -> Ask:
    form = FilterForm({}, uses=page.uses, grain=page.grain)
    return form.ask(shop_id=None if portal == "platform" else shop.pk)


def _same(value: object, text: str, kind: str) -> None:
    if value is None:
        assert text == ""
    elif kind == "money":
        assert round(float(text) * 100) == round(value)
    elif isinstance(value, float):
        assert float(text) == pytest.approx(value, abs=1e-6)
    else:
        assert text.lstrip("'") == str(value)


def _figure_is(chart, html: str) -> None:
    found = re.search(rf'<script id="figure-{chart.key}" type="application/json">(.*?)</script>', html, re.DOTALL)
    if found is None:
        assert not (chart.is_shown and chart.series)
        return
    figure = json.loads(found.group(1))
    for trace, series in zip(figure["data"], chart.series, strict=True):
        assert trace["x"] == [str(row[0]) for row in chart.rows]
        divisor = 100 if chart.columns[series.column].kind == "money" else 1
        expected = [None if row[series.column] is None else abs(row[series.column]) / divisor for row in chart.rows]
        assert [None if one is None else abs(one) for one in trace["y"]] == expected


@pytest.mark.django_db
@pytest.mark.parametrize(("portal", "page"), EVERY, ids=NAMES)
def test_a_page_costs_few_queries(portal: str, page):
    world = make_small_world()
    client = reader(portal, world.shops[0])
    for snapshot in _waiting_after(client, url(portal, page.key)):
        work_out(snapshot_id=snapshot.pk)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(url(portal, page.key))
    assert len(asked) <= BUDGET


NONSENSE = [
    ("from=2026-11-19&to=2026-11-01", "to", "The last day lies before the first"),
    ("from=2026-11-01&to=2026-12-24", "to", "This day has not come yet"),
    ("from=1066-10-14&to=2026-11-01", "from", "At most two years"),
    ("from=2020-01-01&to=2026-11-01", "from", "At most two years"),
    ("from=yesterday&to=2026-11-01", "from", "aria-invalid"),
    ("from=2026-11-01", "to", "Please say up to which day"),
    ("range=own", "from", "Please say from which day"),
    ("range=9999999999", "range", "aria-invalid"),
    ("range=28&grain=%00", "grain", ""),
    ("grain=fortnight", "grain", "aria-invalid"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "field", "words"), NONSENSE)
def test_nonsense_is_said_beside_its_field(query: str, field: str, words: str, shop):
    answer = reader("platform", shop).get(url("platform", "growth", f"?{query}"))
    assert answer.status_code == 200
    html = answer.content.decode()
    beside = html[html.index(f'data-field="{field}"') :]
    assert words in beside[: beside.index("</div>") + 400]
    assert set(states(html)) == {"active", "accounting", "curve", "active-days"}


@pytest.mark.django_db
def test_months_do_not_roll(shop):
    answer = reader("platform", shop).get(url("platform", "retention", "?grain=month&clock=rolling"))
    assert "Months have no fixed length" in answer.content.decode()


@pytest.mark.django_db
def test_one_day_is_a_range_too():
    world = make_small_world()
    for portal, page in EVERY:
        answer = reader(portal, world.shops[0]).get(url(portal, page.key, "?from=2026-11-20&to=2026-11-20&compare=on"))
        assert answer.status_code == 200


@pytest.mark.django_db
def test_who_sees_what(shop):
    page = url("merchant", "trade")
    assert Client().get(page).status_code == 302
    assert client_of(UserFactory()).get(page).status_code == 404
    assert client_of(UserFactory()).get(url("platform", "growth")).status_code == 404
    assert client_of(make_merchant_user(shop)).get(url("platform", "growth")).status_code == 404
    packer = make_merchant_user(shop)
    packer.memberships.update(role=Role.STAFF, permissions=[Permission.ORDERS])
    assert client_of(packer).get(page).status_code == 403
    assert client_of(make_merchant_user(shop)).get(url("merchant", "growth")).status_code == 404
    assert client_of(make_merchant_user(shop)).get(url("merchant", "trade", "charts/viral.csv")).status_code == 404
    assert client_of(operator()).get(url("platform", "nothing")).status_code == 404


@pytest.mark.django_db
def test_a_shop_counts_only_its_own():
    world = make_small_world()
    mine, other = world.shops
    client = client_of(make_merchant_user(mine))
    lines = list(
        csv.reader(
            io.StringIO(
                client.get(url("merchant", "trade", "charts/sales.csv?range=90&grain=month")).content.decode(
                    "utf-8-sig"
                )
            )
        )
    )
    paid = sum(float(line[1]) for line in lines[3:])
    assert paid == pytest.approx(sum(one.total_cents for one in world.orders if one.shop == mine) / 100)
    assert any(one.shop == other for one in world.orders)
    sneaky = client.get(
        url("merchant", "trade", f"charts/sales.csv?range=90&grain=month&shop_id={other.pk}&shop={other.slug}")
    )
    assert list(csv.reader(io.StringIO(sneaky.content.decode("utf-8-sig")))) == lines


@pytest.mark.django_db
def test_slow_charts_are_worked_out_once_and_kept(django_capture_on_commit_callbacks):
    world = make_small_world()
    client = reader("platform", world.shops[0])
    first = client.get(url("platform", "funnel")).content.decode()
    assert set(states(first).values()) == {"waiting"}
    assert 'hx-trigger="every 2s"' in first
    client.get(url("platform", "funnel"))
    assert ChartSnapshot.objects.count() == 3  # the same question is asked once
    kept = ChartSnapshot.objects.get(wish__part="funnel")
    assert work_out(snapshot_id=kept.pk)
    assert not work_out(snapshot_id=kept.pk)
    part = client.get(url("platform", "funnel", "charts/funnel/"))
    assert part.status_code == 286
    assert states(part.content.decode()) == {"funnel": "ok"}


@pytest.mark.django_db
def test_the_last_good_figure_stays_while_a_newer_one_is_worked_out_or_fails(monkeypatch):
    world = make_small_world()
    client = reader("platform", world.shops[0])
    client.get(url("platform", "funnel"))
    kept = ChartSnapshot.objects.get(wish__part="funnel")
    work_out(snapshot_id=kept.pk)
    with time_machine.travel(NOON.replace(hour=13), tick=False):
        rebuild()
        html = client.get(url("platform", "funnel", "charts/funnel/")).content.decode()
        assert states(html) == {"funnel": "ok"}
        assert 'data-test="chart-coming"' in html

        def broken(_part, _ask):
            raise ZeroDivisionError

        monkeypatch.setattr("analytics.dashboards.services.build", broken)
        with pytest.raises(ZeroDivisionError):
            work_out(snapshot_id=kept.pk)
        html = client.get(url("platform", "funnel", "charts/funnel/")).content.decode()
        assert states(html) == {"funnel": "ok"}
        assert 'data-test="chart-failed"' in html


@pytest.mark.django_db
def test_what_people_wrote_is_no_formula_and_no_markup():
    assert guarded("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    chart = Chart("x", "T", "D", [Column("A", Kind.THEIRS), Column("N")], [["+1", -3]], as_of=NOON.isoformat())
    assert list(csv.reader(io.StringIO(csv_text(chart))))[3] == ["'+1", "-3"]

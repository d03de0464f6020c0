"""A merchant tries a title from beginning to end; operators, too; who may see what; the calculator."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from analytics.experiments.models import Experiment, Exposure
from analytics.experiments.services import decide, stop
from config.kernel.clock import now
from tests.analytics.experiments.test_reading import HOUR, paid, seen
from tests.analytics.experiments.test_running import OTHER, feed_test, people_of_both, reader, title_test
from tests.analytics.segments.test_pages import buyer, segment_of
from tests.analytics.value.test_rfm import signed_in
from tests.factories.accounts import operator
from tests.factories.catalog import make_merchant_user, make_product, make_shop, make_variant
from tests.factories.promotions import make_coupons

BUDGET = 30


@pytest.fixture
def shop(db):
    return make_shop()


@pytest.fixture
def product(shop):
    return make_product(shop, title="青瓷茶杯", stock=200)


@pytest.fixture
def client(shop) -> Client:
    return signed_in(make_merchant_user(shop))


def moment(days: int) -> str:
    return timezone.localtime(now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def wish(**more) -> dict:
    return {
        "title": OTHER,
        "name": "Gift box",
        "metric": "bought",
        "guardrails": ["revenue", "refunded"],
        "share": "50",
        "window_hours": "72",
        "ends_at": moment(14),
    } | more


def test_a_merchant_tries_a_title(client, product):
    assert product.title in client.get("/merchant/experiments/new/").content.decode()
    path = f"/merchant/experiments/new/?product={product.slug}"
    assert client.get(path).status_code == 200
    made = client.post(path, wish())
    experiment = Experiment.objects.get()
    url = f"/merchant/experiments/{experiment.key}/"
    assert made["Location"] == url
    page = client.get(url).content.decode()
    assert 'data-test="experiment-start"' in page
    assert 'data-test="experiment-missing"' in page
    assert client.post(f"{url}act/", {"action": "start"}).status_code == 302
    cache.clear()
    one, two = people_of_both(experiment)
    for person in (one, two):
        reader(person).get(f"/products/{product.slug}/")
    assert Exposure.objects.count() == 2
    Exposure.objects.update(first_at=now() - timedelta(days=10))
    for place in (0, 1):
        for person in seen(experiment, place, 6)[: 2 + 3 * place]:
            paid(person, product, after=HOUR)
    page = client.get(url).content.decode()
    assert page.index('data-test="experiment-shares"') < page.index('data-test="experiment-main"')
    assert 'data-test="experiment-guardrail-revenue"' in page
    assert 'data-test="experiment-few"' in page
    assert 'data-test="experiment-verdict"' in page
    client.post(f"{url}act/", {"action": "stop"})
    page = client.get(url).content.decode()
    assert 'data-test="experiment-decide"' in page
    assert client.post(f"{url}act/", {"action": "decide"}).status_code == 422
    client.post(f"{url}act/", {"action": "decide", "arm": "1", "note": "sells"})
    assert 'data-test="experiment-choice"' in client.get(url).content.decode()
    product.refresh_from_db()
    assert product.title == OTHER


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ends_at": "yesterday"}, "ends_at"),
        ({"ends_at": "2020-01-01T00:00"}, "ends_at"),
        ({"ends_at": "2199-01-01T00:00"}, "ends_at"),
        ({"share": "0"}, "share"),
        ({"share": "100"}, "share"),
        ({"title": "\u202e\u200b"}, "title"),
        ({"title": "青瓷茶杯"}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"metric": "nothing"}, "metric"),
        ({"guardrails": ["nothing"]}, "guardrails"),
        ({"window_hours": "-1"}, "window_hours"),
        ({"name": " "}, "name"),
    ],
)
def test_faults_stand_beside_their_fields(client, product, more, field):
    answer = client.post(f"/merchant/experiments/new/?product={product.slug}", wish(**more))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Experiment.objects.exists()


def test_titles_are_escaped(client, product):
    client.post(f"/merchant/experiments/new/?product={product.slug}", wish(title="<script>alert(1)</script>"))
    experiment = Experiment.objects.get()
    client.post(f"/merchant/experiments/{experiment.key}/act/", {"action": "start"})
    cache.clear()
    _one, two = people_of_both(experiment)
    page = reader(two).get(f"/products/{product.slug}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_refusals_are_pages(client, product):
    experiment = title_test(product)
    second = title_test(product, is_started=False)
    answer = client.post(f"/merchant/experiments/{second.key}/act/", {"action": "start"})
    assert answer.status_code == 409
    assert b'role="alert"' in answer.content
    assert client.post(f"/merchant/experiments/{experiment.key}/act/", {"action": "delete"}).status_code == 409
    assert client.post(f"/merchant/experiments/{second.key}/act/", {"action": "delete"}).status_code == 302
    assert Experiment.objects.count() == 1
    assert client.get(f"/merchant/experiments/new/?product={product.slug}").status_code == 404


def test_others_experiments_do_not_exist(client, product):
    foreign, feed = title_test(make_product(), is_started=False), feed_test()
    for experiment in (foreign, feed):
        url = f"/merchant/experiments/{experiment.key}/"
        assert client.get(url).status_code == 404
        assert client.post(f"{url}act/", {"action": "start"}).status_code == 404
    assert client.get(f"/merchant/experiments/new/?product={foreign.product.slug}").status_code == 404
    for path in ("/platform/experiments/", "/platform/experiments/new/", f"/platform/experiments/{feed.key}/"):
        assert client.get(path).status_code == 404
    boss = signed_in(operator())
    for experiment in (foreign, feed):
        assert boss.get(f"/platform/experiments/{experiment.key}/").status_code == 200
    clerk = make_merchant_user(product.shop, role="staff", permissions=["orders"])
    assert signed_in(clerk).get("/merchant/experiments/").status_code == 403


def test_an_operator_tries_an_order_of_the_feed(db):
    boss = signed_in(operator())
    assert boss.get("/platform/experiments/new/").status_code == 200
    fields = wish(metric="active", order="fresher", guardrails=[])
    del fields["title"]
    made = boss.post("/platform/experiments/new/", fields)
    experiment = Experiment.objects.get()
    assert made["Location"] == f"/platform/experiments/{experiment.key}/"
    assert [arm.shows for arm in experiment.arms.all()] == [{}, {"order": "fresher"}]
    boss.post(f"/platform/experiments/{experiment.key}/act/", {"action": "start"})
    experiment.refresh_from_db()
    assert experiment.is_running
    assert b'data-test="experiment-missing"' in boss.get(f"/platform/experiments/{experiment.key}/").content


def test_a_coupon_is_tried_on_a_segment(client, shop, django_capture_on_commit_callbacks):
    assert client.get("/merchant/experiments/new/coupon/").status_code == 200
    variant = make_variant(shop=shop, stock=50)
    for _turn in range(8):
        buyer(variant)
    segment, campaign = segment_of(shop), make_coupons(shop, taken_by="given")
    page = client.get("/merchant/experiments/new/coupon/").content.decode()
    assert segment.key in page
    fields = wish(segment=segment.key, coupon=campaign.key, guardrails=[])
    del fields["title"]
    client.post("/merchant/experiments/new/coupon/", fields)
    experiment = Experiment.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/merchant/experiments/{experiment.key}/act/", {"action": "start"})
    experiment.refresh_from_db()  # chance may leave an arm of eight people empty; then nothing begins
    assert (answer.status_code, experiment.state) in {(302, "running"), (409, "draft")}


def test_pages_in_both_languages_within_their_budget(client, shop, product, django_assert_max_num_queries):
    experiment = title_test(product, guardrails=("revenue", "refunded", "per_view"))
    for place in (0, 1):
        for person in seen(experiment, place, 4):
            paid(person, product, after=HOUR)
    for turn in range(21):
        title_test(make_product(shop, title=f"杯 {turn}"), is_started=False)
    for path in ("/merchant/experiments/", f"/merchant/experiments/{experiment.key}/", "/merchant/experiments/new/"):
        client.get(path)
        for language in ("zh-hans", "en"):
            with django_assert_max_num_queries(BUDGET):
                assert client.get(path, headers={"accept-language": language}).status_code == 200
    page = client.get("/merchant/experiments/")
    assert page.content.decode().count('data-test="experiment"') == 20
    more = client.get("/merchant/experiments/", {"cursor": page.context["page"].next})
    assert more.content.decode().count('data-test="experiment"') == 2
    decided = decide(experiment=stop(experiment=experiment, actor=None), arm=None, note="", actor=None)
    assert client.get(f"/merchant/experiments/{decided.key}/").status_code == 200


VECTORS = Path(settings.BASE_DIR).parent / "shared" / "vectors" / "experiments.json"


def test_the_calculator_gives_the_published_number(client):
    page = client.get("/merchant/experiments/size/", {"baseline": "5", "change": "10", "power": "0.8", "daily": "1000"})
    assert re.search(r'data-people="(\d+)"', page.content.decode()).group(1) == "31231"
    if VECTORS.exists():
        assert json.loads(VECTORS.read_text())["sample_size"]["per_arm"] == 31231
    assert page.context["days"] == 63


@pytest.mark.parametrize(
    ("baseline", "change", "status"),
    [("5", "0", 200), ("0", "10", 200), ("90", "50", 200), ("abc", "10", 422), ("-1", "10", 422), ("5", "1e999", 422)],
)
def test_impossible_plans_are_refused(client, baseline, change, status):
    answer = client.get("/merchant/experiments/size/", {"baseline": baseline, "change": change, "power": "0.8"})
    assert answer.status_code == status
    assert b"data-people" not in answer.content

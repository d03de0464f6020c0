"""The builder without scripts, chart cells, handouts, files, the API, and who may see what."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from django.utils import translation

from accounts.privacy.models import Consent
from accounts.privacy.registry import declared
from analytics.segments import selectors
from analytics.segments.cells import save_url, value_group
from analytics.segments.conditions import Bought, Did, Every, HasLevel, InGroup, Not, Some
from analytics.segments.errors import Contradiction, NotFresh
from analytics.segments.models import Handout, HandoutPerson, Outcome, Segment, SegmentState
from analytics.segments.services import carry_on, change_segment, hand_out, refresh_audience, save_segment
from analytics.segments.sql import Piece
from analytics.value.models import CustomerValue
from config.kernel.errors import NotFound
from orders.promotions.models import Coupon
from tests.analytics.value.test_rfm import buy, signed_in, value_of
from tests.factories.accounts import UserFactory, operator
from tests.factories.catalog import make_merchant_user, make_shop, make_variant
from tests.factories.promotions import make_coupons

ANYBODY = Bought("count", "least", 1)
BUDGET = 25


@pytest.fixture
def shop(db):
    return make_shop()


@pytest.fixture
def variant(shop):
    return make_variant(shop=shop, price_cents=10_000, stock=900)


@pytest.fixture
def client(shop) -> Client:
    return signed_in(make_merchant_user(shop))


def segment_of(shop, condition=ANYBODY, name: str = "Buyers") -> Segment:
    segment = save_segment(shop=shop, name=name, condition=condition, actor=None)
    refresh_audience(segment_pk=segment.pk)
    segment.refresh_from_db()
    return segment


def buyer(variant, *, agrees: bool | None = True):
    person = UserFactory()
    if agrees is not None:
        Consent.objects.create(user=person, purpose="personalisation", given=agrees, text_version="1", text_hash="x")
    buy(person, variant)
    return person


ROW = {
    "row-0-kind": "bought",
    "row-0-measure": "count",
    "row-0-operator": "least",
    "row-0-value_": "1",
    "join": "all",
    "name": "Buyers",
}


def test_built_step_by_step_without_scripts(client, shop, variant, django_capture_on_commit_callbacks):
    person = buyer(variant)
    page = client.get("/merchant/segments/new/").content.decode()
    assert page.count('data-test="segment-row"') == 1
    two = client.post("/merchant/segments/new/", ROW | {"add": "did"}).content.decode()
    assert two.count('data-test="segment-row"') == 2
    rows = ROW | {"row-1-kind": "did", "row-1-event": "search", "row-1-times": "1", "row-1-days": "30"}
    one = client.post("/merchant/segments/new/", rows | {"remove": "0"})
    assert one.content.decode().count('data-test="segment-row"') == 1
    assert b'name="row-0-event"' in one.content
    counted = client.post("/merchant/segments/new/", ROW | {"preview": "1"})
    assert 'data-size="1"' in counted.content.decode()
    assert not Segment.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        saved = client.post("/merchant/segments/new/", ROW | {"save": "1"})
    segment = Segment.objects.get()
    assert saved["Location"] == f"/merchant/segments/{segment.key}/"
    assert (segment.shop, segment.condition, segment.size, segment.state) == (shop, ANYBODY, 1, SegmentState.FRESH)
    assert [row.user for row in segment.audience.all()] == [person]


def test_enter_counts_and_does_not_save(client):
    """The first button of a form is the one that Enter presses."""
    page = client.get("/merchant/segments/new/").content.decode()
    form = page[page.index('id="segment"') :]
    assert re.search(r"<button[^>]*name=\"(\w+)\"", form).group(1) == "preview"


def test_the_live_preview_keeps_nothing(client, variant):
    buyer(variant)
    page = client.post("/merchant/segments/preview/", ROW).content.decode()
    assert 'data-size="1"' in page
    assert not Segment.objects.exists()


def test_faults_stand_beside_their_fields(client):
    answer = client.post("/merchant/segments/new/", ROW | {"row-0-value_": "-5", "name": " ", "save": "1"})
    assert answer.status_code == 422
    builder = answer.context["builder"]
    assert list(builder.rows[0].errors) == ["value_"]
    assert list(builder.head.errors) == ["name"]
    assert not Segment.objects.exists()


def test_contradictions_and_backward_days_are_refused(client):
    groups = {
        "row-0-kind": "group",
        "row-0-groups": ["new"],
        "row-1-kind": "group",
        "row-1-groups": ["loyal"],
        "name": "Nobody",
        "join": "all",
    }
    answer = client.post("/merchant/segments/new/", groups | {"save": "1"})
    assert answer.status_code == 422
    assert b'data-test="segment-refusal"' in answer.content
    both = client.post("/merchant/segments/new/", groups | {"join": "any", "save": "1"})
    assert both.status_code == 302
    days = {"row-0-kind": "joined", "row-0-start": "2026-05-02", "row-0-last": "2026-04-01", "name": "x"}
    assert client.post("/merchant/segments/new/", days | {"save": "1"}).status_code == 422
    with pytest.raises(Contradiction):
        save_segment(shop=None, name="x", condition=Every((InGroup(("new",)), InGroup(("dear",)))), actor=None)


@pytest.mark.parametrize(
    "junk",
    [
        {},
        {"row-0-kind": "unknown", "save": "1"},
        {"row-0-kind": "did", "row-0-event": "<script>", "row-0-times": "9" * 40, "save": "1"},
        {"kept": "%%%", "name": "\x00", "save": "1"},
        {"remove": "x", "add": "nothing"},
        {**{f"row-{n}-kind": "joined_lately" for n in range(40)}, "save": "1"},
    ],
)
def test_junk_is_an_answer_and_no_fault(client, junk):
    assert client.post("/merchant/segments/new/", junk).status_code in {200, 422}
    assert client.post("/merchant/segments/preview/", junk).status_code == 200
    assert not Segment.objects.exists()


def test_a_cell_of_a_chart_becomes_a_segment(client, shop, variant):
    for days in (1, 50, 200):
        buy(UserFactory(), variant, days_ago=days)
    value_of(shop)
    page = client.get("/merchant/value/")
    people = {line.group.value: line.people for line, _advice in page.context["groups"] if line.people}
    links = re.findall(r'href="([^"]*segments/new/\?cell=[^"]*)"', page.content.decode())
    assert len(links) >= len(people)
    for group, count in people.items():
        url = save_url("merchant", value_group(group))
        assert url in links
        form = client.get(url)
        assert f'data-size="{count}"' in form.content.decode()
    assert client.get("/merchant/segments/new/?cell=nonsense").status_code == 200


def test_a_tree_that_fits_no_rows_is_kept_as_it_came(client, shop, variant):
    buyer(variant)
    tree = Every((Some((ANYBODY, Every((Did("search"), Did("share"))))), Not(Did("search"))))
    segment = segment_of(shop, tree)
    page = client.get(f"/merchant/segments/{segment.key}/edit/")
    builder = page.context["builder"]
    assert (builder.rows, builder.kept) == ([], tree)
    posted = {"name": "Renamed", "join": "all", "kept": builder.head["kept"].value(), "save": "1"}
    assert client.post(f"/merchant/segments/{segment.key}/edit/", posted).status_code == 302
    segment.refresh_from_db()
    assert (segment.name, segment.condition) == ("Renamed", tree)


def test_changing_the_conditions_empties_the_audience(shop, variant):
    buyer(variant)
    segment = segment_of(shop)
    changed = change_segment(segment=segment, name="Other", condition=Not(ANYBODY))
    assert (changed.size, changed.state) == (None, SegmentState.COUNTING)
    assert changed.audience.count() == 0
    with pytest.raises(NotFresh):
        hand_out(segment=changed, terms=make_coupons(shop, taken_by="given").coupon, actor=None)


def test_names_are_taken_once_in_a_shop(client, shop):
    segment_of(shop)
    answer = client.post("/merchant/segments/new/", ROW | {"save": "1"})
    assert answer.status_code == 422
    assert "name" in answer.context["builder"].head.errors
    segment_of(None)
    segment_of(make_shop())


# ---- coupons ----------------------------------------------------------------------------------------------------


def test_everybody_who_agreed_gets_one_coupon(client, shop, variant, django_capture_on_commit_callbacks):
    people = [buyer(variant) for _turn in range(3)]
    silent, refusing = buyer(variant, agrees=None), buyer(variant, agrees=False)
    segment = segment_of(shop)
    campaign = make_coupons(shop, taken_by="given")
    url = f"/merchant/segments/{segment.key}/"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{url}handout/", {"coupon": campaign.key}).status_code == 302
    handout = Handout.objects.get()
    assert handout.state == "done"
    assert set(Coupon.objects.values_list("owner", flat=True)) == {one.pk for one in people}
    outcomes = dict(handout.people.values_list("user", "outcome"))
    assert outcomes[silent.pk] == outcomes[refusing.pk] == Outcome.NO_CONSENT
    assert b'data-test="handout"' in client.get(url).content


def test_carrying_on_twice_gives_nobody_two(shop, variant):
    people = [buyer(variant) for _turn in range(4)]
    terms = make_coupons(shop, taken_by="given", per_user=5).coupon
    handout = hand_out(segment=segment_of(shop), terms=terms, actor=None)
    assert carry_on(handout_pk=handout.pk) == 4
    assert carry_on(handout_pk=handout.pk) == 0
    Handout.objects.filter(pk=handout.pk).update(state="running", finished_at=None)
    assert carry_on(handout_pk=handout.pk) == 0
    assert Coupon.objects.count() == len(people)


def test_when_coupons_run_out_the_rest_is_told_apart(shop, variant):
    people = [buyer(variant) for _turn in range(3)]
    terms = make_coupons(shop, taken_by="given", total=2).coupon
    handout = hand_out(segment=segment_of(shop), terms=terms, actor=None)
    carry_on(handout_pk=handout.pk)
    found = sorted(HandoutPerson.objects.values_list("outcome", flat=True))
    assert found == [Outcome.GIVEN, Outcome.GIVEN, Outcome.NONE_LEFT]
    again = hand_out(segment=segment_of(shop, name="Again"), terms=terms, actor=None)
    carry_on(handout_pk=again.pk)
    assert set(again.people.values_list("outcome", flat=True)) == {Outcome.NONE_LEFT}
    assert len(people) == 3


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_give_each_person_one(race):
    shop = make_shop()
    variant = make_variant(shop=shop, stock=100)
    people = [buyer(variant) for _turn in range(5)]
    terms = make_coupons(shop, taken_by="given", per_user=5).coupon
    handout = hand_out(segment=segment_of(shop), terms=terms, actor=None)
    race(lambda _turn: carry_on(handout_pk=handout.pk), range(3))
    assert sorted(Coupon.objects.values_list("owner", flat=True)) == sorted(one.pk for one in people)


def test_a_shop_hands_out_only_its_own_coupons(client, shop, variant):
    buyer(variant)
    segment = segment_of(shop)
    foreign = make_coupons(make_shop(), taken_by="given")
    answer = client.post(f"/merchant/segments/{segment.key}/handout/", {"coupon": foreign.key})
    assert answer.status_code == 422
    with pytest.raises(NotFound):
        hand_out(segment=segment, terms=foreign.coupon, actor=None)
    assert not Coupon.objects.exists()


# ---- files, addresses, others -----------------------------------------------------------------------------------


def test_the_file_holds_sums_of_five_or_more(client, shop, variant):
    for _turn in range(6):
        buyer(variant)
    segment = segment_of(shop)
    with translation.override("en"):
        answer = client.get(f"/merchant/segments/{segment.key}/export.csv", headers={"accept-language": "en"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [int(row[-1]) for row in rows[1:]] == [6]
    small = segment_of(shop, Bought("count", "least", 2), "Few")
    assert client.get(f"/merchant/segments/{small.key}/export.csv").status_code == 409


def test_others_segments_do_not_exist(client, shop):
    foreign, platform = segment_of(make_shop()), segment_of(None)
    for segment in (foreign, platform):
        url = f"/merchant/segments/{segment.key}/"
        for path in (url, f"{url}edit/", f"{url}status/", f"{url}export.csv"):
            assert client.get(path).status_code == 404
        for path in ("refresh", "delete", "handout"):
            assert client.post(f"{url}{path}/").status_code == 404
        assert client.get(f"/api/v1/merchant/segments/{segment.key}/").status_code == 404
    assert client.get("/platform/segments/").status_code == 404
    boss = signed_in(operator())
    assert boss.get(f"/platform/segments/{platform.key}/").status_code == 200
    assert boss.get(f"/platform/segments/{foreign.key}/").status_code == 404
    clerk = make_merchant_user(shop, role="staff", permissions=["orders"])
    assert signed_in(clerk).get("/merchant/segments/").status_code == 403


def test_pages_in_both_languages_within_their_budget(client, shop, variant, django_assert_max_num_queries):
    buyer(variant)
    made = [segment_of(shop, name=f"S {n}") for n in range(22)]
    make_coupons(shop, taken_by="given")
    paths = ["/merchant/segments/", f"/merchant/segments/{made[0].key}/", "/merchant/segments/new/"]
    for path in paths:
        client.get(path)
        for language in ("zh-hans", "en"):
            with django_assert_max_num_queries(BUDGET):
                assert client.get(path, headers={"accept-language": language}).status_code == 200
    page = client.get("/merchant/segments/")
    assert page.content.decode().count('data-test="segment"') == 20
    more = client.get("/merchant/segments/", {"cursor": page.context["page"].next})
    assert more.content.decode().count('data-test="segment"') == 2


def test_deleting_takes_the_audience_along(client, shop, variant):
    buyer(variant)
    segment = segment_of(shop)
    assert client.post(f"/merchant/segments/{segment.key}/delete/")["Location"] == "/merchant/segments/"
    assert not Segment.objects.exists()


def test_the_api(client, shop, variant):
    buyer(variant)
    wish = {"condition": {"is": "bought", "measure": "count", "operator": "least", "value": 1}}
    size = client.post("/api/v1/merchant/segments/size/", wish, content_type="application/json")
    assert size.json() == {"size": 1, "accounts": 1}
    made = client.post("/api/v1/merchant/segments/", wish | {"name": "API"}, content_type="application/json")
    assert made.status_code == 201
    key = made.json()["key"]
    assert made.json()["condition"] == wish["condition"]
    assert client.post(f"/api/v1/merchant/segments/{key}/").status_code == 202
    assert [one["key"] for one in client.get("/api/v1/merchant/segments/").json()["results"]] == [key]
    bad = client.post("/api/v1/merchant/segments/size/", {"condition": {"is": "x"}}, content_type="application/json")
    assert (bad.status_code, bad.json()["code"]) == (422, "segment_condition_invalid")
    assert client.delete(f"/api/v1/merchant/segments/{key}/").status_code == 204


def test_a_shop_learns_no_level_or_home_of_fewer_than_five(client, shop, variant):
    """Four customers of a level are "fewer than five" everywhere; five are five. What it knows from orders is told."""
    for _turn in range(4):
        buyer(variant)
    level = {"condition": {"is": "level", "levels": ["bud"]}}

    def size() -> dict:
        return client.post("/api/v1/merchant/segments/size/", level, content_type="application/json").json()

    assert size() == {"size": None, "accounts": None}
    segment = segment_of(shop, HasLevel(("bud",)))
    for path in (
        "/merchant/segments/",
        f"/merchant/segments/{segment.key}/",
        f"/merchant/segments/{segment.key}/edit/",
    ):
        page = client.get(path).content.decode()
        assert 'data-size="4"' not in page
        assert "&lt; 5" in page or 'data-size="few"' in page
    assert client.get(f"/api/v1/merchant/segments/{segment.key}/").json()["size"] is None
    assert 'data-size="4"' in client.get(f"/merchant/segments/{segment_of(shop, name='Known').key}/").content.decode()
    buyer(variant)
    assert size() == {"size": 5, "accounts": 5}


def test_what_takes_too_long_for_a_page_is_said(client, variant, monkeypatch):
    buyer(variant)
    slow = Piece("SELECT NULL::bigint AS user_id, 1 AS actor_id FROM pg_sleep(2)")
    monkeypatch.setattr(selectors, "statement", lambda *_args, **_more: slow)
    monkeypatch.setattr(selectors, "PATIENCE", "SET LOCAL statement_timeout = '50ms'")
    page = client.post("/merchant/segments/preview/", ROW)
    assert (page.status_code, "slow" in page.context) == (200, True)
    wish = {"condition": {"is": "bought", "measure": "count", "operator": "least", "value": 1}}
    answer = client.post("/api/v1/merchant/segments/size/", wish, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (503, "segment_too_slow_to_count")


def test_who_leaves_is_in_no_audience_no_handout_and_no_value(shop, variant):
    """Declared in analytics/personal.py; what the registry does with each table."""
    person, other = buyer(variant), buyer(variant)
    value_of(shop)
    segment = segment_of(shop)
    hand_out(segment=segment, terms=make_coupons(shop, taken_by="given").coupon, actor=None)
    mine = [one for one in declared().values() if one.name.startswith("analytics.") and one.of]
    assert {"analytics.audiencemember", "analytics.handoutperson", "analytics.customervalue", "analytics.exposure"} <= {
        one.name for one in mine
    }
    for one in mine:
        one.erase(person, "gone")
    for rows in (segment.audience, HandoutPerson.objects, CustomerValue.objects):
        assert set(rows.values_list("user", flat=True)) == {other.pk}

"""Polls and lotteries: rules, refusals, races, and a proof that a script of its own checks."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, transaction

from community.activities.errors import (
    ChoiceOdd,
    DrawnAlready,
    KeepersDoNotPlay,
    LotteryClosed,
    OptionsOdd,
    PollClosed,
    SourceMissing,
    TimeOdd,
    TooEarly,
    ValueMissing,
)
from community.activities.models import Ballot, Lottery, LotteryEntry, LotteryState, Poll, PollVote
from community.activities.proof import commitment
from community.activities.selectors import proof_of, results_of
from community.activities.services import draw_lottery, enter_lottery, hand_over, open_lottery, open_poll, vote
from community.activities.tasks import close_lotteries
from community.groups.errors import MembersOnly, NotYours
from config.kernel.clock import now
from tests.factories.accounts import UserFactory
from tests.factories.groups import let_in, make_group

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).parents[3] / "docs" / "verify_lottery.py"


def soon(**more: float) -> object:
    return now() + timedelta(**(more or {"hours": 1}))


def make_poll(group, **fields) -> Poll:
    wish = {"question": "喝什么", "options": ["绿茶", "红茶", "白茶"], "closes_at": soon()}
    return open_poll(group=group, actor=group.founder, **(wish | fields))


def make_lottery(group, **fields) -> Lottery:
    wish = {"title": "一盒新茶", "prize": "明前龙井 50 克", "closes_at": soon(), "winners": 2, "backups": 1}
    return open_lottery(group=group, actor=group.founder, **(wish | fields))


def verified(proof: dict, tmp_path: Path, *more: str) -> tuple[int, str]:
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(file), *more], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


# ---- polls ------------------------------------------------------------------------------------------------------


def test_one_votes_votes_again_and_sees_figures_only_then():
    group = make_group()
    poll, one, other = make_poll(group), let_in(group), let_in(group)
    assert not results_of(poll, one).is_shown
    vote(poll=poll, user=one, positions=[0])
    vote(poll=poll, user=other, positions=[1])
    vote(poll=poll, user=one, positions=[1])
    results = results_of(poll, one)
    assert [(row.votes, row.percent, row.is_mine) for row in results.answers] == [
        (0, 0, False),
        (2, 100, True),
        (0, 0, False),
    ]
    hidden = results_of(poll, group.founder)
    assert [row.votes for row in hidden.answers] == [0, 0, 0]
    assert (Ballot.objects.count(), PollVote.objects.count()) == (2, 2)


def test_what_polls_refuse():
    group = make_group()
    person = let_in(group)
    for options in (["绿茶"], ["绿茶", " 绿茶 "], [str(n) for n in range(21)]):
        with pytest.raises(OptionsOdd):
            make_poll(group, options=options)
    with pytest.raises(TimeOdd):
        make_poll(group, closes_at=soon(days=61))
    with pytest.raises(NotYours):
        open_poll(group=group, actor=person, question="?", options=["a", "b"], closes_at=soon())
    poll = make_poll(group, most_choices=2)
    for positions in ([], [0, 1, 2], [9], [-1]):
        with pytest.raises(ChoiceOdd):
            vote(poll=poll, user=person, positions=positions)
    with pytest.raises(MembersOnly):
        vote(poll=poll, user=UserFactory(), positions=[0])
    vote(poll=poll, user=person, positions=[0, 2])
    with time_machine.travel(soon(hours=2)), pytest.raises(PollClosed):
        vote(poll=poll, user=person, positions=[1])
    assert PollVote.objects.count() == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_clicks_are_one_ballot(race):
    group = make_group()
    poll, person = make_poll(group), let_in(group)
    race(lambda place: vote(poll=poll, user=person, positions=[place]), [0, 1, 2, 0, 1])
    assert (Ballot.objects.count(), PollVote.objects.count()) == (1, 1)


# ---- lotteries --------------------------------------------------------------------------------------------------


def test_a_lottery_with_a_public_figure_is_drawn_and_checked_by_the_script(tmp_path):
    group = make_group()
    lottery = make_lottery(group, source="2026-12-01 上证指数收盘", public_from=soon(hours=3))
    entries = [enter_lottery(lottery=lottery, user=let_in(group)) for _n in range(6)]
    noted = lottery.commit_hash
    assert "server_seed" not in proof_of(lottery)
    assert "entries" not in proof_of(lottery)
    with pytest.raises(TooEarly):
        draw_lottery(lottery=lottery, actor=group.founder, public_value="3912.45")
    with time_machine.travel(soon(hours=2)):
        close_lotteries()
        lottery.refresh_from_db()
        assert (lottery.state, lottery.entries_count) == (LotteryState.CLOSED, 6)
        assert "server_seed" not in proof_of(lottery)
        with pytest.raises(LotteryClosed):
            enter_lottery(lottery=lottery, user=let_in(group))
        with pytest.raises(TooEarly):
            draw_lottery(lottery=lottery, actor=group.founder, public_value="3912.45")
    with time_machine.travel(soon(hours=4)):
        with pytest.raises(ValueMissing):
            draw_lottery(lottery=lottery, actor=group.founder, public_value=" ")
        with pytest.raises(NotYours):
            draw_lottery(lottery=lottery, actor=entries[0].user, public_value="3912.45")
        draw_lottery(lottery=lottery, actor=group.founder, public_value="3912.45")
        with pytest.raises(DrawnAlready):
            draw_lottery(lottery=lottery, actor=group.founder, public_value="3912.46")
    lottery.refresh_from_db()
    proof = proof_of(lottery)
    assert len(proof["drawn"]) == 3
    assert commitment(lottery.seed) == noted
    more = ["--commit", noted, "--entry", entries[0].key, "--public", "3912.45"]
    assert verified(proof, tmp_path, *more)[0] == 0
    for lie in (
        {"server_seed": "00" * 32},
        {"drawn": proof["drawn"][::-1]},
        {"entries": [*proof["entries"], "ONEMORE"]},
        {"public_value": "3912.46"},
        {"winners": "x"},
        {"server_seed": "no hex"},
    ):
        assert verified(proof | lie, tmp_path)[0] == 1, lie
    assert verified(proof, tmp_path, "--commit", "f" * 64)[0] == 1
    hand_over(lottery=lottery, actor=group.founder)
    lottery.refresh_from_db()
    assert lottery.state == LotteryState.PAID


def test_without_a_public_figure_the_clock_draws_with_the_second_seed(tmp_path):
    group = make_group()
    lottery = make_lottery(group, winners=1, backups=0)
    for _n in range(3):
        enter_lottery(lottery=lottery, user=let_in(group))
    with time_machine.travel(soon(hours=2)):
        close_lotteries()
        close_lotteries()
    lottery.refresh_from_db()
    assert lottery.state == LotteryState.DRAWN
    assert verified(proof_of(lottery), tmp_path)[0] == 0
    assert LotteryEntry.objects.filter(rank__isnull=False).count() == 1


def test_what_lotteries_refuse():
    group = make_group()
    lottery = make_lottery(group)
    with pytest.raises(KeepersDoNotPlay):
        enter_lottery(lottery=lottery, user=group.founder)
    with pytest.raises(MembersOnly):
        enter_lottery(lottery=lottery, user=UserFactory())
    with pytest.raises(SourceMissing):
        make_lottery(group, source="上证指数")
    with pytest.raises(SourceMissing):
        make_lottery(group, source="上证指数", public_from=soon(minutes=30))
    person = let_in(group)
    assert enter_lottery(lottery=lottery, user=person).pk == enter_lottery(lottery=lottery, user=person).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Lottery.objects.filter(pk=lottery.pk).update(state=LotteryState.DRAWN)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_draws_at_once_are_one(race):
    group = make_group()
    lottery = make_lottery(group)
    for _n in range(4):
        enter_lottery(lottery=lottery, user=let_in(group))
    Lottery.objects.filter(pk=lottery.pk).update(closes_at=now() - timedelta(minutes=1))
    outcomes = race(lambda _turn: draw_lottery(lottery=lottery), range(4))
    assert sum(isinstance(one, Lottery) for one in outcomes) == 1
    assert sorted(LotteryEntry.objects.exclude(rank=None).values_list("rank", flat=True)) == [0, 1, 2]


# ---- pages ------------------------------------------------------------------------------------------------------


def test_a_poll_and_a_lottery_on_pages(client, tmp_path):
    client.cookies["django_language"] = "en"
    group = make_group()
    person = let_in(group)
    client.force_login(group.founder)
    later = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    bad = client.post(
        f"/groups/{group.slug}/polls/new/", {"question": "?", "options": "a", "most_choices": 1, "closes_at": later}
    )
    assert bad.status_code == 422
    wish = {"question": "<b>Which?</b>", "options": "Green\n<i>Red</i>", "most_choices": "1", "closes_at": later}
    poll_url = client.post(f"/groups/{group.slug}/polls/new/", wish).headers["Location"]
    wish = {"title": "A tin", "prize": "50 g", "winners": "1", "backups": "0", "closes_at": later}
    lottery_url = client.post(f"/groups/{group.slug}/lotteries/new/", wish).headers["Location"]
    client.force_login(person)
    shown = client.get(f"/groups/{group.slug}/").content.decode()
    assert "&lt;b&gt;Which?&lt;/b&gt;" in shown
    assert client.post(poll_url, {"choice": ["7", "x"]}).status_code == 422
    client.post(poll_url, {"choice": "1"})
    assert "100%" in client.get(poll_url).content.decode()
    client.post(f"{lottery_url}enter/")
    entry = LotteryEntry.objects.get()
    assert entry.key in client.get(lottery_url).content.decode()
    assert client.post(f"{lottery_url}draw/").status_code == 404
    assert client.get(f"/groups/{group.slug}/polls/new/").status_code == 404
    Lottery.objects.update(closes_at=now() - timedelta(minutes=1))
    client.force_login(group.founder)
    client.post(f"{lottery_url}draw/")
    assert person.display_name in client.get(lottery_url).content.decode()
    client.logout()
    proof = client.get(f"{lottery_url}proof.json")
    assert verified(proof.json(), tmp_path)[0] == 0


def test_a_private_groups_polls_and_proofs_are_its_own(client):
    group = make_group(visibility="private")
    poll, lottery = make_poll(group), make_lottery(group)
    client.force_login(UserFactory())
    for path in (f"polls/{poll.key}/", f"lotteries/{lottery.key}/", f"lotteries/{lottery.key}/proof.json"):
        assert client.get(f"/groups/{group.slug}/{path}").status_code == 404
    assert client.post(f"/groups/{group.slug}/lotteries/{lottery.key}/enter/").status_code == 404
    other = make_group()
    assert client.get(f"/groups/{other.slug}/polls/{poll.key}/").status_code == 404


def test_the_same_over_the_api(client):
    group = make_group()
    poll, lottery = make_poll(group), make_lottery(group)
    client.force_login(let_in(group))
    base = f"/api/v1/groups/{group.slug}"
    assert [row["key"] for row in client.get(f"{base}/polls/").json()["results"]] == [poll.key]
    path = f"{base}/polls/{poll.key}/"
    assert [row["percent"] for row in client.get(path).json()["answers"]] == [None, None, None]
    for _turn in range(2):
        voted = client.put(path, {"positions": [1]}, content_type="application/json").json()
    assert (voted["voters"], [row["percent"] for row in voted["answers"]]) == (1, [0, 100, 0])
    assert client.put(path, {"positions": [0, 1]}, content_type="application/json").status_code == 422
    assert [row["commit_hash"] for row in client.get(f"{base}/lotteries/").json()["results"]] == [lottery.commit_hash]
    entries = [client.put(f"{base}/lotteries/{lottery.key}/entry/").json() for _turn in range(2)]
    assert entries == [{"key": LotteryEntry.objects.get().key, "rank": None}] * 2
    client.force_login(group.founder)
    assert client.put(f"{base}/lotteries/{lottery.key}/entry/").status_code == 403
    private = make_group(visibility="private", address="our-own")
    client.force_login(UserFactory())
    assert client.get(f"/api/v1/groups/{private.slug}/polls/").status_code == 404

"""Quizzes: an order of one's own, the server's clock, one attempt, and no answer before the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from community.activities.errors import TimeOdd
from community.groups.errors import MembersOnly, NotYours
from community.groups.models import GroupTrace, TraceKind
from community.quizzes.bank import read_bank
from community.quizzes.errors import (
    AskedOdd,
    AuthorsDoNotPlay,
    BankOdd,
    NotBegun,
    PlayedAlready,
    QuestionOdd,
    QuizClosed,
)
from community.quizzes.models import Quiz, QuizAttempt
from community.quizzes.selectors import dealt_to, marked, ranking_of
from community.quizzes.services import begin, hand_in, open_quiz
from config.kernel.clock import now
from tests.factories.accounts import UserFactory
from tests.factories.groups import let_in, make_group

pytestmark = pytest.mark.django_db
BANK = "\n\n".join(f"第 {n} 题？\n*对{n}\n错{n}一\n错{n}二\n错{n}三" for n in range(1, 7))


def make_quiz(group, **fields) -> Quiz:
    wish = {"title": "茶知识", "bank": BANK, "asked": 4, "seconds": 60, "closes_at": now() + timedelta(days=1)}
    return open_quiz(group=group, actor=group.founder, **(wish | fields))


def right_places(attempt: QuizAttempt) -> list[int]:
    return [one.right for one in dealt_to(attempt)]


def play(quiz: Quiz, person, *, right: int, seconds: float) -> QuizAttempt:
    """So many right answers after so many seconds."""
    with time_machine.travel(now(), tick=False) as clock:
        attempt = begin(quiz=quiz, user=person)
        places = right_places(attempt)
        chosen = [one if n < right else (one + 1) % 4 for n, one in enumerate(places)]
        clock.shift(timedelta(seconds=seconds))
        return hand_in(quiz=quiz, user=person, chosen=chosen)


def test_a_bank_is_read_as_people_type_it():
    read = read_bank("Which?\r\n * Green \r\nRed\r\n\r\n\r\n哪个\n白\n＊黑\n\n")
    assert [(one.text, one.choices, one.answer) for one in read] == [
        ("Which?", ["Green", "Red"], 0),
        ("哪个", ["白", "黑"], 1),
    ]


@pytest.mark.parametrize(
    "block",
    ["Only a question", "Q\n*a", "Q\na\nb", "Q\n*a\n*b", "Q\n*a\na", "Q\n*\nb", "Q\n*a\nb\nc\nd\ne\nf\ng"],
)
def test_odd_questions_are_named_by_their_number(block):
    with pytest.raises(QuestionOdd) as refusal:
        read_bank(f"Fine?\n*yes\nno\n\n{block}")
    assert refusal.value.details == {"number": 2}


def test_each_player_has_an_order_of_their_own_and_keeps_it():
    group = make_group()
    quiz = make_quiz(group)
    attempts = [begin(quiz=quiz, user=let_in(group)) for _n in range(6)]
    orders = {tuple((one.question.position, *one.order) for one in dealt_to(row)) for row in attempts}
    assert len(orders) > 1
    again = begin(quiz=quiz, user=attempts[0].user)
    assert (again.pk, again.seed) == (attempts[0].pk, attempts[0].seed)
    assert [one.order for one in dealt_to(again)] == [one.order for one in dealt_to(attempts[0])]
    assert all(len({one.question.pk for one in dealt_to(row)}) == 4 for row in attempts)
    assert GroupTrace.objects.filter(kind=TraceKind.PLAY, times=1).count() == 6


def test_score_first_then_time_decide():
    group = make_group()
    quiz = make_quiz(group)
    slow, quick, worse, late = (let_in(group) for _n in range(4))
    play(quiz, slow, right=3, seconds=30)
    play(quiz, quick, right=3, seconds=10)
    play(quiz, worse, right=2, seconds=1)
    assert play(quiz, late, right=4, seconds=64).is_late
    ranking = [(row.user, row.score, row.took_ms) for row in ranking_of(quiz)]
    assert ranking == [(quick, 3, 10_000), (slow, 3, 30_000), (worse, 2, 1_000), (late, 0, 60_000)]


def test_one_attempt_by_the_servers_clock():
    group = make_group()
    quiz = make_quiz(group)
    person = let_in(group)
    with pytest.raises(NotBegun):
        hand_in(quiz=quiz, user=person, chosen=[0])
    assert play(quiz, person, right=4, seconds=62).score == 4  # within the three seconds of grace
    with pytest.raises(PlayedAlready):
        hand_in(quiz=quiz, user=person, chosen=[0])
    with pytest.raises(PlayedAlready):
        begin(quiz=quiz, user=person)
    away = let_in(group)
    begin(quiz=quiz, user=away)
    with time_machine.travel(now() + timedelta(minutes=5)), pytest.raises(PlayedAlready):
        begin(quiz=quiz, user=away)
    assert QuizAttempt.objects.count() == 2


def test_odd_answers_count_as_none():
    group = make_group()
    quiz = make_quiz(group)
    person = let_in(group)
    begin(quiz=quiz, user=person)
    attempt = hand_in(quiz=quiz, user=person, chosen=[99, -1, None])
    assert (attempt.score, attempt.chosen) == (0, [None, None, None, None])


def test_what_quizzes_refuse():
    group = make_group()
    person = let_in(group)
    for wrong, refusal in (
        ({"bank": " "}, BankOdd),
        ({"bank": "\n\n".join(["Q\n*a\nb"] * 101)}, BankOdd),
        ({"asked": 7}, AskedOdd),
        ({"closes_at": now() - timedelta(minutes=1)}, TimeOdd),
    ):
        with pytest.raises(refusal):
            make_quiz(group, **wrong)
    with pytest.raises(NotYours):
        open_quiz(
            group=group, actor=person, title="x", bank=BANK, asked=1, seconds=60, closes_at=now() + timedelta(days=1)
        )
    assert not Quiz.objects.exists()
    quiz = make_quiz(group)
    with pytest.raises(AuthorsDoNotPlay):
        begin(quiz=quiz, user=group.founder)
    with pytest.raises(MembersOnly):
        begin(quiz=quiz, user=UserFactory())
    with time_machine.travel(now() + timedelta(days=2)), pytest.raises(QuizClosed):
        begin(quiz=quiz, user=person)
    assert not QuizAttempt.objects.exists()


def test_right_answers_are_shown_once_nobody_plays_any_more():
    group = make_group()
    quiz = make_quiz(group)
    attempt = play(quiz, let_in(group), right=1, seconds=5)
    assert marked(attempt) == []
    with time_machine.travel(now() + timedelta(days=2)):
        rows = marked(attempt)
    assert [one.is_right for one in rows] == [True, False, False, False]
    assert all(one.right.startswith("对") for one in rows)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_handing_in_from_many_windows_counts_once(race):
    group = make_group()
    quiz, person = make_quiz(group), let_in(group)
    race(lambda _turn: begin(quiz=quiz, user=person), range(5))
    outcomes = race(lambda place: hand_in(quiz=quiz, user=person, chosen=[place] * 4), [0, 1, 2, 3])
    assert sum(isinstance(one, QuizAttempt) for one in outcomes) == 1
    assert sum(isinstance(one, PlayedAlready) for one in outcomes) == 3
    assert QuizAttempt.objects.count() == 1


# ---- pages and API ----------------------------------------------------------------------------------------------


def test_a_quiz_on_pages_never_tells_an_answer(client):
    client.cookies["django_language"] = "en"
    group = make_group()
    person = let_in(group)
    home = f"/groups/{group.slug}/"
    client.force_login(group.founder)
    later = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    wish = {"title": "Tea", "bank": BANK, "asked": "4", "seconds": "60", "closes_at": later}
    bad = client.post(f"{home}quizzes/new/", wish | {"bank": "Q\n*a"})
    assert bad.status_code == 422
    assert "Question 1:" in bad.content.decode()
    url = client.post(f"{home}quizzes/new/", wish).headers["Location"]
    assert 'data-test="quiz-begin"' not in client.get(url).content.decode()
    client.force_login(person)
    before = client.get(url).content.decode()
    assert 'data-test="quiz-begin"' in before
    assert "对1" not in before
    client.post(f"{url}begin/")
    answer = client.get(url)
    playing = answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    attempt = QuizAttempt.objects.get()
    assert playing.count("<fieldset") == 4
    assert attempt.seed not in playing
    assert "*对" not in playing
    fields = {f"q{n}": str(place) for n, place in enumerate(right_places(attempt))}
    sent = client.post(f"{url}hand-in/", fields, headers={"hx-request": "true"})
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (204, url)
    after = client.get(url).content.decode()
    assert "4 of 4" in after
    assert "The right answers stand here once nobody plays any more." in after
    client.post(f"{url}hand-in/", fields)
    assert QuizAttempt.objects.get().score == 4


def test_a_private_groups_quizzes_are_its_own(client):
    group, other = make_group(visibility="private"), make_group(address="another")
    quiz = make_quiz(group)
    client.force_login(UserFactory())
    assert client.get(f"/groups/{group.slug}/quizzes/{quiz.key}/").status_code == 404
    assert client.post(f"/groups/{group.slug}/quizzes/{quiz.key}/begin/").status_code == 404
    assert client.post(f"/api/v1/groups/{group.slug}/quizzes/{quiz.key}/attempt/").status_code == 404
    assert client.get(f"/groups/{other.slug}/quizzes/{quiz.key}/").status_code == 404


def test_the_same_over_the_api(client):
    group = make_group()
    quiz = make_quiz(group)
    client.force_login(let_in(group))
    assert [row["key"] for row in client.get(f"/api/v1/groups/{group.slug}/quizzes/").json()["results"]] == [quiz.key]
    path = f"/api/v1/groups/{group.slug}/quizzes/{quiz.key}/attempt/"
    begun = client.post(path).json()
    assert set(begun) == {"until", "questions"}
    assert all(set(one) == {"text", "choices"} for one in begun["questions"])
    places = [next(n for n, text in enumerate(one["choices"]) if text[0] == "对") for one in begun["questions"]]
    done = client.put(path, {"chosen": places}, content_type="application/json")
    assert (done.json()["score"], done.json()["is_late"]) == (4, False)
    assert client.put(path, {"chosen": places}, content_type="application/json").json()["code"] == "quiz_played"


def test_a_ranking_costs_the_same_for_two_and_twenty(client, django_assert_num_queries):
    group = make_group()
    quiz = make_quiz(group)
    client.force_login(group.founder)
    url = f"/groups/{group.slug}/quizzes/{quiz.key}/"

    def many(count: int) -> None:
        QuizAttempt.objects.bulk_create(
            QuizAttempt(quiz=quiz, user=UserFactory(), score=1, took_ms=n, handed_in_at=now()) for n in range(count)
        )

    many(2)
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)
    many(18)
    with django_assert_num_queries(11):
        client.get(url)

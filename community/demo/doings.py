"""What the groups of the demo do together: they check in, meet, play, take up challenges and buy in teams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from community.challenges.models import Challenge, ChallengeEntry, Counts
from community.checkin.models import GroupCheckIn
from community.groups.models import Group, GroupMember, GroupTrace, TraceKind
from community.meetups.models import Meetup, MeetupReply, Reply
from community.quizzes.bank import deal, read_bank
from community.quizzes.models import Quiz, QuizAttempt, QuizQuestion
from community.teams.models import TeamOfGroup
from config.kernel.clock import local_day
from config.kernel.demo import World, times_as_given
from config.kernel.textindex import plain
from orders.groupbuy.models import GroupSeat, TeamStatus

DAYS = 42  # of check-ins
OPEN_FOR = timedelta(days=9)
SECONDS = 90


@dataclass(frozen=True)
class Plan:
    """Of one group: an event to come and one that was, a challenge, perhaps a quiz and a topic to write about."""

    event: str
    about: str
    place: str
    seats: int
    before: str
    challenge: str
    topic: str = ""
    topic_title: str = ""
    quiz: str = ""
    bank: str = ""
    link: str = ""
    hour: time = time(15)


TEA = """白茶里采摘最早、芽头最多的是哪一种？
*白毫银针
白牡丹
寿眉

泡绿茶的水温，哪个最稳妥？
100 ℃
*80 ℃ 左右
60 ℃

凤凰单丛属于哪一类茶？
红茶
*乌龙茶
黑茶

“醒茶”是为了什么？
*让茶叶散掉闷味、舒展开
让茶汤更浓
洗掉颜色

下面哪种茶最适合放几年再喝？
龙井
碧螺春
*老白茶饼

一克茶大约配多少毫升水，泡盖碗最常见？
*20 毫升左右
200 毫升左右
2 毫升左右"""
POST = """Where did the first adhesive stamp come from?
*Britain
France
Prussia

What is a nib made to touch first?
*Paper
Ink cap
Skin

Which ink needs the most care in a fountain pen?
Washable blue
*Iron gall
Water

What does laid paper show against the light?
*Fine parallel lines
Dots
Nothing at all"""
PLANS = {
    "weekend-tea": Plan(
        "老白茶品鉴会",
        "三款不同年份的白茶，从近到远喝一遍。自带杯子，茶点我们准备。",
        "河边茶室，二楼靠窗",
        12,
        "冷泡绿茶的下午",
        "十一月日日有茶",
        "晒茶席",
        "晒出你的一席茶",
        "茶叶小问答",
        TEA,
    ),
    "small-kitchen": Plan(
        "线上一起做番茄牛腩",
        "提前半小时把牛腩泡上。开着摄像头，边做边问。",
        "",
        30,
        "葱油拌面直播课",
        "这个月在家开火",
        "一锅出",
        "一周三道一锅出",
        link="https://meet.example.com/small-kitchen",
    ),
    "balcony-green": Plan(
        "换盆互助日", "带上你的小苗和空盆，土和铲子有多的。", "社区花园东门", 20, "薄荷扦插会", "天天看一眼阳台"
    ),
    "early-runners": Plan(
        "周三六点半晨跑",
        "五公里，配速随意，跑完一起吃早饭。",
        "河边二号桥下",
        15,
        "上周三晨跑",
        "早起打卡一个月",
        hour=time(6, 30),
    ),
    "slow-letters": Plan(
        "Letters by candlelight",
        "Bring paper and one letter you never answered. We write for an hour, then post them together.",
        "The reading room, first floor",
        10,
        "Stamps and tea",
        "A month with a pen",
        quiz="All about post",
        bank=POST,
    ),
    "our-street": Plan("三号楼包饺子", "馅料大家凑，锅我家有。", "三号楼活动室", 16, "旧书交换", "街坊日日好"),
}


def seed(world: World) -> None:
    """In bulk, for all groups at once; what stands already stays."""
    if Meetup.objects.exists():
        return
    dice = world.dice("doings")
    members: dict[str, list[GroupMember]] = defaultdict(list)
    rows = GroupMember.objects.select_related("group").order_by("group", "pk")
    for one in rows:
        if one.accepted_version >= one.group.rules_version:
            members[one.group.slug].append(one)
    groups = {slug: members[slug] for slug in PLANS if members[slug]}
    days = _check_ins(world, dice, groups)
    _traces(TraceKind.CHECKIN, ((group, user, day) for (group, user), theirs in days.items() for day in theirs))
    _meet(world, dice, groups)
    _challenge(world, dice, groups, days)
    _play(world, dice, groups)
    _buy(groups)
    world.tell(f"{GroupCheckIn.objects.count()} check-ins, {Meetup.objects.count()} events")


Groups = dict[str, list[GroupMember]]
Days = dict[tuple[int, int], list[date]]


def _traces(kind: TraceKind, happened: Iterable[tuple[int, int, date]]) -> None:
    kept = sorted(set(happened))  # group, user, day
    GroupTrace.objects.bulk_create(
        (GroupTrace(group_id=group, user_id=user, day=day, kind=kind) for group, user, day in kept), batch_size=2000
    )


def _check_ins(world: World, dice: Random, groups: Groups) -> Days:
    """Some come every day, some now and then, some never."""
    days: Days = {}
    rows = []
    for members in groups.values():
        zone = ZoneInfo(members[0].group.zone)
        today = local_day(world.now, members[0].group.zone)
        for one in members:
            liking = dice.choice((0.95, 0.6, 0.25, 0.0, 0.0))
            streak, joined = 0, local_day(one.joined_at, members[0].group.zone)
            for back in range(DAYS if liking else 0, 0, -1):
                day = today - timedelta(days=back)
                is_here = day >= joined and dice.random() < liking
                streak = streak + 1 if is_here else 0
                if is_here:
                    at = datetime.combine(day, time(dice.randint(7, 22), dice.randint(0, 59)), zone)
                    rows.append(GroupCheckIn(group=one.group, user_id=one.user_id, day=day, streak=streak, at=at))
                    days.setdefault((one.group_id, one.user_id), []).append(day)
    GroupCheckIn.objects.bulk_create(rows, batch_size=2000)
    return days


def _meet(world: World, dice: Random, groups: Groups) -> None:
    meetups, replies, traces = [], [], []
    for slug, members in groups.items():
        plan, group = PLANS[slug], members[0].group
        for is_over in (True, False):
            day = local_day(world.now, group.zone) + timedelta(days=-6 if is_over else dice.randint(2, 6))
            starts_at = datetime.combine(day, plan.hour, ZoneInfo(group.zone))
            made = starts_at - OPEN_FOR
            row = Meetup(
                key=world.public_id(dice, 12),
                group=group,
                author_id=members[0].user_id,
                title=plan.before if is_over else plan.event,
                about="" if is_over else plan.about,
                place=plan.place,
                link="" if is_over else plan.link,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=2),
                seats=plan.seats,
                created_at=made,
                updated_at=made,
            )
            meetups.append(row)
            for place, one in enumerate(dice.sample(members, min(len(members), plan.seats + 3)), 1):
                reply = Reply.GOING if place <= plan.seats else Reply.WAITING
                was_there = dice.random() < 0.8 if is_over and reply == Reply.GOING else None
                at = made + (OPEN_FOR - timedelta(days=7)) * (place / (plan.seats + 3))
                row.last_place, row.going_count = place, min(place, plan.seats)
                replies.append(
                    MeetupReply(meetup=row, user_id=one.user_id, reply=reply, place=place, was_there=was_there, at=at)
                )
                traces.append((group.pk, one.user_id, local_day(at, group.zone)))
    with times_as_given(Meetup):
        Meetup.objects.bulk_create(meetups)
    MeetupReply.objects.bulk_create(replies)
    _traces(TraceKind.RSVP, traces)


def _challenge(world: World, dice: Random, groups: Groups, days: Days) -> None:
    """One of check-ins that goes on for two weeks, and where there is a topic one of notes that begins."""
    challenges, entries = [], []
    for slug, members in groups.items():
        plan, group = PLANS[slug], members[0].group
        starts_at = world.now - timedelta(days=14)
        first = local_day(starts_at, group.zone)
        row = Challenge(
            key=world.public_id(dice, 12),
            group=group,
            author_id=members[0].user_id,
            title=plan.challenge,
            counts=Counts.CHECK_INS,
            goal=25,
            created_at=starts_at,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(days=30),
        )
        challenges.append(row)
        for one in members:
            here = [day for day in days.get((group.pk, one.user_id), []) if day > first]
            if here and dice.random() < 0.7:
                entries.append(ChallengeEntry(challenge=row, user_id=one.user_id, value=len(here), at=starts_at))
        if plan.topic:
            challenges.append(_of_notes(world, dice, plan, members[0]))
            entries += [
                ChallengeEntry(challenge=challenges[-1], user_id=one.user_id, at=world.now)
                for one in dice.sample(members, min(4, len(members)))
            ]
    Challenge.objects.bulk_create(challenges)
    ChallengeEntry.objects.bulk_create(entries)


def _of_notes(world: World, dice: Random, plan: Plan, owner: GroupMember) -> Challenge:
    return Challenge(
        key=world.public_id(dice, 12),
        group=owner.group,
        author_id=owner.user_id,
        title=plan.topic_title,
        counts=Counts.NOTES,
        topic=plain(plan.topic),
        topic_name=plan.topic,
        goal=3,
        created_at=world.now,
        starts_at=world.now,
        ends_at=world.now + timedelta(days=7),
    )


def _play(world: World, dice: Random, groups: Groups) -> None:
    traces, attempts = [], []
    for slug, members in groups.items():
        plan, group = PLANS[slug], members[0].group
        if not plan.quiz:
            continue
        bank = read_bank(plan.bank)
        quiz = Quiz.objects.create(
            key=world.public_id(dice, 12),
            group=group,
            author_id=members[0].user_id,
            title=plan.quiz,
            asked=4,
            seconds=SECONDS,
            created_at=world.now - timedelta(days=3),
            closes_at=world.now + timedelta(days=8),
        )
        questions = QuizQuestion.objects.bulk_create(
            QuizQuestion(quiz=quiz, position=place, text=one.text, choices=one.choices, answer=one.answer)
            for place, one in enumerate(bank)
        )
        players = [one for one in members[2:] if dice.random() < 0.4 and one.user_id != world.cast["shopper"].pk]
        for one in players:
            seed, at = dice.randbytes(16).hex(), world.now - timedelta(hours=dice.randint(2, 60))
            dealt = deal(questions, seed=seed, asked=quiz.asked)
            chosen = [each.right if dice.random() < 0.65 else (each.right + 1) % len(each.order) for each in dealt]
            took = dice.randint(18_000, 85_000)
            attempts.append(
                QuizAttempt(
                    quiz=quiz,
                    user_id=one.user_id,
                    seed=seed,
                    started_at=at,
                    handed_in_at=at + timedelta(milliseconds=took),
                    score=sum(said == each.right for said, each in zip(chosen, dealt, strict=True)),
                    took_ms=took,
                    chosen=chosen,
                )
            )
            traces.append((group.pk, one.user_id, local_day(at, group.zone)))
    QuizAttempt.objects.bulk_create(attempts)
    _traces(TraceKind.PLAY, traces)


def _buy(groups: Groups) -> None:
    """Teams whose leaders are in a group were started there, the oldest first; each in one group."""
    home: dict[int, Group] = {}
    for members in groups.values():
        for one in members:
            home.setdefault(one.user_id, one.group)
    shown = [TeamStatus.OPEN, TeamStatus.SUCCEEDED]
    seats = GroupSeat.objects.filter(is_leader=True, buyer__in=home, team__status__in=shown).order_by("pk")
    TeamOfGroup.objects.bulk_create(
        [TeamOfGroup(group=home[one.buyer_id], team_id=one.team_id, at=one.paid_at or one.created_at) for one in seats],
        ignore_conflicts=True,
    )

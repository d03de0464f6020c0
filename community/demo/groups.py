"""Groups of the demo: their people and rules, what they ask each other, and the lots they draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from community.activities.models import Ballot, Chance, Lottery, LotteryEntry, LotteryState, Poll, PollOption, PollVote
from community.activities.proof import commitment, entries_hash, ranked
from community.groups.models import (
    Announcement,
    Group,
    GroupLog,
    GroupMember,
    GroupRole,
    GroupRules,
    GroupTrace,
    GroupWords,
    JoinMode,
    JoinRequest,
    LogAction,
    TraceKind,
    Visibility,
)
from config.kernel.clock import local_day
from config.kernel.demo import World, times_as_given


@dataclass(frozen=True)
class Plan:
    slug: str
    name: str
    about: str
    size: int
    rules: tuple[str, ...]
    said: str
    question: str
    answers: tuple[str, ...]
    prize: str = ""
    visibility: str = Visibility.PUBLIC
    join_mode: str = JoinMode.OPEN
    asks: tuple[str, ...] = ()
    zone: str = "Asia/Shanghai"


PLANS = (
    Plan(
        "weekend-tea",
        "周末喝茶",
        "一壶茶慢慢喝。晒茶席，也聊产地和水温，新手随便问。",
        64,
        ("好好说话，不嘲笑新手", "买卖请去店铺，圈里不发广告", "写产地就写真的"),
        "这周六下午三点一起泡去年的白茶，记得先醒茶十分钟。",
        "下次一起喝什么",
        ("老白茶", "凤凰单丛", "冷泡绿茶", "都行，喝水也可以"),
        "明前龙井 50 克，两份",
    ),
    Plan(
        "small-kitchen",
        "小厨房",
        "四平米的厨房也能好好做饭。",
        48,
        ("写清楚用量", "翻车也可以发"),
        "本月主题是一锅出，别洗第二个锅。",
        "周末想学哪道",
        ("番茄牛腩", "葱油拌面", "蒸蛋羹"),
        "铸铁小锅一口",
    ),
    Plan(
        "balcony-green",
        "阳台有点绿",
        "朝北的阳台也能种活的那些。",
        36,
        ("求助请附照片和朝向",),
        "降温了，薄荷可以剪短搬进屋。",
        "你家阳台朝哪边",
        ("南", "北", "东西", "没有阳台，种在窗台"),
    ),
    Plan(
        "early-runners",
        "六点半的河边",
        "早上六点半跑五公里，跑完吃早饭。",
        22,
        ("量力而行", "不比配速"),
        "周三下雨，改周四。",
        "跑完吃什么",
        ("豆浆油条", "小馄饨", "咖啡和贝果"),
        join_mode=JoinMode.APPROVAL,
        asks=("你现在能连续跑多久", "住得离河边远吗"),
    ),
    Plan(
        "slow-letters",
        "Slow letters",
        "We write to each other on paper and show what arrived.",
        28,
        ("Ask before you show somebody's letter", "No addresses in notes"),
        "New pen friends are drawn on the first of December.",
        "What do you write with",
        ("Fountain pen", "Pencil", "Whatever is near"),
        "A box of laid paper",
        zone="Europe/London",
    ),
    Plan(
        "our-street",
        "咱们这条街",
        "街坊自己的圈子，谁家多了把葱都在这里说。",
        14,
        ("只聊街上的事",),
        "三号楼的快递柜修好了。",
        "团长这周拼什么",
        ("鸡蛋", "橙子", "大米"),
        visibility=Visibility.PRIVATE,
        join_mode=JoinMode.INVITE,
    ),
)
ANSWERS = ("能跑四公里左右", "骑车十分钟", "刚开始跑，想有人一起", "就在桥边")


def seed(world: World) -> None:
    """Once: what groups wrote down can't be taken away to be written again."""
    if Group.objects.filter(slug=PLANS[0].slug).exists():
        return
    dice = world.dice("groups")
    shopper, other = world.cast["shopper"], world.cast["shopper2"]
    with times_as_given(Group):
        for place, plan in enumerate(PLANS):
            people = dice.sample(world.shoppers, min(plan.size, len(world.shoppers)))
            rest = [one for one in people if one.pk not in {shopper.pk, other.pk}]
            people = [shopper, other, *rest] if place % 2 == 0 else [*rest[:1], shopper, *rest[1:]]
            _found(world, dice, plan, people)
    world.tell(f"{len(PLANS)} groups, {GroupMember.objects.count()} members")


def _found(world: World, dice: Random, plan: Plan, people: list[Any]) -> None:
    began = world.now - timedelta(days=dice.randint(40, 90))
    owner = people[0]
    group = Group.objects.create(
        slug=plan.slug,
        name=plan.name,
        about=plan.about,
        founder=owner,
        visibility=plan.visibility,
        join_mode=plan.join_mode,
        questions=list(plan.asks),
        invite_code=world.public_id(dice, 12),
        zone=plan.zone,
        rules_version=1,
        members_count=len(people),
        created_at=began,
        updated_at=began,
    )
    roles = {0: GroupRole.OWNER, 1: GroupRole.MODERATOR}
    members = [
        GroupMember(
            group=group,
            user=one,
            role=roles.get(rank, GroupRole.MEMBER),
            accepted_version=1 if rank < 2 or dice.random() < 0.8 else 0,
            joined_at=began + (world.now - began) * (rank / len(people)),
        )
        for rank, one in enumerate(people)
    ]
    GroupMember.objects.bulk_create(members)
    GroupTrace.objects.bulk_create(
        GroupTrace(group=group, user=one.user, day=local_day(one.joined_at, plan.zone), kind=TraceKind.JOINED)
        for one in members
    )
    GroupRules.objects.create(group=group, version=1, lines=list(plan.rules), at=began)
    GroupWords.objects.create(group=group, refused=["代购", "高仿"], covered=["笨蛋"], flagged=["求好评", "私聊"])
    said_at = world.now - timedelta(days=dice.randint(1, 5))
    Announcement.objects.create(
        key=world.public_id(dice, 12), group=group, author=people[1], text=plan.said, at=said_at
    )
    lines = [
        (owner, LogAction.FOUNDED, None, began),
        (owner, LogAction.RULES, None, began),
        (owner, LogAction.PROMOTED, people[1], began + timedelta(days=2)),
        (people[1], LogAction.ANNOUNCED, None, said_at),
    ]
    GroupLog.objects.bulk_create(
        GroupLog(group=group, actor=actor, action=action, target=target, at=at, key=world.public_id(dice, 12))
        for actor, action, target, at in lines
    )
    _ask(world, dice, plan, group, members)
    if plan.prize:
        _draw(world, dice, plan, group, members)
    if plan.asks:
        _requests(world, dice, plan, group, people)


def _ask(world: World, dice: Random, plan: Plan, group: Group, members: list[GroupMember]) -> None:
    poll = Poll.objects.create(
        key=world.public_id(dice, 12),
        group=group,
        author=group.founder,
        question=plan.question,
        is_secret=dice.random() < 0.5,
        created_at=world.now - timedelta(days=2),
        closes_at=world.now + timedelta(days=dice.randint(2, 9)),
    )
    options = PollOption.objects.bulk_create(
        PollOption(poll=poll, position=place, text=text) for place, text in enumerate(plan.answers)
    )
    voters = [one for one in members[2:] if one.accepted_version and dice.random() < 0.6]
    ballots = Ballot.objects.bulk_create(
        Ballot(poll=poll, user=one.user, at=world.now - timedelta(hours=dice.randint(1, 40))) for one in voters
    )
    PollVote.objects.bulk_create(PollVote(ballot=one, option=dice.choice(options)) for one in ballots)
    GroupTrace.objects.bulk_create(
        GroupTrace(group=group, user=one.user, day=local_day(one.at, plan.zone), kind=TraceKind.VOTE) for one in ballots
    )


def _draw(world: World, dice: Random, plan: Plan, group: Group, members: list[GroupMember]) -> None:
    """One lottery that was drawn a week ago, with a proof that holds, and one that is open."""
    players = [one.user for one in members[2:] if one.accepted_version]
    for is_over in (True, False):
        seed, second = (dice.randbytes(32).hex() for _turn in range(2))
        closes_at = world.now + (timedelta(days=-7) if is_over else timedelta(days=5))
        lottery = Lottery(
            key=world.public_id(dice, 12),
            group=group,
            author=group.founder,
            title="一起分一份" if plan.zone == "Asia/Shanghai" else "A small draw",
            prize=plan.prize,
            winners=2,
            backups=1,
            created_at=closes_at - timedelta(days=10),
            closes_at=closes_at,
            mode=Chance.WITNESS,
            commit_hash=commitment(seed),
            seed=seed,
            witness_hash=commitment(second),
            witness_seed=second,
        )
        entries = [
            LotteryEntry(key=world.public_id(dice, 12), user=one, at=closes_at - timedelta(days=8, hours=rank % 24))
            for rank, one in enumerate(players)
            if dice.random() < 0.7
        ]
        if is_over:
            keys = [one.key for one in entries]
            lottery.state, lottery.public_value = LotteryState.PAID, second
            lottery.entries_hash, lottery.entries_count = entries_hash(keys), len(keys)
            lottery.drawn_at = closes_at + timedelta(minutes=1)
            places = {key: rank for rank, (_score, key) in enumerate(ranked(seed, second, lottery.key, keys)[:3])}
            for one in entries:
                one.rank = places.get(one.key)
        lottery.save()
        for one in entries:
            one.lottery = lottery
        LotteryEntry.objects.bulk_create(entries)


def _requests(world: World, dice: Random, plan: Plan, group: Group, people: list[Any]) -> None:
    inside = {one.pk for one in people}
    outside = [one for one in world.shoppers if one.pk not in inside]
    JoinRequest.objects.bulk_create(
        JoinRequest(
            key=world.public_id(dice, 12),
            group=group,
            user=one,
            answers=[[question, dice.choice(ANSWERS)] for question in plan.asks],
            asked_at=world.now - timedelta(hours=dice.randint(2, 60)),
        )
        for one in dice.sample(outside, min(3, len(outside)))
    )

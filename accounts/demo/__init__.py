"""The people of the demo world: shoppers, merchants with their staff, carriers with their couriers, the platform's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.addresses.models import Address
from accounts.addresses.services import PHONE_PURPOSE
from accounts.demo.firms import CARRIERS, OPEN, REFUSED, WAITING, Firm
from accounts.demo.names import Person, people
from accounts.demo.places import phone, somewhere
from accounts.identity.models import User
from accounts.organisations.models import Carrier, Membership, Merchant, MerchantStatus, Permission, Role
from accounts.privacy.models import Consent, Purpose
from accounts.privacy.texts import VERSION, fingerprint
from config.kernel.demo import World
from config.kernel.encryption import blind_index
from config.kernel.illustrations import face
from config.kernel.models import UploadedPicture

SHOPPERS = 320
STAFF_EACH = (1, 3)
COURIERS_EACH = 3
FACES = 320
HISTORY = timedelta(weeks=30)
CAST = {
    "shopper": Person("小满", "xiaoman", "周末做面包，平日喝茶。", "林小满", True),
    "shopper2": Person("Anna Wong", "anna_wong", "Tea in the morning, bread on Sundays.", "Anna Wong", False),
    "merchant": Person("沈望舒", "wangshu_shen", "半亩茶园的主人，种茶第十二年。", "沈望舒", True),
    "merchant2": Person("陆景行", "jingxing_lu", "青釉陶社，守着一口小窑。", "陆景行", True),
    "staff": Person("何佳怡", "jiayi_he", "半亩茶园的发货员。", "何佳怡", True),
    "courier": Person("马志强", "zhiqiang_ma", "青鸟速运，西湖片区。", "马志强", True),
    "operator": Person("唐书宁", "shuning_tang", "荷塘运营。", "唐书宁", True),
    "admin": Person("Quinn Berg", "quinn_berg", "Keeps the pond running.", "Quinn Berg", False),
}
AGREES = {Purpose.TERMS: 1.0, Purpose.MARKETING: 0.55, Purpose.PERSONALISATION: 0.7}


def seed(world: World) -> None:
    """Everybody of the demo. One password hash serves them all; rows are written in bulk."""
    dice = world.dice("accounts")
    staff = [dice.randint(*STAFF_EACH) for _ in OPEN]
    others = len(OPEN) - 2 + len(WAITING) + 1 + sum(staff) + len(CARRIERS) * COURIERS_EACH
    crowd = [*CAST.values(), *people(dice, world.times(SHOPPERS) + others)]
    accounts = _accounts(world, dice, _with_free_handles(crowd))
    world.cast = dict(zip(CAST, accounts, strict=False))
    world.shoppers = [world.cast["shopper"], world.cast["shopper2"], *accounts[len(CAST) + others :]]
    _merchants(world, iter(accounts[len(CAST) :]), staff)
    _platform(world)
    _addresses(world, dice, {account.pk: person for account, person in zip(accounts, crowd, strict=True)})
    world.tell(f"{len(accounts)} people, {len(world.merchants)} merchants, {len(world.carriers)} carriers")


def _with_free_handles(crowd: Sequence[Person]) -> list[Person]:
    taken = {person.handle for person in CAST.values()}
    return [
        person._replace(handle=f"{person.handle[:22]}_1") if place >= len(CAST) and person.handle in taken else person
        for place, person in enumerate(crowd)
    ]


def _accounts(world: World, dice: Random, crowd: Sequence[Person]) -> list[User]:
    faces = _faces(world, min(FACES, len(crowd)))
    emails = [f"{name}@demo.test" for name in CAST]
    emails += [f"{person.handle}@people.demo.test" for person in crowd[len(CAST) :]]
    joined = sorted(world.now - HISTORY * dice.random() for _ in crowd[len(CAST) :])
    joined = [world.now - HISTORY] * len(CAST) + joined
    accounts = User.objects.bulk_create(
        User(
            email=email,
            handle=person.handle,
            display_name=person.name,
            bio=person.bio,
            avatar=faces[place % len(faces)],
            language="zh-hans" if person.is_chinese else "en",
            password=world.password,
            joined_at=joined[place],
            is_demo=True,
            is_staff=email.startswith("admin@"),
            is_superuser=email.startswith("admin@"),
        )
        for place, (person, email) in enumerate(zip(crowd, emails, strict=True))
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=account, email=account.email, primary=True, verified=True) for account in accounts
    )
    _consents(dice, accounts)
    return accounts


def _faces(world: World, count: int) -> list[UploadedPicture]:
    """A drawn face each; in a larger world faces come again."""
    dice = world.dice("faces")
    pictures = []
    for number in range(count):
        key = world.public_id(dice)
        file = f"faces/{key.lower()}.svg"
        if not default_storage.exists(file):
            default_storage.save(file, ContentFile(face(number).encode()))
        pictures.append(UploadedPicture(id=key, file=file, width=160, height=160))
    return UploadedPicture.objects.bulk_create(pictures)


def _consents(dice: Random, accounts: Sequence[User]) -> None:
    Consent.objects.bulk_create(
        Consent(
            user=account,
            purpose=purpose,
            given=dice.random() < share,
            text_version=VERSION,
            text_hash=fingerprint(purpose),
            at=account.joined_at,
        )
        for account in accounts
        for purpose, share in AGREES.items()
    )


def _merchants(world: World, people_left: Iterator[User], staff: Sequence[int]) -> None:
    dice = world.dice("merchants")
    owners = [world.cast["merchant"], world.cast["merchant2"]]
    owners += [next(people_left) for _ in range(len(OPEN) - 2 + len(WAITING) + 1)]
    rows = [
        _merchant(dice, firm, owner, MerchantStatus.APPROVED, world) for firm, owner in zip(OPEN, owners, strict=False)
    ]
    rows += [
        _merchant(dice, firm, owners[len(OPEN) + n], MerchantStatus.APPLIED, world) for n, firm in enumerate(WAITING)
    ]
    rows.append(_merchant(dice, REFUSED, owners[-1], MerchantStatus.REJECTED, world))
    merchants = Merchant.objects.bulk_create(rows)
    world.merchants = merchants[: len(OPEN)]
    hats = [
        Membership(user=owner, merchant=merchant, role=Role.OWNER)
        for owner, merchant in zip(owners, merchants, strict=True)
    ]
    for merchant, count in zip(world.merchants, staff, strict=True):
        hired = [next(people_left) for _ in range(count)]
        if merchant is world.merchants[0]:
            hired = [world.cast["staff"], *hired]
        hats += [
            Membership(
                user=one, merchant=merchant, role=Role.STAFF, permissions=_duties(dice, one is world.cast["staff"])
            )
            for one in hired
        ]
    world.carriers = Carrier.objects.bulk_create(
        Carrier(code=code, name_zh=zh, name_en=en, phone=number) for code, zh, en, number in CARRIERS
    )
    for carrier in world.carriers:
        drivers = [next(people_left) for _ in range(COURIERS_EACH)]
        if carrier is world.carriers[0]:
            drivers = [world.cast["courier"], *drivers]
        world.couriers += drivers
        hats += [Membership(user=one, carrier=carrier, role=Role.COURIER) for one in drivers]
    Membership.objects.bulk_create(hats)


def _duties(dice: Random, is_cast: bool) -> list[str]:
    if is_cast:
        return [Permission.CATALOGUE, Permission.ORDERS, Permission.ANALYTICS]
    return sorted(dice.sample(Permission.values, dice.randint(1, 3)))


def _merchant(dice: Random, firm: Firm, owner: User, status: MerchantStatus, world: World) -> Merchant:
    decided = status != MerchantStatus.APPLIED
    return Merchant(
        slug=firm.slug,
        name=firm.name,
        intro=firm.intro,
        status=status,
        contact_name=owner.display_name,
        contact_phone=phone(dice),
        licence_no=f"91330100MA{dice.randint(10**7, 10**8 - 1)}",
        decided_by=world.cast["operator"] if decided else None,
        decided_at=world.now - HISTORY + timedelta(days=2) if decided else None,
        decision_reason="没有品牌授权书，无法确认是正品。补上授权书后可以再申请。" if firm is REFUSED else "",
    )


def _platform(world: World) -> None:
    Membership.objects.bulk_create(
        [
            Membership(user=world.cast["operator"], role=Role.OPERATOR),
            Membership(user=world.cast["admin"], role=Role.ADMIN),
        ]
    )


def _addresses(world: World, dice: Random, names: dict[int, Person]) -> None:
    """One or two addresses for every shopper."""
    rows = []
    for shopper in world.shoppers:
        for number in range(2 if dice.random() < 0.3 else 1):
            place, called = somewhere(dice), phone(dice)
            row = Address(
                key=world.public_id(dice),
                user=shopper,
                recipient=names[shopper.pk].real_name,
                phone=called,
                phone_index=blind_index(called, purpose=PHONE_PURPOSE),
                region_code=place.region_code,
                street=place.street,
                is_default=number == 0,
            )
            rows.append(row)
            if row.is_default:
                world.addresses[shopper.pk] = row
    Address.objects.bulk_create(rows)

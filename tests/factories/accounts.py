"""People, merchants and addresses for tests. Passwords are all PASSWORD."""

from __future__ import annotations

from typing import Any

import factory
from allauth.account.models import EmailAddress

from accounts.addresses.models import Address
from accounts.addresses.services import add_address
from accounts.identity.models import User
from accounts.organisations.models import Carrier, Membership, Merchant, MerchantStatus, Permission, Role

PASSWORD = "quiet-pond-4711"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a verified e-mail address."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.test")
    handle = factory.Sequence(lambda n: f"person_{n}")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    password = PASSWORD

    @classmethod
    def _create(cls, _model: type[User], *_args: Any, **kwargs: Any) -> User:
        user = User.objects.create_user(**kwargs)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return user


class MerchantFactory(factory.django.DjangoModelFactory):
    """An approved merchant; `owner=` makes a person its owner, `open=False` leaves it waiting for review."""

    class Meta:
        model = Merchant
        skip_postgeneration_save = True

    class Params:
        open = True

    name = factory.Sequence(lambda n: f"Merchant {n}")
    slug = factory.Sequence(lambda n: f"merchant-{n}")
    status = factory.LazyAttribute(lambda made: MerchantStatus.APPROVED if made.open else MerchantStatus.APPLIED)
    intro = "Tea and cups."
    contact_name = "林小满"
    contact_phone = "13812345678"

    @factory.post_generation
    def owner(self: Merchant, create: bool, extracted: User | None, **kwargs: Any) -> None:
        if extracted is not None:
            MembershipFactory(user=extracted, merchant=self, role=Role.OWNER, permissions=[])


class CarrierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Carrier

    code = factory.Sequence(lambda n: f"carrier-{n}")
    name_zh = factory.Sequence(lambda n: f"快递{n}")
    name_en = factory.Sequence(lambda n: f"Carrier {n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    """Staff of a merchant with all permissions, unless said otherwise."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.STAFF
    merchant = factory.Maybe("at_merchant", factory.SubFactory(MerchantFactory))
    permissions = factory.LazyAttribute(lambda made: list(Permission) if made.role == Role.STAFF else [])

    class Params:
        at_merchant = factory.LazyAttribute(lambda made: made.role in {Role.OWNER, Role.STAFF})


def operator(**fields: Any) -> User:
    """A person who runs the platform."""
    return MembershipFactory(role=Role.OPERATOR, user=UserFactory(**fields)).user


def administrator(**fields: Any) -> User:
    return MembershipFactory(role=Role.ADMIN, user=UserFactory(**fields)).user


def courier(carrier: Carrier | None = None, **fields: Any) -> User:
    """A person who drives for a carrier."""
    return MembershipFactory(role=Role.COURIER, carrier=carrier or CarrierFactory(), user=UserFactory(**fields)).user


class AddressFactory(factory.django.DjangoModelFactory):
    """An address in Hangzhou; the first one of a person is the default."""

    class Meta:
        model = Address

    user = factory.SubFactory(UserFactory)
    recipient = "林小满"
    phone = "13812345678"
    region_code = "330106"
    street = "文三路 100 号 3 幢 201"

    @classmethod
    def _create(cls, _model: type[Address], *_args: Any, **kwargs: Any) -> Address:
        return add_address(**kwargs)

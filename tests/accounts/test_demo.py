"""The people of the demo."""

import pytest
from allauth.account.models import EmailAddress

from accounts import demo
from accounts.identity.models import User
from accounts.organisations.models import Membership, Merchant, MerchantStatus, Role
from config.kernel.demo import PASSWORD, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_everybody_the_next_apps_look_for(django_assert_max_num_queries):
    world = World()
    with django_assert_max_num_queries(40):
        demo.seed(world)

    assert set(world.cast) == {
        "shopper", "shopper2", "merchant", "merchant2", "staff", "courier", "operator", "admin",
    }  # fmt: skip
    assert len(world.shoppers) >= 300
    assert len(world.merchants) >= 8
    assert len(world.carriers) == 2
    assert set(world.addresses) == {one.pk for one in world.shoppers}
    owner = Membership.objects.get(user=world.cast["merchant"])
    assert (owner.role, owner.merchant) == (Role.OWNER, world.merchants[0])
    assert Membership.objects.get(user=world.cast["staff"]).merchant == world.merchants[0]
    assert Membership.objects.get(user=world.cast["courier"]).carrier == world.carriers[0]
    assert Merchant.objects.filter(status=MerchantStatus.APPLIED).count() == 2
    assert not EmailAddress.objects.filter(verified=False).exists()
    assert User.objects.get(email="shopper@demo.test").check_password(PASSWORD)
    assert len({one.handle for one in User.objects.all()}) == User.objects.count()


def test_the_same_seed_makes_the_same_people():
    one, two = World(), World()
    demo.seed(one)
    names = [(one.handle, one.display_name, one.email) for one in User.objects.order_by("pk")]
    Membership.objects.all().delete()
    User.objects.all().delete()
    Merchant.objects.all().delete()
    for carrier in one.carriers:
        carrier.delete()
    demo.UploadedPicture.objects.all().delete()
    demo.seed(two)
    assert names == [(one.handle, one.display_name, one.email) for one in User.objects.order_by("pk")]

"""What a demo world promises to the apps that fill it."""

import pytest
from django.core.management import CommandError, call_command

from config.kernel.demo import World


def test_each_part_has_chance_of_its_own_and_the_same_again_for_the_same_seed():
    first, again, other = World(seed=7), World(seed=7), World(seed=8)
    assert first.public_id(first.dice("people")) == again.public_id(again.dice("people"))
    assert first.dice("people").random() != first.dice("orders").random()
    assert first.dice("people").random() != other.dice("people").random()


def test_the_demo_is_refused_on_a_server(monkeypatch):
    monkeypatch.setenv("DJANGO_ENV", "prod")
    with pytest.raises(CommandError, match="does not run on a server"):
        call_command("seed_demo")


@pytest.mark.django_db
def test_the_demo_is_refused_where_people_are(django_user_model):
    django_user_model.objects.create_user("li@example.test")
    with pytest.raises(CommandError, match="people here already"):
        call_command("seed_demo")
    assert django_user_model.objects.count() == 1

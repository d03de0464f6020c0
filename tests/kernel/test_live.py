"""Which topics anybody may listen to."""

from __future__ import annotations

import pytest
from channels_redis.core import RedisChannelLayer

from config.kernel.live import topic_group
from config.kernel.sockets import _public
from config.settings import base

TEAM = "team:ABCDEFGH23456789"
GROUP = "topic.team.ABCDEFGH23456789"


@pytest.mark.parametrize(
    "topic", ["order:HT-8F3K2Q7M9W", "user.1", "team:", "team:abc", f"team:{'A' * 40}", "team:A.B", "payment:X", ""]
)
def test_what_belongs_to_somebody_is_not_public(topic: str) -> None:
    assert topic_group(topic) == ""


@pytest.mark.parametrize(
    ("query", "groups"),
    [
        (f"topics={TEAM}", [GROUP]),
        (f"topics={TEAM},order:HT-SOMEBODYS", [GROUP]),
        ("topics=order:X", []),
        ("topics=" + "&a=b" * 40, []),
        ("topics=%ff%fe", []),
        ("", []),
    ],
)
def test_a_guest_hears_of_what_they_look_at_and_of_nothing_else(query: str, groups: list[str]) -> None:
    assert _public(query.encode()) == groups


def test_a_silent_socket_outlives_the_wait_for_news():
    """redis-py gives up reading after five seconds unless told otherwise, just when the layer's wait would end."""
    [host] = base.CHANNEL_LAYERS["default"]["CONFIG"]["hosts"]
    assert host["socket_timeout"] > 2 * RedisChannelLayer.brpop_timeout

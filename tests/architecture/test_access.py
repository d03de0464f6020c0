"""Deny by default: every address says who may call it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from config.kernel.access import Policy

# Views of packages keep their own rules: signing in (allauth) and the back office, where each view asks is_staff.
OWN_RULES = ("allauth.",)
BACK_OFFICE = "/admin/"


def views(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


ALL = list(views(get_resolver()))


def policies_of(view: Any) -> list[object]:
    """The policy on a function, or those on the class of a class-based or DRF view, for each of its methods."""
    if isinstance(getattr(view, "access", None), Policy):
        return [view.access]
    declared = getattr(getattr(view, "cls", None) or getattr(view, "view_class", None), "access", None)
    return list(declared.values()) if isinstance(declared, dict) else [declared]


def test_the_walk_sees_the_site():
    assert len(ALL) > 60


@pytest.mark.django_db
def test_the_back_office_sends_a_guest_to_sign_in(client):
    for address, _view in ALL:
        if address.startswith(BACK_OFFICE) and "<" not in address and "login" not in address:
            assert client.get(address).status_code in {302, 404}, address


@pytest.mark.parametrize(("address", "view"), ALL, ids=[address for address, _view in ALL])
def test_every_address_has_a_policy(address, view):
    if view.__module__.startswith(OWN_RULES) or address.startswith(BACK_OFFICE):
        return
    assert all(isinstance(policy, Policy) for policy in policies_of(view)), f"{address}: {view.__module__} says nobody"

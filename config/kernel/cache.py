"""A cache that may be gone: reading finds nothing, writing is forgotten, and nobody sees an error page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _forgiving(name: str, otherwise: Any) -> Callable[..., Any]:
    def call(self: ForgivingRedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, name)(self, *args, **kwargs)
        except (RedisError, OSError) as trouble:
            log.warning("Cache %s failed: %s", name, trouble)
            if name == "get":
                return kwargs.get("default", args[1] if len(args) > 1 else None)
            return otherwise() if callable(otherwise) else otherwise

    call.__name__ = name
    return call


class ForgivingRedisCache(RedisCache):
    """Fails open: whoever needs a promise asks the database instead."""

    get = _forgiving("get", None)
    set = _forgiving("set", None)
    add = _forgiving("add", True)
    touch = _forgiving("touch", False)
    delete = _forgiving("delete", False)
    get_many = _forgiving("get_many", dict)
    set_many = _forgiving("set_many", list)
    delete_many = _forgiving("delete_many", None)
    has_key = _forgiving("has_key", False)
    incr = _forgiving("incr", 0)

    def clear(self) -> None:
        """Drop our own keys. (Django's would flush the whole database, and with it Celery's queue.)"""
        try:
            client = self._cache.get_client(write=True)
            for keys in batched(client.scan_iter(match=f"{self.key_prefix}:*", count=1000), 1000):
                client.delete(*keys)
        except (RedisError, OSError) as trouble:
            log.warning("Cache clear failed: %s", trouble)


def batched(keys: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    while batch := list(islice(keys, size)):
        yield batch

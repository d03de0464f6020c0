"""Placing orders: how many a second, and whether more are sold than there are (`python -m bench.checkout`).

Everything before the button (cart, address, sums) is prepared and not measured; measured is the press that places.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.browser import Answer, Browser
from bench.place import fresh_database
from bench.server import Site, running_site
from bench.steps import WHERE, Trouble, get, hidden, post
from bench.table import table

CLIENTS, ORDERS, PIECES = 16, 320, 10
CROWDS = (10, 16, 32, 64)


@dataclass
class Ready:
    """A guest in front of the button."""

    browser: Browser
    form: dict[str, str]

    async def press(self) -> Answer:
        return await self.browser.post("/checkout/", self.form)


async def _to_the_button(port: int, variant: str) -> Ready:
    browser = Browser(port)
    await post(browser, "/cart/add/", variant=variant, quantity="1")
    key = hidden(await get(browser, "/checkout/"), "key")
    seen = hidden(await post(browser, "/checkout/summary/", key=key, **WHERE), "seen")
    return Ready(browser, {**WHERE, "key": key, "seen": seen})


async def _everybody(port: int, variants: Sequence[str]) -> list[Ready]:
    """Prepared a few at a time, so that the preparation is no rush of its own."""
    few = asyncio.Semaphore(4)

    async def one(variant: str) -> Ready:
        async with few:
            return await _to_the_button(port, variant)

    return list(await asyncio.gather(*(one(variant) for variant in variants)))


async def _rate(site: Site, variants: Sequence[str]) -> list[str]:
    """All of them placed by so many clients at once, each pressing one button after the other."""
    waiting = await _everybody(site.port, variants)
    answers: list[Answer] = []
    before, began = site.spent(), time.perf_counter()

    async def client() -> None:
        while waiting:
            answers.append(await waiting.pop().press())

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    took = time.perf_counter() - began
    web, database, _worker = (later - sooner for later, sooner in zip(site.spent(), before, strict=True))
    if wrong := [answer.status for answer in answers if answer.status != 302]:
        raise Trouble(f"{len(wrong)} of {len(answers)} were not placed: {sorted(set(wrong))}")
    waits = sorted(answer.seconds * 1000 for answer in answers)
    return [
        f"{len(answers) / took:.1f}",
        f"{statistics.median(waits):.0f}",
        f"{waits[int(len(waits) * 0.95)]:.0f}",
        f"{web * 1000 / len(answers):.0f}",
        f"{database * 1000 / len(answers):.0f}",
        str(max(int(answer.headers["x-queries"]) for answer in answers)),
    ]


async def _crowd(site: Site, variant: str, buyers: int) -> list[object]:
    """So many press at the same instant for ten pieces."""
    ready = await _everybody(site.port, [variant] * buyers)
    answers = await asyncio.gather(*(one.press() for one in ready))
    placed = sum(answer.status == 302 for answer in answers)
    odd = sum(answer.status not in {302, 409} for answer in answers)
    slowest = max(answer.seconds for answer in answers)
    return [buyers, PIECES, placed, odd, f"{slowest:.1f}"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.checkout", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    orders = 32 if quick else ORDERS
    crowds = CROWDS[:2] if quick else CROWDS
    with fresh_database():
        from bench.world import make_catalogue
        from catalog.inventory.models import Stock
        from catalog.products.models import Variant

        make_catalogue(40 if quick else 400)
        first = Variant.objects.filter(position=0).order_by("product_id")
        keys = list(first.values_list("key", flat=True))
        scarce = list(first.reverse()[: len(crowds)])
        Stock.objects.filter(pk__in=[one.pk for one in scarce]).update(on_hand=PIECES)
        with running_site(with_worker=True) as site:
            spread = [keys[place % (len(keys) - len(crowds))] for place in range(orders)]
            rows = [
                ["goods of many products", *asyncio.run(_rate(site, spread))],
                ["all the same one", *asyncio.run(_rate(site, [keys[0]] * orders))],
            ]
            sold = [asyncio.run(_crowd(site, one.key, buyers)) for one, buyers in zip(scarce, crowds, strict=True)]
            left = Stock.objects.filter(pk__in=[one.pk for one in scarce]).values_list("on_hand", "reserved")
            if any(reserved > on_hand for on_hand, reserved in left):
                raise Trouble("more was promised than there is")
    print(f"{orders} guests' orders, {CLIENTS} at once\n")
    print(table(["placing", "orders/s", "p50 ms", "p95 ms", "CPU web ms", "CPU db ms", "SQL"], rows))
    print("\nThe last pieces\n")
    print(table(["buyers at one instant", "pieces", "orders", "odd answers", "slowest s"], sold))


if __name__ == "__main__":
    main()

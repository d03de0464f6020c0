"""Pages on ten thousand products: what a request costs, alone and eight at a time (`python -m bench.pages`)."""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bench.browser import Answer, Browser
from bench.place import fresh_database
from bench.server import Site, running_site
from bench.steps import WHERE, Trouble, get, hidden, post
from bench.table import table

PRODUCTS, RUNS, REQUESTS, AT_ONCE, WARM_UP = 10_000, 3, 120, 8, 15
DEEP = 40  # pages down the list
Step = Callable[[Browser], Awaitable[Answer]]


@dataclass
class Case:
    """One thing shoppers do; `step` does it once and returns the answer that counts."""

    name: str
    step: Step
    prepare: Step | None = None  # once per browser
    requests: int = REQUESTS
    rates: dict[int, list[float]] = field(default_factory=lambda: {1: [], AT_ONCE: []})
    waits: dict[int, list[float]] = field(default_factory=lambda: {1: [], AT_ONCE: []})
    web_ms: list[float] = field(default_factory=list)
    database_ms: list[float] = field(default_factory=list)
    queries: int = 0
    bytes: int = 0


def page(path: Callable[[], str]) -> Step:
    return lambda browser: get(browser, path())


def cases(keys: list[str], deep: str) -> list[Case]:
    dice = random.Random(99)
    return [
        Case("product list", page(lambda: "/products/")),
        Case("category with facets", page(lambda: f"/products/?category=c{dice.randrange(8)}")),
        Case(
            "two facets and a price",
            page(lambda: f"/products/?v=material.material-{dice.randrange(6)}&v=season.season-1&min=50"),
        ),
        Case(f"page {DEEP} of the list", page(lambda: deep)),
        Case("product page", page(lambda: f"/products/bench-{dice.randrange(len(keys))}/")),
        Case("what stands below it", page(lambda: f"/products/bench-{dice.randrange(len(keys))}/more/")),
        Case(
            "search, Chinese", page(lambda: "/search/?q=" + dice.choice(["%E8%8C%B6%E6%9D%AF", "%E9%BE%99%E4%BA%95"]))
        ),
        Case("search, English", page(lambda: f"/search/?q={dice.choice(['cup', 'linen+scarf', 'celadon'])}")),
        Case("first add to cart", lambda browser: _first_add(browser, dice.choice(keys))),
        Case("cart of four", page(lambda: "/cart/"), prepare=lambda browser: _fill(browser, keys[:4])),
        Case("whole guest purchase", lambda browser: _buy(browser, dice.randrange(len(keys)), keys), requests=24),
    ]


async def _first_add(browser: Browser, key: str) -> Answer:
    browser.cookies.clear()
    return await post(browser, "/cart/add/", variant=key, quantity="1")


async def _fill(browser: Browser, keys: list[str]) -> Answer:
    for key in keys:
        answer = await post(browser, "/cart/add/", variant=key, quantity="2")
    return answer


async def _buy(browser: Browser, number: int, keys: list[str]) -> Answer:
    """Look, put in, check out, pay, see the result: nine requests as one answer."""
    browser.cookies.clear()
    began = time.perf_counter()
    answers = [
        await get(browser, f"/products/bench-{number}/"),
        await post(browser, "/cart/add/", variant=keys[number], quantity="1"),
        await get(browser, "/checkout/"),
    ]
    key = hidden(answers[-1], "key")
    answers.append(await post(browser, "/checkout/summary/", key=key, **WHERE))  # a district was chosen
    answers.append(await post(browser, "/checkout/", key=key, seen=hidden(answers[-1], "seen"), **WHERE))
    if answers[-1].status == 200:
        raise Trouble("the checkout was not accepted")
    answers.append(await post(browser, answers[-1].headers["location"]))
    pay = answers[-1].headers["location"]
    answers += [
        await get(browser, pay),
        await post(browser, pay, outcome="pay"),
        await get(browser, f"{pay}?sent=1"),
    ]
    queries = sum(int(one.headers["x-queries"]) for one in answers)
    body = b"".join(one.body for one in answers)
    return Answer(200, {"x-queries": str(queries)}, body, time.perf_counter() - began)


async def _measure(site: Site, case: Case, at_once: int, requests: int) -> None:
    browsers = [Browser(site.port) for _ in range(at_once)]
    for browser in browsers:
        if case.prepare:
            await case.prepare(browser)
    before, began, answers = site.spent(), time.perf_counter(), []

    async def shop(browser: Browser) -> None:
        answers.extend([await case.step(browser) for _turn in range(max(1, requests // at_once))])

    await asyncio.gather(*(shop(browser) for browser in browsers))
    took = time.perf_counter() - began
    web, database, worker = (later - sooner for later, sooner in zip(site.spent(), before, strict=True))
    case.rates[at_once].append(len(answers) / took)
    case.waits[at_once] += [answer.seconds * 1000 for answer in answers]
    case.web_ms.append((web + worker) * 1000 / len(answers))
    case.database_ms.append(database * 1000 / len(answers))
    case.queries = max(int(answer.headers["x-queries"]) for answer in answers)
    case.bytes = round(statistics.mean(len(answer.body) for answer in answers))
    for browser in browsers:
        await browser.close()


async def _down_the_list(site: Site) -> str:
    """The address of a page far down, found by following "more" as people do."""
    browser, path = Browser(site.port), "/products/"
    for _page in range(DEEP - 1):
        more = re.search(r'href="([^"]*cursor=[^"]*)"', (await get(browser, path)).body.decode())
        if not more:
            break
        path = more[1].replace("&amp;", "&")
        path = path if path.startswith("/") else f"/products/{path}"
    await browser.close()
    return path


async def _run(site: Site, keys: list[str], quick: bool) -> list[Case]:
    measured = cases(keys, await _down_the_list(site))
    for case in measured:  # warm up
        await _measure(site, case, 1, 2 if quick else WARM_UP)
    for case in measured:
        for figures in (*case.rates.values(), *case.waits.values(), case.web_ms, case.database_ms):
            figures.clear()
    for _run in range(1 if quick else RUNS):  # interleaved, so that a disturbance meets all of them
        for case in measured:
            for at_once in (1, AT_ONCE):
                await _measure(site, case, at_once, min(case.requests, 16) if quick else case.requests)
    return measured


def _row(case: Case) -> list[object]:
    one, many = sorted(case.waits[1]), sorted(case.waits[AT_ONCE])
    return [
        case.name,
        f"{statistics.median(case.rates[1]):.0f}",
        f"{statistics.median(one):.1f}",
        f"{one[int(len(one) * 0.95)]:.1f}",
        f"{statistics.median(case.rates[AT_ONCE]):.0f}",
        f"{statistics.median(many):.1f}",
        f"{many[int(len(many) * 0.95)]:.1f}",
        f"{statistics.median(case.web_ms):.1f}",
        f"{statistics.median(case.database_ms):.1f}",
        case.queries,
        f"{case.bytes / 1000:.0f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--products", type=int, default=0)
    asked = parser.parse_args()
    count = asked.products or (400 if asked.quick else PRODUCTS)
    with fresh_database():
        from django.db import connection

        from bench.world import make_catalogue
        from catalog.products.models import Variant

        began = time.monotonic()
        make_catalogue(count)
        keys = list(Variant.objects.filter(position=0).order_by("product_id").values_list("key", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"{count:,} products, {Variant.objects.count():,} variants, made in {time.monotonic() - began:.0f} s")
        with running_site(with_worker=True) as site:
            measured = asyncio.run(_run(site, keys, asked.quick))
            memory = site.memory_mb()
    head = [
        "page",
        "1: /s",
        "p50 ms",
        "p95 ms",
        f"{AT_ONCE}: /s",
        "p50 ms",
        "p95 ms",
        "CPU web ms",
        "CPU db ms",
        "SQL",
        "kB",
    ]
    print(table(head, [_row(case) for case in measured]))
    print(
        f"\nOne uvicorn process, {memory:.0f} MB (PSS). A purchase is nine requests; its web CPU includes the worker."
    )


if __name__ == "__main__":
    main()

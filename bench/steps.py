"""Steps shoppers take, for every benchmark that needs them."""

from __future__ import annotations

import re

from bench.browser import Answer, Browser

WHERE = {
    "recipient": "林小满",
    "phone": "13812345678",
    "region_code_province": "330000",
    "region_code_city": "330100",
    "region_code": "330106",
    "street": "文三路 100 号",
    "email": "bench@example.test",
}


class Trouble(SystemExit):
    """A page did not answer as it should: nothing to measure."""


async def get(browser: Browser, path: str) -> Answer:
    return checked(path, await browser.get(path))


async def post(browser: Browser, path: str, **fields: str) -> Answer:
    return checked(path, await browser.post(path, fields))


def checked(path: str, answer: Answer) -> Answer:
    if answer.status not in {200, 302, 303}:
        words = re.sub(
            r"<(style|script|svg).*?</\1>|<[^>]*>|\s+", " ", answer.body.decode("utf-8", "replace"), flags=re.DOTALL
        )
        raise Trouble(f"{path} answered {answer.status}: {' '.join(words.split())[:800]}")
    return answer


def hidden(answer: Answer, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.body.decode())
    if not found:
        raise Trouble(f"no field {name} at the checkout")
    return found[1].replace("&amp;", "&")

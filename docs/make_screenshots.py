"""Make the pictures of the README from a running demo: `make screenshots` (or `python docs/make_screenshots.py URL`).

Needs a Chromium and the development requirements. Each picture is named in SHOTS: file, who looks, path, window, language.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent / "screenshots"
PASSWORD = "lotus-pond-2026"  # noqa: S105 - the demo's, printed on its sign-in page
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 860}}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--font-render-hinting=none",
]


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    who: str = ""
    phone: bool = False
    lang: str = "zh-CN"
    theme: Literal["light", "dark"] = "light"


CARD = "a[href^='/products/'][data-test=product-card], [data-test=product-card] a"
SCENES = [
    Shot("home", "/"),
    Shot("home-phone", "/", phone=True),
    Shot("home-phone-night", "/", phone=True, theme="dark"),
    Shot("product-phone", f"first:/products/?category=tea:{CARD}", phone=True),
    Shot("note-phone", "first:/posts/:[data-test=post-card]", phone=True),
    Shot("group-phone", "/groups/weekend-tea/", "shopper@demo.test", phone=True),
    Shot("chat-phone", "first:/messages/:[data-test=conversation] a", "shopper@demo.test", phone=True),
    Shot("merchant", "/merchant/", "merchant@demo.test"),
    Shot("platform", "/platform/", "operator@demo.test"),
    Shot("logistics-phone", "/logistics/", "courier@demo.test", phone=True),
]
SHOTS = [
    replace(one, name=f"{one.name}.{tag}", lang=lang)
    for one in SCENES
    for tag, lang in (("zh", "zh-CN"), ("en", "en-US"))
]


def take(browser: Browser, base: str, shot: Shot) -> None:
    context = browser.new_context(
        **(PHONE if shot.phone else DESK),
        locale=shot.lang,
        color_scheme=shot.theme,
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if shot.who:
        page.goto(f"{base}/accounts/login/")
        page.fill("[name=login]", shot.who)
        page.fill("[name=password]", PASSWORD)
        page.click("[data-test=login-submit]")
        page.wait_for_load_state("load")
    if shot.path.startswith("first:"):
        _first, start, link = shot.path.split(":", 2)
        page.goto(base + start)
        page.goto(base + (page.locator(link).first.get_attribute("href") or "/"))
    else:
        page.goto(base + shot.path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / f"{shot.name}.png")
    context.close()
    print(shot.name)


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("SITE", "http://127.0.0.1:8000")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for shot in SHOTS:
            take(browser, base, shot)
        browser.close()


if __name__ == "__main__":
    main()

"""What we hold every page to: no serious accessibility fault, no sideways scroll, one language, no leaks, light weight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text("utf-8")
WIDTHS = (320, 390, 768, 1280)
HAN = re.compile("[\u4e00-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
LEAK = re.compile(r"\{\{|\}\}|\{%|%\([a-z_]+\)[sd]|\bNone\b|\bundefined\b|\bNaN\b|object at 0x|<c-")
# Latin letters that belong on a Chinese page: names, units, formats.
AT_HOME = set(
    "api app csv xlsx webp jpg png json sku qr email e-mail kg g cm mm ml ok cny usd gbp english hetang https http passkey totp ht cookie".split()
)

TEXTS = """() => {
  const own = [];
  const skip = 'script,style,template,noscript,code,pre,kbd,svg,textarea,[data-ugc],[translate=no]';
  const seen = element => { const box = element.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
    if (!text || parent.closest(skip)) continue;
    const marked = parent.closest('[lang]');
    if (marked && marked !== document.documentElement) continue;
    if (seen(parent)) own.push(text.replace(/\\s+/g, ' '));
  }
  // Labels and the title may quote what people wrote: what stands on the page as theirs is taken out of them.
  const theirs = [...document.querySelectorAll('[data-ugc]')].map(e => e.textContent.trim()).filter(t => t.length > 1 || /[\u4e00-\u9fff]/.test(t));
  theirs.sort((a, b) => b.length - a.length);
  const ours = text => theirs.reduce((left, quote) => left.replaceAll(quote, ''), text).trim();
  for (const element of document.querySelectorAll('[placeholder],[aria-label],[title],img[alt]')) {
    if (element.closest('[data-ugc],[translate=no]')) continue;
    for (const name of ['placeholder', 'aria-label', 'title', 'alt']) own.push(ours(element.getAttribute(name) || ''));
  }
  return [...new Set([...own, ours(document.title)])].filter(Boolean);
}"""
WIDER = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > edge + 1);
  return wide.slice(0, 4).map(e => e.tagName.toLowerCase() + '.' + e.className + ' ' + Math.round(e.getBoundingClientRect().right));
}"""
FAULTS = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
  return found.violations.filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => `${v.id} x${v.nodes.length}: ${v.nodes[0].html.slice(0, 140)}`);
}"""


ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CONTRAST = ["color-contrast"]  # what alone can differ in the other theme and the other language


@dataclass
class Findings:
    """What is wrong with one page; empty lists are the goal."""

    path: str
    faults: list[str] = field(default_factory=list)

    def add(self, kind: str, what: list[str]) -> None:
        self.faults += [f"{self.path} · {kind} · {one}" for one in what]


def wrong_language(texts: list[str], lang: str) -> list[str]:
    """Strings of the other language. Mixed Chinese lines are fine; a Latin-only line on a Chinese page is not."""
    if lang == "en":
        return [text for text in texts if HAN.search(text)]
    return [text for text in texts if not HAN.search(text) and _foreign_words(text)]


def _foreign_words(text: str) -> list[str]:
    bare = re.sub(r"https?://\S+|[\w.+-]+@[\w.-]+|[#@/]\w+|\b[A-Z0-9-]{1,16}\b", " ", text)
    return [word for word in LATIN_WORD.findall(bare) if word.lower() not in AT_HOME]


def audit(
    page: Page, path: str, *, lang: str, rules: Sequence[str] = ALL_RULES, widths: Sequence[int] = WIDTHS
) -> list[str]:
    """Look at the page that is open; at each of the widths, nothing may stand out to the right."""
    findings = Findings(path)
    size = page.viewport_size or {"width": 390, "height": 844}
    texts = page.evaluate(TEXTS)
    findings.add("language", wrong_language(texts, lang))
    findings.add("leak", [text[:100] for text in texts if LEAK.search(text)])
    findings.add("title", [] if page.locator("h1").count() == 1 else [f"{page.locator('h1').count()} h1"])
    page.evaluate(AXE)
    findings.add("axe", page.evaluate(FAULTS, list(rules)))
    for width in widths:
        page.set_viewport_size({"width": width, "height": size["height"]})
        findings.add(f"wider than {width}", page.evaluate(WIDER))
    page.set_viewport_size(size)
    return findings.faults

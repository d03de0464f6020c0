"""Search text for Chinese and English without a dictionary: words as they are, Han characters as overlapping bigrams.

"明前龙井 Tea" → 明前 前龙 龙井 明 前 龙 井 tea. The tokens go into a `tsvector` made by `to_tsvector('simple', …)`; a
query asks for all its bigrams in order, so 龙井 finds 明前龙井 and not 井龙. The method is that
of Lucene's CJKBigramFilter.
"""

from __future__ import annotations

import re
import unicodedata

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
_RUN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_IS_HAN = re.compile(f"[{HAN}]")
LONGEST_WORD = 64
MOST_QUERY_TOKENS = 24


def plain(text: str) -> str:
    """One form for full-width, accented-compatibility and upper-case letters."""
    return unicodedata.normalize("NFKC", text).replace("\x00", "").casefold()


def index_tokens(text: str) -> list[str]:
    """Every token a query may ask for: words, bigrams and single Han characters, in reading order."""
    tokens: list[str] = []
    for run in _RUN.findall(plain(text)):
        if _IS_HAN.match(run):
            tokens += [run[place : place + 2] for place in range(len(run) - 1)]
            tokens += run
        else:
            tokens.append(run[:LONGEST_WORD])
    return tokens


def query_tokens(text: str) -> list[str]:
    """The tokens a text must all contain to match: words, bigrams; a lone Han character stands for itself."""
    tokens: list[str] = []
    for run in _RUN.findall(plain(text)):
        if not _IS_HAN.match(run):
            tokens.append(run[:LONGEST_WORD])
        elif len(run) == 1:
            tokens.append(run)
        else:
            tokens += [run[place : place + 2] for place in range(len(run) - 1)]
    return list(dict.fromkeys(tokens))[:MOST_QUERY_TOKENS]


def tsquery(text: str, *, prefix_last: bool = False) -> str:
    """A raw `tsquery` for to_tsquery('simple', …); the last Latin word may be a prefix. Empty when nothing to ask."""
    tokens = query_tokens(text)
    quoted = ["'" + token.replace("'", "''").replace("\\", "\\\\") + "'" for token in tokens]
    if prefix_last and tokens and not _IS_HAN.match(tokens[-1]):
        quoted[-1] += ":*"
    return " & ".join(quoted)

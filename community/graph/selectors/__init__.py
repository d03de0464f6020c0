"""Questions about people and each other: `people` (who sees whom), `suggestions`, `proof` (who bought it)."""

from community.graph.selectors.people import (
    Counts,
    Relation,
    blocked_pks,
    counts_of,
    followed_among,
    followed_pks,
    followees_of,
    followers_of,
    hidden_pks,
    is_hidden,
    known_followers,
    may_see_network,
    people_blocked_by,
    people_muted_by,
    person_for,
    person_named,
    relation,
    settings_of,
)
from community.graph.selectors.proof import Proof, friends_who_bought
from community.graph.selectors.suggestions import Suggestion, suggestions_for

__all__ = [
    "Counts",
    "Proof",
    "Relation",
    "Suggestion",
    "blocked_pks",
    "counts_of",
    "followed_among",
    "followed_pks",
    "followees_of",
    "followers_of",
    "friends_who_bought",
    "hidden_pks",
    "is_hidden",
    "known_followers",
    "may_see_network",
    "people_blocked_by",
    "people_muted_by",
    "person_for",
    "person_named",
    "relation",
    "settings_of",
    "suggestions_for",
]

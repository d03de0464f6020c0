"""What is refused for how somebody stands, or for what a text says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Invalid, NotAllowed


class Silenced(NotAllowed):
    """They may read and buy, not write."""

    code = "silenced"
    message = _("You can read and buy, and write again after %(until)s. Under “Standing” you read why.")


class Suspended(NotAllowed):
    code = "suspended"
    message = _("Your account takes part again after %(until)s. Orders go on. Under “Standing” you read why.")


class BannedForGood(NotAllowed):
    code = "banned"
    message = _("Your account doesn't take part any more. Orders go on. Under “Standing” you read why.")


class WordsRefused(Invalid):
    code = "words_refused"
    message = _("This can't be published as it is. The rule: %(rule)s.")


class LinkRefused(Invalid):
    code = "link_refused"
    message = _("Links to %(domain)s aren't allowed here.")


class TooManyLinks(Invalid):
    code = "too_many_links"
    message = _("New accounts may put at most %(most)s links into a text.")


class PictureRefused(Invalid):
    code = "picture_refused"
    message = _("One of the pictures can't be published. The rule: %(rule)s.")


class NothingToLookFor(Invalid):
    code = "word_rule_empty"
    message = _("Write words with at least one letter or sign that can be looked for.")


class RuleThere(Invalid):
    code = "word_rule_there"
    message = _("There is a rule for these words already.")


class OddDomain(Invalid):
    code = "domain_rule_odd"
    message = _("Write a domain like example.com.")

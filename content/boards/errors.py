"""What boards refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class TooManySaves(DomainError):
    code = "saves_full"
    message = _("You keep %(most)s notes already. Let some go first.")


class TooManyBoards(DomainError):
    code = "boards_full"
    message = _("You have %(most)s boards already.")


class BoardNameTaken(DomainError):
    code = "board_name_taken"
    message = _("You have a board of this name already.")


class BoardNameMissing(Invalid):
    code = "board_name_missing"
    message = _("Give the board a name of at most %(most)s characters.")

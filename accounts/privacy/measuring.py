"""Whether a browser may be counted. Silence is no, and a browser that asks not to be tracked has said no.

Two first-party cookies: the answer, which pages read, and after a yes a random number no script can read. A person's
newest answer counts for all of their devices; the cookie only saves asking again.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, TypeVar

from accounts.identity.models import User
from accounts.privacy.models import Purpose
from accounts.privacy.selectors import consents_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    R = TypeVar("R", bound=HttpResponseBase)

ANSWER, BROWSER = "measuring", "counted_as"
YES, NO, ASK = "yes", "no", "ask"
YES_FOR, NO_FOR = 395 * 86400, 180 * 86400


def measuring_of(request: HttpRequest) -> str:
    """What pages go by; what is sent is checked against the person's own answer besides (`may_measure`)."""
    if _says_no(request):
        return NO
    said = request.COOKIES.get(ANSWER, "")
    return said if said in {YES, NO} else ASK


def may_measure(request: HttpRequest) -> bool:
    """Whether what this browser tells may be taken."""
    if _says_no(request):
        return False
    if isinstance(request.user, User):
        answer = consents_of(request.user).get(Purpose.MEASURING)
        if answer is not None:
            return answer.given
    return request.COOKIES.get(ANSWER) == YES and bool(browser_of(request))


def browser_of(request: HttpRequest) -> str:
    """The number of a browser that said yes; empty when it has none."""
    try:
        return str(uuid.UUID(request.COOKIES.get(BROWSER, "")))
    except ValueError:
        return ""


def remember_answer(response: R, request: HttpRequest, *, is_yes: bool) -> R:
    is_secure = request.is_secure()
    if is_yes:
        response.set_cookie(ANSWER, YES, max_age=YES_FOR, samesite="Lax", secure=is_secure)
        number = browser_of(request) or str(uuid.uuid4())
        response.set_cookie(BROWSER, number, max_age=YES_FOR, samesite="Lax", secure=is_secure, httponly=True)
    else:
        response.set_cookie(ANSWER, NO, max_age=NO_FOR, samesite="Lax", secure=is_secure)
        response.delete_cookie(BROWSER, samesite="Lax")
    return response


def _says_no(request: HttpRequest) -> bool:
    """Global Privacy Control and Do Not Track."""
    return request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"

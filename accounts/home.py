"""The page "Me": who one is here, one's orders by state, and the ways to everything else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.identity.access import user_of
from accounts.organisations.selectors import application_of
from config.kernel.access import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/identity/home.html", {"application": application_of(user_of(request))})

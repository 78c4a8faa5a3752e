"""The first start: name the house and make its first administrator."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from helmline_web.people import actions
from helmline_web.people.forms.sign_in import Welcome
from helmline_web.people.models import User
from helmline_web.people.pages.sign_in import enter


@never_cache
@sensitive_post_parameters("new_password", "again")
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask what is needed to begin; once there is a user, this page is gone."""
    if User.objects.exists():
        raise Http404
    form = Welcome(request.POST or None)
    if not form.is_valid():
        return render(request, "people/welcome.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        return enter(request, _begin(form.cleaned_data), "password")
    except actions.AlreadyBegun:
        raise Http404 from None


def _begin(asked: dict[str, Any]) -> User:
    house = {
        "name": asked["organisation"],
        "zone": asked["zone"],
        "privacy_profile": asked["privacy_profile"],
    }
    password = asked["new_password"]
    return actions.begin_house(organisation=house, name=asked["name"], mail=asked["mail"], password=password)

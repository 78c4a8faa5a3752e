"""One way to edit one thing: show the form, act, and tell what stands in the way, with nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helmline_web.decisions.versions import Stale
from helmline_web.people.changes import Impossible
from helmline_web.people.pages import stale


@dataclass(frozen=True, slots=True)
class Editing:
    """The words of a page that edits something, and where it goes afterwards."""

    title: str
    back: str  # the address of the page it was opened from
    where: str = ""  # what that page is called
    lede: str = ""


def edit(
    request: HttpRequest, page: Editing, make: Callable[[Any], Any], act: Callable[[Any], object]
) -> HttpResponse:
    """Show the form that `make` builds from what was posted; once it is right, `act` on it.

    `act` raises Impossible, said at its field, or Stale: then both versions are shown.
    """
    form = make(request.POST or None)
    if form.is_valid():
        try:
            act(form)
        except Impossible as fault:
            form.refuse(fault)
        except Stale as fault:
            return stale.show(request, form, fault.current, page.back)
        else:
            messages.success(request, _("Saved."))
            return redirect(page.back)
    return render(
        request, "people/edit.html", {"page": page, "form": form}, status=422 if form.is_bound else 200
    )

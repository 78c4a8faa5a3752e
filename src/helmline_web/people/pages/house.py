"""The organisation: its name, days and languages, and the pages about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helmline_web.people import changes
from helmline_web.people.access import right
from helmline_web.people.forms.house import HouseForm
from helmline_web.people.models import Brand, Organisation, Person, Team, Vendor
from helmline_web.people.pages.editing import Editing, edit


@right("manage.settings")
def house(request: HttpRequest) -> HttpResponse:
    """Show what the organisation is made of."""
    counts = {
        "teams": Team.objects.count(),
        "brands": Brand.objects.count(),
        "vendors": Vendor.objects.count(),
        "people": Person.objects.count(),
    }
    return render(
        request, "people/house.html", {"house": Organisation.objects.first() or Organisation(), **counts}
    )


@right("manage.settings")
def edit_house(request: HttpRequest) -> HttpResponse:
    """Edit name, zone, week and languages."""
    row = Organisation.objects.first() or Organisation.objects.create(name="")
    page = Editing(_("Edit the organisation"), reverse("people:house"), _("Organisation"))

    def act(form: HouseForm) -> None:
        changes.change(row, form.asked, seen=form.cleaned_data["seen"], by=request.viewer.user_id)

    return edit(request, page, lambda posted: HouseForm(posted, instance=row), act)

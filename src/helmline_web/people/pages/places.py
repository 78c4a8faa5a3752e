"""Brands and vendors: lists, and a form for each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helmline_web.people import actions, changes, words
from helmline_web.people.access import right
from helmline_web.people.forms.house import BrandForm, VendorForm, VersionedForm
from helmline_web.people.models import Brand, Vendor
from helmline_web.people.pages.editing import Editing, edit
from helmline_web.ui.tables import Column, Row, Table


@right("manage.people")
def brands(request: HttpRequest) -> HttpResponse:
    """List the brands."""
    columns = (
        Column("name", words.heading("brand", 1), strong=True),
        Column("code", _("Code")),
        Column("apart", _("On pages with others")),
    )
    rows = [
        _row(brand, "people:brand", apart=_("never") if brand.confidential else _("yes"))
        for brand in Brand.objects.all()
    ]
    table = Table(
        columns=columns,
        rows=rows,
        caption=words.heading("brand"),
        empty_title=_("No brand yet"),
        empty=_("Add the first one."),
    )
    return _list(request, table, words.heading("brand"), reverse("people:brand-new"), _("Add a brand"))


@right("manage.people")
def vendors(request: HttpRequest) -> HttpResponse:
    """List the vendors."""
    columns = (
        Column("name", _("Vendor"), strong=True),
        Column("code", _("Code")),
        Column("teams", words.heading("team"), "number"),
    )
    rows = [_row(vendor, "people:vendor", teams=vendor.team_set.count()) for vendor in Vendor.objects.all()]
    table = Table(
        columns=columns,
        rows=rows,
        caption=_("Vendors"),
        empty_title=_("No vendor"),
        empty=_("Every team is your own."),
    )
    return _list(request, table, _("Vendors"), reverse("people:vendor-new"), _("Add a vendor"))


@right("manage.people")
def brand(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Add a brand, or edit one."""
    row = get_object_or_404(Brand, pk=number) if number else Brand()
    page = Editing(row.name or _("Add a brand"), reverse("people:brands"), words.heading("brand"))
    return _place(request, page, row, BrandForm)


@right("manage.people")
def vendor(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Add a vendor, or edit one."""
    row = get_object_or_404(Vendor, pk=number) if number else Vendor()
    page = Editing(row.name or _("Add a vendor"), reverse("people:vendors"), _("Vendors"))
    return _place(request, page, row, VendorForm)


def _place(
    request: HttpRequest, page: Editing, row: Brand | Vendor, kind: type[VersionedForm]
) -> HttpResponse:
    add = actions.add_brand if isinstance(row, Brand) else actions.add_vendor

    def make(posted: object) -> VersionedForm:
        form = kind(posted, instance=row)
        form.fields["code"].disabled = row.pk is not None  # what the data call it
        return form

    def act(form: VersionedForm) -> None:
        by = request.viewer.user_id
        if row.pk:
            changes.change(row, form.asked, seen=form.cleaned_data["seen"], by=by)
        else:
            add(by=by, **form.asked)

    return edit(request, page, make, act)


def _row(place: Brand | Vendor, address: str, **more: object) -> Row:
    return Row({"name": str(place), "code": place.code, **more}, href=reverse(address, args=[place.pk]))


def _list(request: HttpRequest, table: Table, title: str, add: str, add_title: str) -> HttpResponse:
    context = {"table": table, "title": title, "add": add, "add_title": add_title}
    return render(request, "people/places.html", context)

"""A vendor's month: what was delivered, what was agreed, what was invoiced; every difference opens to its contacts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from helmline_web.people.access import Viewer, right
from helmline_web.people.models import Vendor
from helmline_web.reports import exports, month_paper, vendors
from helmline_web.reports.forms.vendors import ContractForm, InvoiceForm
from helmline_web.reports.models import Close
from helmline_web.reports.pages.months import sees_whole

LISTED = 200


def _vendor(viewer: Viewer, code: str) -> Vendor:
    """Return a vendor that somebody may look at; Http404 for another one, as for one that does not exist."""
    found = next((vendor for vendor in vendors.visible_to(viewer) if vendor.code == code), None)
    if found is None:
        raise Http404
    return found


@right("see.closed")
def page(request: HttpRequest, month: str, code: str) -> HttpResponse:
    """Show it; the house may enter contract and invoice here."""
    vendor, close = _vendor(request.viewer, code), get_object_or_404(Close, month=month)
    forms = _forms(request, close, vendor) if sees_whole(request.viewer) else {}
    if request.method == "POST":
        if not forms:
            raise Http404
        if _stored(request, forms, close, vendor):
            return redirect("reports:vendor", month=month, code=code)
    found = vendors.month_of(close, vendor)
    failed = any(form.errors for form in forms.values())
    return render(request, "reports/vendor.html", _context(found, forms), status=422 if failed else 200)


def _context(found: vendors.VendorMonth, forms: dict[str, Any]) -> dict[str, Any]:
    currency = found.contract.currency if found.contract else ""
    return {
        "month": found,
        "figures": month_paper.vendor_figures(found),
        "verdicts": month_paper.verdicts(found),
        "sentence": month_paper.bill_sentence(found.bill, currency),
        "currency": currency,
        "forms": forms,
        "foot": month_paper.foot(found.close),
    }


def _forms(request: HttpRequest, close: Close, vendor: Vendor) -> dict[str, Any]:
    what = request.POST.get("what", "")
    standing = vendor.contracts.filter(since__lte=close.month).first()
    invoice = vendor.invoices.filter(close=close).first()
    return {
        "contract": ContractForm(
            request.POST if what == "contract" else None,
            instance=standing,
            prefix="contract",
            initial={"since": close.month},
        ),
        "invoice": InvoiceForm(
            request.POST if what == "invoice" else None, instance=invoice, prefix="invoice"
        ),
    }


def _stored(request: HttpRequest, forms: dict[str, Any], close: Close, vendor: Vendor) -> bool:
    what, by = request.POST.get("what", ""), request.viewer.user_id
    form = forms.get(what)
    if form is None or not form.is_valid():
        return False
    made = form.save(commit=False)
    made.vendor = vendor
    if what == "contract":
        vendors.agree(made, by=by)
    else:
        made.close = close
        vendors.enter(made, by=by)
    messages.success(request, _("Stored."))
    return True


@right("see.closed")
def rows(request: HttpRequest, month: str, code: str) -> HttpResponse:
    """Show the contacts that a bill counts; `format` hands them out as a file."""
    vendor, close = _vendor(request.viewer, code), get_object_or_404(Close, month=month)
    table = vendors.rows(request.viewer, close, vendor)
    found = [(row["source"], row["interaction"], row["at"]) for row in table.to_pylist()]
    form = request.GET.get("format", "")
    if form in ("csv", "xlsx"):
        name = f"month-{month}-{vendor.pk}-contacts"
        return exports.table(name, form, ("source", "contact", "at"), found, by=request.viewer.user_id)
    context = {"close": close, "vendor": vendor, "rows": found[:LISTED], "count": len(found)}
    return render(request, "reports/vendor_rows.html", context)


@right("see.closed")
def export(request: HttpRequest, month: str, code: str) -> HttpResponse:
    """Hand the vendor's month out as PDF."""
    vendor, close = _vendor(request.viewer, code), get_object_or_404(Close, month=month)
    document = month_paper.vendor_document(vendors.month_of(close, vendor))
    return exports.paper(f"month-{month}-vendor-{vendor.pk}", document, by=request.viewer.user_id)

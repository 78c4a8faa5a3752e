"""A vendor's month: from stored cells, checked against contract and invoice, seen by the vendor alone."""

from decimal import Decimal

import pytest

from helmline_web.people import actions as people
from helmline_web.people.access import viewer_of
from helmline_web.people.models import Vendor
from helmline_web.reports import vendors
from helmline_web.reports.models import Contract, Invoice

CODE = "Contara Partners"


@pytest.fixture
def contara(august, house):
    vendor = Vendor.objects.get(code=CODE)
    agreed = Contract(vendor=vendor, since="2026-01", unit="solved", price=Decimal("3.50"), sla_aim=0.9)
    vendors.agree(agreed, by=house.user["Mona"].pk)
    return vendor


def counted_by_hand(close):
    cells = [cell for answer in close.answers for cell in answer["cells"]]
    return next(c["value"] for c in cells if c["metric"] == "solved" and c["by"] == {"team": "Contara"})


def test_it_counts_from_the_stored_cells(contara, august):
    month = vendors.month_of(august, contara)
    assert month.teams == ("Contara",)
    assert month.bill.counted == counted_by_hand(august) > 0
    assert month.bill.expected == month.bill.counted * Decimal("3.50")


def test_it_checks_an_invoice(contara, august, house):
    count = int(counted_by_hand(august))
    invoice = Invoice(
        close=august, vendor=contara, units=count + 2, amount=Decimal(count + 2) * Decimal("3.50")
    )
    vendors.enter(invoice, by=house.user["Mona"].pk)
    bill = vendors.month_of(august, contara).bill
    assert (bill.more_units, bill.more) == (2, 7)


def test_it_opens_the_bill_to_its_contacts(contara, august, mona):
    table = vendors.rows(mona, august, contara)
    assert table.num_rows == vendors.month_of(august, contara).bill.counted
    assert table["counted"].to_pylist() == [True] * table.num_rows


def test_it_shows_a_vendor_its_own_page_and_no_other(contara, august, house):
    people.add_vendor("Rival", by=None)
    vera = house.client("Vera")
    page = vera.get(f"/reports/months/2026-08/vendors/{CODE}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Milano" not in text
    assert "Rival" not in vera.get("/reports/months").content.decode()
    for address in ("vendors/Rival", "rows/Rival", "paper/Rival", "vendors/nobody", "", "today", "file.csv"):
        assert vera.get(f"/reports/months/2026-08/{address}".rstrip("/")).status_code == 404, address
    assert vera.post(f"/reports/months/2026-08/vendors/{CODE}", {"what": "invoice"}).status_code == 404
    assert vera.get(f"/reports/months/2026-08/rows/{CODE}").status_code == 200


def test_it_shows_a_vendor_the_very_rows_the_house_sees(contara, august, house, mona):
    vera = viewer_of(house.user["Vera"])
    theirs, ours = (
        vendors.rows(viewer, august, contara)["interaction"].to_pylist() for viewer in (vera, mona)
    )
    assert sorted(theirs) == sorted(ours)


def test_it_takes_contract_and_invoice_from_the_page(contara, august, house):
    mona, address = house.client("Mona"), f"/reports/months/2026-08/vendors/{CODE}"
    agreed = {"what": "contract", "contract-since": "2026-08", "contract-unit": "created", "contract-price": "2", "contract-currency": "EUR"}  # fmt: skip
    assert mona.post(address, agreed).status_code == 302
    billed = {"what": "invoice", "invoice-units": "10", "invoice-amount": "20", "invoice-number": "A-1"}
    assert mona.post(address, billed).status_code == 302
    assert "The invoice differs by" in mona.get(address).content.decode()
    assert mona.post(address, {"what": "invoice", "invoice-units": "ten"}).status_code == 422


def test_it_hands_rows_out_as_files_that_no_spreadsheet_runs(contara, august, house):
    answer = house.client("Mona").get(f"/reports/months/2026-08/rows/{CODE}?format=csv")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.decode("utf-8-sig").splitlines()[0] == "source,contact,at"

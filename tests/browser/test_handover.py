"""A shift is handed over, and whoever leads the next one accepts it."""

from browser.small_demonstration import NEXT_LEAD
from helmline_web.people.demo import PASSWORD


def test_it_goes_from_one_lead_to_the_next(visit, language):
    lead = visit("/live", "lead", language)
    note = f"Refunds wait for the bank ({language})."
    lead.fill("textarea[name=note]", note)
    lead.click("form[action$='/live/handover'] .btn.is-main")
    lead.wait_for_selector(f".hand-note:has-text('{note}')")
    next_lead = visit("/live", language=language)
    next_lead.fill("input[name=mail]", NEXT_LEAD)
    next_lead.fill("input[name=password]", PASSWORD)
    next_lead.click("form.form .btn.is-main")
    next_lead.wait_for_selector(f".hand-note:has-text('{note}')")
    next_lead.click("form[action*='/live/handover/'] .btn.is-main")
    next_lead.wait_for_selector("form[action*='/live/handover/']", state="detached")
    lead.reload()
    assert "Linda Ferri" in lead.inner_text(".handover")

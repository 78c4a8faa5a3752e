"""The main pages before axe, on a desk and on a phone, light and dark; no console has anything to complain about."""

import pytest

#: address -> whose page it is
PAGES = {
    "/": "manager", "/number/first_reply_time": "manager", "/rows/first_reply_time": "manager",
    "/explorer?metric=first_reply_time&by=team": "manager", "/teams/Milano": "manager", "/agents": "lead",
    "/me": "agent", "/live": "lead", "/live/tv": "lead", "/metrics": "agent", "/metrics/first_reply_time": "agent",
    "/data/": "admin", "/data/imports": "manager", "/reports/months": "manager", "/reports/monday": "manager",
    "/policies/": "manager", "/policies/calendars/of/Milano": "manager", "/policies/incidents": "lead",
    "/people/": "admin", "/people/organisation": "admin", "/trail/": "admin", "/account/": "agent",
}  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = {
    "desk": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


def _findings(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("look", LOOKS)
def test_it_stands_before_axe_and_keeps_inside_its_width(visit, look):
    page, whose, faults = None, "", []
    for address, role in sorted(PAGES.items(), key=lambda item: item[1]):
        if role != whose:
            page, whose = visit(address, role, **LOOKS[look]), role
        else:
            page.goto(address)
        faults += [f"{address} {finding}" for finding in _findings(page)]
        if page.evaluate("document.documentElement.scrollWidth") > LOOKS[look]["viewport"]["width"]:
            faults.append(f"{address} runs over the edge")
    assert not faults, "\n".join(faults)

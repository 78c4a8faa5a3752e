"""Who gets which page: every address of the application is in this table, for everybody of the cast.

`TABLE` says whom an address answers; to the others it is not there (404), and who is not signed in is asked to
(or gets 401 from the API). What is on the pages is narrowed by the reader's scope: that is tested with names and
numbers that a reader must never meet, whatever the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from helmline import synthetic
from helmline_web.analytics import door
from helmline_web.analytics.selection import Selection
from helmline_web.people.access import viewer_of

from .cast import NAMES
from .company import COMPANY

pytestmark = [pytest.mark.usefixtures("company"), pytest.mark.django_db]

PUBLIC = frozenset({*NAMES, ""})
EVERYBODY = frozenset(NAMES)
OFFICE = frozenset({"Ada", "Mona", "Lea", "Lars", "Quinn", "Tessa", "Pia", "Vera"})
LOOKS = OFFICE | {"Vic"}
READERS = OFFICE | {"Abe", "Bea"}
LEADS = frozenset({"Ada", "Mona", "Lea", "Lars"})
DUTY = LEADS | {"Pia"}
STAFF = LEADS | {"Quinn", "Tessa", "Pia"}
HOUSE = frozenset({"Ada", "Mona"})
ADMIN = frozenset({"Ada"})

Given = dict[str, object]
#: address -> (whom it answers, what stands in it)
TABLE: dict[str, tuple[frozenset[str], Given]] = {
    "dashboards:pulse": (LOOKS, {}),
    "dashboards:due": (LOOKS, {}),
    "dashboards:number": (EVERYBODY, {"metric": "created"}),
    "dashboards:rows": (EVERYBODY, {"metric": "created"}),
    "dashboards:me": (EVERYBODY, {}),
    "dashboards:agents": (OFFICE, {}),
    "dashboards:teams": (LOOKS, {}),
    "dashboards:live": (EVERYBODY, {}),
    "dashboards:live-tv": (EVERYBODY, {}),
    "dashboards:explorer": (LOOKS, {}),
    "dashboards:catalogue": (EVERYBODY, {}),
    "dashboards:definition": (EVERYBODY, {"name": "created"}),
    "dashboards:search": (EVERYBODY, {}),
    "dashboards:saved-views": (EVERYBODY, {}),
    "account:account": (EVERYBODY, {}),
    "account:keys": (OFFICE, {}),
    "account:browsers": (EVERYBODY, {}),
    "account:passkeys": (EVERYBODY, {}),
    "people:held": (EVERYBODY, {}),
    "people:import": (ADMIN, {}),
    "people:person-new": (ADMIN, {}),
    "people:team-new": (ADMIN, {}),
    "people:logins": (ADMIN, {}),
    "people:house-edit": (ADMIN, {}),
    "people:words": (ADMIN, {}),
    "people:brand-new": (ADMIN, {}),
    "people:vendor-new": (ADMIN, {}),
    "policies:overview": (STAFF, {}),
    "ingest:sources": (HOUSE | {"Pia"}, {}),
    "ingest:findings": (HOUSE | {"Pia"}, {}),
    "ingest:imports": (HOUSE, {}),
    "decisions:trail": (HOUSE, {}),
    "ui:styleguide": (PUBLIC, {}),
}
#: addresses that need an object of their own, or take only what is sent; their own tests hold their doors
ELSEWHERE = re.compile(
    r"dashboards:(agent|team|handover-\w+|interaction|export|saved-view-\w+)"
    r"|account:(welcome|sign-in|second-step|demo|passkey-\w+|oidc-\w+|sign-out|unsent(-drop)?|password|authenticator(-remove)?|recovery-codes|key-end|browsers?-end)"
    r"|people:(people|export|person(-edit)?|sign-in-\w+|membership-\w+|role-\w+|teams|team(-edit)?|deputy(-end)?|logins-\w+|login-\w+|house|words-in|privacy(-choose)?|brands|brand|vendors|vendor)"
    r"|policies:(?!overview)[\w-]+"
    r"|ingest:(health|import|mapping|mapping-text|land|undo|rejects)"
    r"|reports:[\w-]+|decisions:(check|export)|ui:(preferences|styleguide-sheet)|api:[\w-]+|api-docs|healthz"
)


def _addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from _addresses(part, f"{prefix}{part.namespace}:" if part.namespace else prefix)
        elif isinstance(part, URLPattern):
            yield f"{prefix}{part.name}"


def test_every_address_is_in_the_table_or_held_by_a_test_of_its_own() -> None:
    known = set(_addresses(get_resolver()))
    assert not {name for name in known if name not in TABLE and not ELSEWHERE.fullmatch(name)}
    assert not set(TABLE) - known


@pytest.mark.parametrize("name", TABLE)
def test_an_address_answers_whom_the_table_says_and_is_not_there_for_the_others(cast, name: str) -> None:
    allowed, given = TABLE[name]
    address = reverse(name, kwargs=given)
    found = {who: cast.client(who).get(address).status_code for who in NAMES}
    assert {who for who, status in found.items() if status == 200} == allowed - {""}
    assert set(found.values()) <= {200, 404}


@pytest.mark.parametrize("name", [name for name, (allowed, _given) in TABLE.items() if "" not in allowed])
def test_who_is_not_signed_in_is_asked_to_and_comes_back(client: Client, db, name: str) -> None:
    answer = client.get(reverse(name, kwargs=TABLE[name][1]))
    assert answer.status_code == 302
    assert answer.url.startswith("/account/sign-in?next=")


#: what a reader may ask in an address to reach beyond the own scope
REACHES = (
    "/?team=Stockholm", "/rows/created?team=Stockholm", "/rows/backlog?where.team=Stockholm", "/number/created?team=Stockholm",
    "/teams/Stockholm", "/explorer?metric=created&by=agent", "/explorer?metric=created&by=agent&team=Stockholm",
    "/live?team=Stockholm", "/live", "/agents?team=Stockholm", "/promises?team=Stockholm", "/promises?show=broken",
    "/explorer/export?metric=created&by=agent&form=csv", "/people/", "/people/teams",
)  # fmt: skip


def _strangers(cast, who: str) -> tuple[set[str], set[str]]:
    """Return the names of people and the numbers of contacts that somebody must never meet."""
    mine = door.rows(viewer_of(cast.user[who]), _all_created(), limit=100_000)
    whole = door.rows(viewer_of(cast.user["Mona"]), _all_created(), limit=100_000)
    hidden = {record.case_key for record in whole.records} - {record.case_key for record in mine.records}
    home = {"Lea": "Milano", "Abe": None, "Vera": "Contara"}[who]
    rows = synthetic.people(COMPANY).to_pylist()
    named = {row["name"] for row in rows if row["team"] != home}
    return named, {case for case in hidden if case}


def _all_created():
    return Selection.read({"period": "12m"}).query("created")


@pytest.mark.parametrize("who", ["Lea", "Abe", "Vera"])
def test_no_address_shows_a_stranger_or_a_strangers_contact(cast, who: str) -> None:
    names, cases = _strangers(cast, who)
    assert names
    assert cases
    client = cast.client(who)
    leaks = []
    for address in REACHES:
        text = unescape(client.get(address).getvalue().decode(errors="replace"))
        leaks += [(address, name) for name in names if name in text]
        leaks += [(address, case) for case in set(re.findall(r"BM-\d+", text)) & cases]
    assert not leaks


def test_a_strangers_contact_is_not_there_by_any_door(cast) -> None:
    _names, cases = _strangers(cast, "Lea")
    lea, case = cast.client("Lea"), sorted(cases)[0]
    address = reverse("dashboards:interaction", args=(synthetic.SOURCE, case))
    hidden, absent = lea.get(address), lea.get(address.replace(case, "BM-9999999"))
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    found, nothing = (_main(lea.get(f"/search?q={words}").content.decode()) for words in (case, "BM-9999999"))
    assert found.replace(case, "") == nothing.replace("BM-9999999", "")


def _main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_a_figure_about_few_people_is_held_back_with_what_would_give_it_away(cast) -> None:
    page = unescape(cast.client("Vic").get("/explorer?metric=created&by=agent").content.decode())
    named = {row["name"] for row in synthetic.people(COMPANY).to_pylist()}
    assert not [name for name in named if name in page]

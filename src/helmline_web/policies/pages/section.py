"""The policies of one section: what holds now, what is planned."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helmline_web.people.access import right
from helmline_web.policies import modes, queries, words
from helmline_web.policies.queries import Held
from helmline_web.ui.tables import Column, Row, Table


@right("see.policies")
def page(request: HttpRequest, section: str) -> HttpResponse:
    """Show one section; `q` narrows it to policies that contain a text."""
    kind = queries.section_named(section)
    if section == "incident":
        return redirect("policies:incidents")
    asked = request.GET.get("q", "").strip()
    found = [held for held in queries.held(section) if _fits(held, asked)]
    context = {
        "section": kind,
        "table": _reason_tree(found) if section == "reason" else _table(kind.name, found),
        "asked": asked,
        "may_edit": request.viewer.may("edit.policies"),
        "new": reverse("policies:new", args=(section,)),
    }
    return render(request, "policies/section.html", context)


def _fits(held: Held, asked: str) -> bool:
    said = f"{held.policy.code} {held.shown.get('name', '')}".casefold()
    return asked.casefold() in said


def _table(section: str, found: list[Held], depth: dict[str, int] | None = None) -> Table:
    zone = modes.now().zone.key
    return Table(
        caption=_("Policies in force"),
        columns=(
            Column("name", _("Policy"), strong=True),
            Column("says", _("What it says")),
            Column("whom", _("For whom")),
            Column("holds", _("Holds"), quiet=True),
        ),
        rows=[_row(section, held, zone, (depth or {}).get(held.policy.code, 0)) for held in found],
        empty_title=_("Nothing is in force here yet"),
        empty=_("Add the first one, or publish reference data from a file."),
    )


def _row(section: str, held: Held, zone: str, depth: int) -> Row:
    shown = held.shown
    name = shown.get("name") or _title(section, held)
    values = {
        "name": "\u2003" * depth + str(name),
        "says": words.sentence(section, shown),
        "whom": words.whom(shown) if section in ("target", "sla") else shown.get("brand", ""),
        "holds": words.holds(shown, zone),
    }
    asides = {"holds": _("another one is planned")} if held.planned and held.now else {}
    return Row(values, asides, href=reverse("policies:policy", args=(section, held.policy.code)))


def _title(section: str, held: Held) -> str:
    if section == "target":
        return str(words.KINDS[held.shown["kind"]])
    return held.policy.code


def _reason_tree(found: list[Held]) -> Table:
    """Return the reasons below each other, each with how deep it hangs."""
    by_code = {held.policy.code: held for held in found}
    below: dict[str, list[str]] = {}
    for code, held in by_code.items():
        parent = held.shown.get("parent", "")
        below.setdefault(parent if parent in by_code else "", []).append(code)
    order: list[Held] = []
    depth: dict[str, int] = {}
    waiting = [(code, 0) for code in reversed(below.get("", []))]
    while waiting:
        code, level = waiting.pop()
        order.append(by_code[code])
        depth[code] = level
        waiting += [(inner, level + 1) for inner in reversed(below.get(code, []))]
    return _table("reason", order, depth)

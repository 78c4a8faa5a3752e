"""What the checks of the log found: everything, by severity and source, with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from helmline.eventlog.checks import Finding
from helmline_web.ingest import findings as found_findings
from helmline_web.ingest import words
from helmline_web.people.access import right
from helmline_web.ui.frame import Choice

#: Checks whose examples are days, people or pairs of numbers.
_NO_CONTACTS = frozenset({"gap", "unknown_person", "two_keys_one_number"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding as a reader sees it."""

    severity: str
    severity_words: str
    says: str
    do: str
    source: str
    count: int
    examples: tuple[tuple[str, str], ...]  # each with the address that opens it, or ""


@right("see.data")
def findings(request: HttpRequest) -> HttpResponse:
    """Show the findings; `severity` and `source` in the address narrow them."""
    looked = found_findings.found()
    everything = looked.findings if looked else ()
    severity, source = request.GET.get("severity", ""), request.GET.get("source", "")
    chosen = found_findings.chosen(everything, severity=severity, source=source)
    context = {
        "looked_us": round(looked.at.timestamp() * 1e6) if looked else None,
        "shown": [_shown(one) for one in chosen],
        "total": len(everything),
        "severities": _severities(severity, source, everything),
        "sources": _sources(severity, source, everything),
    }
    return render(request, "ingest/findings.html", context)


def _shown(one: Finding) -> Shown:
    says, do = words.finding(one.code, one.meaning, one.next_step)
    examples = tuple((example, _opens(one, example)) for example in one.examples)
    return Shown(one.severity, str(words.SEVERITIES[one.severity]), says, do, one.source, one.count, examples)


def _opens(one: Finding, example: str) -> str:
    """Return the address of the contact that an example names, where it names one."""
    if one.code in _NO_CONTACTS or not one.source or not example:
        return ""
    return reverse("dashboards:interaction", args=[one.source, example])


def _severities(chosen: str, source: str, found: tuple[Finding, ...]) -> list[Choice]:
    def choice(code: str, title: str) -> Choice:
        count = len(found_findings.chosen(found, severity=code, source=source))
        return Choice(title, _link(severity=code, source=source), str(count), code == chosen)

    return [
        choice("", _("All")),
        *(choice(code, str(words.SEVERITIES[code])) for code in found_findings.SEVERITIES),
    ]


def _sources(severity: str, chosen: str, found: tuple[Finding, ...]) -> list[Choice]:
    names = sorted({one.source for one in found})
    all_of_them = Choice(_("Every source"), _link(severity=severity), is_on=not chosen)
    return [
        all_of_them,
        *(Choice(name, _link(severity=severity, source=name), is_on=name == chosen) for name in names),
    ]


def _link(**chosen: str) -> str:
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{reverse('ingest:findings')}{'?' + query if query else ''}"

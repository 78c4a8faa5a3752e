"""Each kind of happening as a sentence. `who` is a name, or the part somebody played."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from helmline.eventlog.schema import Change, Flag, Kind, Role, Status
from helmline.metrics.interaction import Happening
from helmline_web.analytics import terms
from helmline_web.ui import formats

ROLES: Final[Mapping[Role, str | Promise]] = {
    Role.CUSTOMER: gettext_lazy("the customer"),
    Role.AGENT: gettext_lazy("a colleague"),
    Role.BOT: gettext_lazy("the bot"),
    Role.AUTOMATION: gettext_lazy("an automation"),
    Role.SYSTEM: gettext_lazy("the system"),
    Role.THIRD_PARTY: gettext_lazy("a third party"),
}
STATUSES: Final[Mapping[Status, str | Promise]] = {
    Status.NEW: pgettext_lazy("state of a contact", "new"),
    Status.OPEN: pgettext_lazy("state of a contact", "open"),
    Status.PENDING: pgettext_lazy("state of a contact", "waiting for the customer"),
    Status.HOLD: pgettext_lazy("state of a contact", "waiting for a third party"),
    Status.SOLVED: pgettext_lazy("state of a contact", "solved"),
    Status.CLOSED: pgettext_lazy("state of a contact", "closed"),
}
CHANGES: Final[Mapping[Change, str | Promise]] = {
    Change.ROUTING: gettext_lazy("routing"),
    Change.TRANSFER: gettext_lazy("transfer"),
    Change.SKILL_ESCALATION: gettext_lazy("escalation to a skill"),
    Change.SHIFT_HANDOVER: gettext_lazy("shift handover"),
    Change.ABSENCE_COVER: gettext_lazy("cover for an absence"),
    Change.BULK: gettext_lazy("bulk reassignment"),
}
#: kinds whose sentence needs only who, to whom, a code and a length
_PLAIN: Final[Mapping[Kind, str | Promise]] = {
    Kind.CREATED: gettext_lazy("The contact began"),
    Kind.MERGED: gettext_lazy("Merged away"),
    Kind.SPLIT: gettext_lazy("Split from another contact"),
    Kind.FOLLOW_UP: gettext_lazy("Continues a closed contact"),
    Kind.MARKED_SPAM: gettext_lazy("Marked as spam"),
    Kind.UNMARKED_SPAM: gettext_lazy("Found not to be spam"),
    Kind.TAGGED: gettext_lazy("Tag set: %(code)s"),
    Kind.UNTAGGED: gettext_lazy("Tag taken away: %(code)s"),
    Kind.FLAGGED: gettext_lazy("Flagged: %(code)s"),
    Kind.ACTIVITY: gettext_lazy("Step: %(code)s"),
    Kind.CALENDAR_SET: gettext_lazy("Opening hours of %(code)s from here on"),
    Kind.SLA_APPLIED: gettext_lazy("SLA policy applied: %(code)s"),
    Kind.UNASSIGNED: gettext_lazy("No owner any more"),
    Kind.WORKED: gettext_lazy("%(who)s worked on it for %(time)s"),
    Kind.BOT_HANDED_OFF: gettext_lazy("The bot handed over to people"),
    Kind.ESCALATED: gettext_lazy("Escalated by %(who)s"),
    Kind.ESCALATION_ACKNOWLEDGED: gettext_lazy("The escalation was taken up by %(who)s"),
    Kind.CALL_OFFERED: gettext_lazy("A call came in"),
    Kind.IVR_EXITED: gettext_lazy("The caller left in the menu"),
    Kind.QUEUED: gettext_lazy("Began to wait in a queue"),
    Kind.RANG_NO_ANSWER: gettext_lazy("Rang at %(owner)s without an answer"),
    Kind.ANSWERED: gettext_lazy("%(owner)s answered"),
    Kind.HELD: gettext_lazy("Put on hold"),
    Kind.RETRIEVED: gettext_lazy("Taken back from hold"),
    Kind.CONSULTED: gettext_lazy("A colleague was asked while the caller waited"),
    Kind.CONFERENCED: gettext_lazy("A colleague joined the call"),
    Kind.TRANSFERRED: gettext_lazy("Passed on; the next leg begins"),
    Kind.OVERFLOWED: gettext_lazy("The queue gave it up to another; the next leg begins"),
    Kind.ABANDONED: gettext_lazy("The caller hung up while waiting"),
    Kind.CALLBACK_REQUESTED: gettext_lazy("The caller asked to be called back"),
    Kind.CALLBACK_ATTEMPTED: gettext_lazy("%(who)s tried to call back"),
    Kind.CALLBACK_KEPT: gettext_lazy("The call back reached the customer"),
    Kind.CALL_ENDED: gettext_lazy("The talk was over"),
    Kind.WRAPPED_UP: gettext_lazy("After-call work was over"),
    Kind.CHAT_CLOSED_INACTIVE: gettext_lazy("The chat was closed: the customer had gone silent"),
    Kind.SURVEY_ELIGIBLE: gettext_lazy("A survey could be sent: %(code)s"),
    Kind.SURVEY_SENT: gettext_lazy("A survey was sent: %(code)s"),
    Kind.SURVEY_DELIVERED: gettext_lazy("The survey arrived"),
    Kind.CLOCK_PAUSED: gettext_lazy("Clocks paused: %(code)s"),
    Kind.CLOCK_RESUMED: gettext_lazy("Clocks run on"),
    Kind.VENDOR_FIGURE: gettext_lazy("The source computed %(code)s"),
}


def sentence(each: Happening, name: Callable[[int | None, Role | None], str]) -> str:
    """Return what happened; `name` says who somebody is, by key and the part played."""
    if each.kind in _SAID:
        return _SAID[each.kind](each, name)
    words = {
        "who": name(each.actor, each.role),
        "owner": name(each.owner or each.actor, Role.AGENT),
        "code": each.code or "",
        "time": formats.duration(each.amount, "us"),
    }
    return _first_up(str(_PLAIN[each.kind]) % words)


def _message(each: Happening, name: Callable[[int | None, Role | None], str]) -> str:
    words = {"who": name(each.actor, each.role)}
    if each.has(Flag.AUTO):
        return _("Automatic message: it answers nobody and starts no clock")
    if each.kind == Kind.MESSAGE_PRIVATE:
        return _first_up(_("%(who)s wrote a note that the customer does not see") % words)
    if each.has(Flag.COURTESY):
        return _first_up(_("%(who)s wrote only thanks: nothing is reopened") % words)
    return _first_up(_("%(who)s wrote") % words)


def _status(each: Happening, name: Callable[[int | None, Role | None], str]) -> str:
    words = {"who": name(each.actor, each.role), "state": _state(each)}
    return _first_up(_("%(who)s set it to: %(state)s") % words)


def _state(each: Happening) -> str:
    known = str(STATUSES[each.status]) if each.status else ""
    theirs = each.code if each.code and each.code.lower() != known.lower() else ""
    return f"{known} ({theirs})" if known and theirs else known or theirs


def _assigned(each: Happening, name: Callable[[int | None, Role | None], str]) -> str:
    owner = name(each.owner, Role.AGENT)
    if each.change is None:
        return _first_up(_("%(owner)s got it") % {"owner": owner})
    return _first_up(_("%(owner)s got it: %(change)s") % {"owner": owner, "change": CHANGES[each.change]})


def _moved(each: Happening, name: Callable[[int | None, Role | None], str]) -> str:
    del name
    parts = [f"{terms.dimension(key)}: {value}" for key, value in each.moved.items()]
    return _("Now %(places)s") % {"places": ", ".join(parts)}


def _rated(each: Happening, name: Callable[[int | None, Role | None], str]) -> str:
    del name
    if each.amount is None or not each.amount_of:
        return _("The survey was answered")
    score, scale = formats.number(each.amount / 1000), formats.number(each.amount_of / 1000)
    return _("The customer rated %(score)s of %(scale)s (%(survey)s)") % {
        "score": score, "scale": scale, "survey": each.code or "",
    }  # fmt: skip


_SAID: Final[Mapping[Kind, Callable[[Happening, Callable[[int | None, Role | None], str]], str]]] = {
    Kind.MESSAGE_PUBLIC: _message,
    Kind.MESSAGE_PRIVATE: _message,
    Kind.STATUS_CHANGED: _status,
    Kind.ASSIGNED: _assigned,
    Kind.TEAM_CHANGED: _moved,
    Kind.QUEUE_CHANGED: _moved,
    Kind.PRIORITY_CHANGED: _moved,
    Kind.REASON_CHANGED: _moved,
    Kind.ATTRIBUTE_CHANGED: _moved,
    Kind.SURVEY_ANSWERED: _rated,
}


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]

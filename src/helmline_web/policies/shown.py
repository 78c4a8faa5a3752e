"""A preview as tables and sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helmline.metrics.loading import metric as find
from helmline_web.analytics.terms import title
from helmline_web.policies import modes, words
from helmline_web.policies.preview import LISTED, Measured, Preview, Turned
from helmline_web.ui import formats
from helmline_web.ui.tables import Column, Row, Table


def of(preview: Preview) -> dict[str, Any]:
    """Return what the page shows: one sentence, the figures, the promises that turn."""
    return {
        "sentence": sentence(preview),
        "figures": _figures(preview.measured),
        "breaking": _promises(preview.breaking, _("Open contacts that would be late")),
        "mending": _promises(preview.mending, _("Open contacts that would no longer be late")),
        "past": _promises(preview.past, _("Finished contacts with another verdict")),
        "left_out": max(0, len(preview.past) - LISTED),
    }


def sentence(preview: Preview) -> str:
    """Say what the change does, in one sentence."""
    if preview.moves_nothing:
        return _("Nothing that has happened so far would read differently.")
    late, past = len(preview.breaking), len(preview.past)
    if late:
        return ngettext(
            "%(n)s open contact would be late at once.", "%(n)s open contacts would be late at once.", late
        ) % {"n": formats.number(late)}
    if past:
        return ngettext(
            "%(n)s finished contact would be judged differently.",
            "%(n)s finished contacts would be judged differently.",
            past,
        ) % {"n": formats.number(past)}
    return _("Figures of the past move; no open contact becomes late.")


def _figures(measured: Iterable[Measured]) -> Table:
    return Table(
        caption=_("Figures before and after"),
        columns=(
            Column("name", _("Figure"), strong=True),
            Column("before", _("Now"), "text"),
            Column("after", _("With the change"), "text"),
            Column("n", _("Counted"), "number"),
            Column("changed", _("Contacts that read differently"), "number"),
        ),
        rows=[_figure(one) for one in measured],
        empty_title=_("No figure depends on this"),
    )


def _figure(one: Measured) -> Row:
    name = title(find(one.metric))
    values = {
        "name": f"{name} · {one.by}" if one.by else name,
        "before": formats.amount(one.before.value, one.unit),
        "after": formats.amount(one.after.value, one.unit),
        "n": one.after.summary.n,
        "changed": one.changed,
    }
    return Row(values, tone="" if one.moves or one.changed else "quiet")


def _promises(turned: tuple[Turned, ...], caption: str) -> Table:
    return Table(
        caption=caption,
        columns=(
            Column("interaction", _("Contact"), strong=True),
            Column("kind", _("Target")),
            Column("elapsed", _("So far"), "duration", unit="us"),
            Column("within", _("Allowed"), "duration", unit="us"),
            Column("before", _("Now")),
            Column("after", _("With the change")),
        ),
        rows=[_promise(one) for one in turned[:LISTED]],
        empty_title=_("None"),
    )


def _promise(one: Turned) -> Row:
    values = {
        "interaction": one.interaction,
        "kind": str(words.KINDS[one.kind]),
        "elapsed": one.elapsed_us,
        "within": one.within_us,
        "before": str(words.VERDICTS[one.before]),
        "after": str(words.VERDICTS[one.after]),
    }
    return Row(values, key=f"{one.source} {one.interaction} {one.kind}")


def statements(section: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return each statement as the policy would have it, in words."""
    zone = modes.now().zone.key
    return [{"holds": words.holds(row, zone), "says": words.sentence(section, row)} for row in rows]


def side_by_side(theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each field of two statements; `differs` where they say different things."""
    names = [name for name in {**theirs, **mine} if name not in ("from", "to", "takes_over")]
    return [
        {
            "name": name,
            "theirs": _plain(theirs.get(name)),
            "mine": _plain(mine.get(name)),
            "differs": theirs.get(name) != mine.get(name),
        }
        for name in names
    ]


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)
    if isinstance(value, Mapping):
        return " ".join(f"{name} {_plain(inner)}" for name, inner in value.items())
    return formats.NOTHING if value in (None, "") else str(value)

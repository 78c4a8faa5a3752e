"""Catalogues of translations without system tools: extracted from code and templates, merged, checked, compiled."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from helmline.metrics.loading import catalogue

log = logging.getLogger(__name__)

PACKAGE: Final = Path(__file__).resolve().parents[1]
LOCALE: Final = PACKAGE / "locale"
#: Each language with its plural rule.
PLURALS: Final = {
    "it": "nplurals=2; plural=(n != 1);",
    "sv": "nplurals=2; plural=(n != 1);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "ja": "nplurals=1; plural=0;",
}
#: What marks a text in code, and which of its arguments are the texts.
_MARKS: Final[dict[str, Any]] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_PLACES: Final = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One text to translate."""

    singular: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A translation that lacks, is doubtful, or lost a placeholder. `kind`: missing, fuzzy, places."""

    language: str
    kind: str
    text: str


def path_of(language: str) -> Path:
    """Return a language's catalogue."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def update() -> dict[str, int]:
    """Bring every catalogue up to code and templates; return how many texts each still lacks."""
    wanted = texts()
    return {language: _merge(language, wanted) for language in PLURALS}


def check() -> list[Gap]:
    """Return everything that is not translated as it should be; an empty list is a complete set."""
    wanted = texts()
    return [gap for language in PLURALS for gap in _gaps(language, wanted)]


def compile_all() -> int:
    """Compile the catalogues that are newer than what was compiled from them; return how many."""
    return sum(_compile(path_of(language)) for language in PLURALS)


def texts() -> dict[Text, set[str]]:
    """Return every text of the interface with the files it stands in."""
    found: dict[Text, set[str]] = {}
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        place = path.relative_to(PACKAGE).as_posix()
        for text in _texts_in(path):
            found.setdefault(text, set()).add(place)
    for words in _of_metrics():
        found.setdefault(Text(words), set()).add("the library's metric catalogue")
    return found


def _of_metrics() -> Iterator[str]:
    """Yield the words of the metrics' definitions: data of the library, in English, said here in every language."""
    for metric in catalogue().values():
        told = metric.worked.says if metric.worked else ""
        yield from filter(
            None,
            (
                metric.title, metric.meaning, metric.formula, metric.attribution, metric.exclusions,
                metric.unanswerable, told, *metric.vendors,
            ),
        )  # fmt: skip


def _texts_in(path: Path) -> Iterator[Text]:
    code = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # a template becomes a line of calls; indentation means nothing in it and would stop the reader
        code = "\n".join(line.strip() for line in templatize(code, origin=path.name).splitlines())
    stream = io.BytesIO(code.encode())
    for _line, message, _comments, context in extract(
        "python", stream, _MARKS, options={"encoding": "utf-8"}
    ):
        singular, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
        if singular:
            yield Text(singular, plural, context or "")


def _merge(language: str, wanted: dict[Text, set[str]]) -> int:
    path = path_of(language)
    known = {_of(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    merged = polib.POFile(wrapwidth=110)
    merged.metadata = {
        "Content-Type": "text/plain; charset=UTF-8", "Language": language, "Plural-Forms": PLURALS[language],
    }  # fmt: skip
    for text in sorted(wanted):
        merged.append(_entry(text, wanted[text], language, known.get(text)))
    path.parent.mkdir(parents=True, exist_ok=True)
    merged.save(str(path))
    return len(merged.untranslated_entries())


def _entry(text: Text, places: set[str], language: str, known: polib.POEntry | None) -> polib.POEntry:
    forms = range(int(PLURALS[language][9]))
    plural = {"msgid_plural": text.plural, "msgstr_plural": dict.fromkeys(forms, "")} if text.plural else {}
    entry = polib.POEntry(
        msgid=text.singular,
        msgctxt=text.context or None,
        occurrences=[(place, "") for place in sorted(places)],
        **plural,
    )
    if _PLACES.search(text.singular) and "%(" in text.singular:
        entry.flags.append("python-format")
    if known is not None:
        entry.msgstr = known.msgstr
        entry.msgstr_plural = {n: known.msgstr_plural.get(n, "") for n in forms} if text.plural else {}
        entry.flags = sorted({*entry.flags, *(flag for flag in known.flags if flag == "fuzzy")})
        entry.tcomment = known.tcomment
    return entry


def _of(entry: polib.POEntry) -> Text:
    return Text(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _gaps(language: str, wanted: dict[Text, set[str]]) -> Iterator[Gap]:
    path = path_of(language)
    known = {_of(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    for text in sorted(wanted):
        entry = known.get(text)
        if entry is None or not entry.translated():
            yield Gap(language, "fuzzy" if entry is not None and entry.fuzzy else "missing", text.singular)
        elif _places_differ(text, entry):
            yield Gap(language, "places", text.singular)


def _places_differ(text: Text, entry: polib.POEntry) -> bool:
    """Whether a translation names a placeholder that the text lacks, or the plain text's are not all there."""
    allowed = _names(text.singular) | _names(text.plural)
    if not text.plural:
        return _names(entry.msgstr) != allowed
    # a singular may say "one" instead of its number
    return any(not _names(form) <= allowed for form in entry.msgstr_plural.values())


def _names(words: str) -> set[str]:
    return {first or second for first, second in _PLACES.findall(words)}


def _compile(source: Path) -> int:
    target = source.with_suffix(".mo")
    if not source.exists() or (target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns):
        return 0
    draft = target.with_suffix(".new")
    try:
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)
    except PermissionError:
        log.warning(
            "%s cannot be written: its language stays English. Run `python -m helmline_web catalogues compile` once.",
            target,
        )
        return 0
    return 1

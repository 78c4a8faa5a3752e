"""The organisation's own words, for one and for several, in each language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from helmline_web.decisions.versions import Stale
from helmline_web.people import changes, words
from helmline_web.people.access import right
from helmline_web.people.models import Organisation
from helmline_web.people.pages import stale


class WordsForm(forms.Form):
    """Two fields a term: for one, for several. An empty field keeps our word."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, instance: Organisation, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = instance.version
        self.extras = {"language": language}
        own = instance.own_words.get(language, {})
        for term in words.TERMS:
            for form, title in (("one", term.one), ("many", term.many)):
                self.fields[f"{term.code}-{form}"] = _word_field(
                    title, own.get(term.code, {}).get(form, ""), language
                )

    def terms(self) -> dict[str, dict[str, str]]:
        """Return what was filled in, by term and form."""
        filled: dict[str, dict[str, str]] = {}
        for name, word in self.cleaned_data.items():
            code, _dash, form = name.partition("-")
            if form and word:
                filled.setdefault(code, {})[form] = word
        return filled


def _word_field(title: str, own: str, language: str) -> forms.CharField:
    with override(language):
        ours = _(title)
    return forms.CharField(
        label=ours,
        initial=own,
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": ours}),
    )


@right("manage.settings")
def own_words(request: HttpRequest, language: str = "") -> HttpResponse:
    """Show and keep the words of one language."""
    language = language if language in dict(settings.LANGUAGES) else request.LANGUAGE_CODE
    house = Organisation.objects.first() or Organisation.objects.create(name="")
    form = WordsForm(request.POST or None, instance=house, language=language)
    if form.is_valid():
        kept = {**house.own_words, language: form.terms()}
        try:
            changes.change(
                house, {"own_words": kept}, seen=form.cleaned_data["seen"], by=request.viewer.user_id
            )
        except Stale as fault:
            return stale.show(request, form, fault.current, request.path)
        return redirect("people:words-in", language=language)
    context = {"form": form, "language": language, "languages": settings.LANGUAGES}
    return render(request, "people/words.html", context, status=422 if form.is_bound else 200)

"""A file of people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from helmline_web.people.importing import LARGEST


class PeopleFile(forms.Form):
    """A CSV file, chosen or pasted; pasting keeps the preview and the import the same text."""

    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        help_text=_("Columns: name, mail, team, role, started_on, left_on, sign_in."),
    )
    text = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LARGEST, strip=False)

    def content(self) -> bytes:
        """Return what was sent, as bytes."""
        sent = self.cleaned_data.get("file")
        return sent.read(LARGEST + 1) if sent else self.cleaned_data["text"].encode()

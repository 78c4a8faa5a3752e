"""The privacy profile: chosen here, described so that it can be printed and signed."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helmline_web.people import changes, privacy
from helmline_web.people.access import right
from helmline_web.people.forms.house import VersionedForm
from helmline_web.people.models import Organisation
from helmline_web.people.models.organisation import PrivacyProfile
from helmline_web.people.pages.editing import Editing, edit


class ProfileForm(VersionedForm):
    """Which agreement holds."""

    privacy_profile = forms.ChoiceField(
        label=gettext_lazy("What was agreed"),
        choices=PrivacyProfile.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A stricter profile hides at once what it does not cover. Tell your people before you change it."
        ),
    )

    class Meta:
        """What can be edited."""

        model = Organisation
        fields = ("privacy_profile",)


@right("see.own")
def description(request: HttpRequest) -> HttpResponse:
    """Describe the profile in force; open to everybody it is about."""
    context = {
        "profile": privacy.current(),
        "house": Organisation.objects.first(),
        "may_choose": request.viewer.may("manage.settings"),
    }
    return render(request, "people/privacy.html", context)


@right("manage.settings")
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the profile."""
    row = Organisation.objects.first() or Organisation.objects.create(name="")
    page = Editing(_("Choose the privacy profile"), reverse("people:privacy"), _("Privacy"))

    def act(form: ProfileForm) -> None:
        changes.change(row, form.asked, seen=form.cleaned_data["seen"], by=request.viewer.user_id)

    return edit(request, page, lambda posted: ProfileForm(posted, instance=row), act)

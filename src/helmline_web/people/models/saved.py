"""Views of pages that somebody wants again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from helmline_web.people.models.organisation import Team


class SavedView(models.Model):
    """A page with its query string; a view shared with a team is seen by its people within their own scope."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=100)  # the name of its address, like dashboards:explorer
    title = models.CharField(_("name"), max_length=100)
    query = models.TextField(blank=True)
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, verbose_name=_("shared with"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("title",)
        constraints = (models.UniqueConstraint(fields=("user", "page", "title"), name="one_view_a_title"),)

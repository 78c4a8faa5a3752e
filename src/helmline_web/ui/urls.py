"""Addresses of this app."""

from django.urls import path

from helmline_web.ui.pages.preferences import choose
from helmline_web.ui.pages.styleguide import sheet, styleguide

app_name = "ui"
urlpatterns = [
    path("preferences", choose, name="preferences"),
    path("styleguide", styleguide, name="styleguide"),
    path("styleguide/sheet", sheet, name="styleguide-sheet"),
]

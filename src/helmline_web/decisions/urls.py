"""Addresses of this app."""

from django.urls import path

from helmline_web.decisions.pages import trail

app_name = "decisions"
urlpatterns = [
    path("", trail.trail, name="trail"),
    path("check", trail.check, name="check"),
    path("export", trail.export, name="export"),
]

"""Addresses of this app."""

app_name = "ui"
urlpatterns: list = []

"""Addresses of this app."""

app_name = "analytics"
urlpatterns: list = []

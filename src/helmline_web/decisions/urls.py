"""Addresses of this app."""

app_name = "decisions"
urlpatterns: list = []

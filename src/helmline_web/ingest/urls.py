"""Addresses of this app."""

app_name = "ingest"
urlpatterns: list = []

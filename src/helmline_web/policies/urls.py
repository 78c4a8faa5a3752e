"""Addresses of this app."""

app_name = "policies"
urlpatterns: list = []

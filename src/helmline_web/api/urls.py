"""Addresses of the API and of the page that describes it."""

from django.urls import path

from helmline_web.api.pages import docs
from helmline_web.api.v1 import api

# the namespace `api` is the API's own: `api:api-root`, `api:openapi-json`
urlpatterns = [
    path("docs", docs.page, name="api-docs"),
    path("", api.urls),
]

"""Addresses of this app."""

from django.urls import path

from helmline_web.ingest.pages.findings import findings
from helmline_web.ingest.pages.health import health
from helmline_web.ingest.pages.imports import imports
from helmline_web.ingest.pages.one_import import land, mapping, mapping_text, one_import, rejects, undo
from helmline_web.ingest.pages.sources import sources

app_name = "ingest"
urlpatterns = [
    path("", sources, name="sources"),
    path("findings", findings, name="findings"),
    path("health", health, name="health"),
    path("imports", imports, name="imports"),
    path("imports/<uuid:key>", one_import, name="import"),
    path("imports/<uuid:key>/mapping", mapping, name="mapping"),
    path("imports/<uuid:key>/mapping-text", mapping_text, name="mapping-text"),
    path("imports/<uuid:key>/land", land, name="land"),
    path("imports/<uuid:key>/undo", undo, name="undo"),
    path("imports/<uuid:key>/rejects", rejects, name="rejects"),
]

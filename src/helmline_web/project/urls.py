"""All addresses: each app has its own below a prefix."""

from django.urls import include, path

from helmline_web.ingest.pages.health import healthz

urlpatterns = [
    path("", include("helmline_web.dashboards.urls")),
    path("healthz", healthz, name="healthz"),
    path("account/", include("helmline_web.people.account_urls")),
    path("people/", include("helmline_web.people.urls")),
    path("policies/", include("helmline_web.policies.urls")),
    path("data/", include("helmline_web.ingest.urls")),
    path("reports/", include("helmline_web.reports.urls")),
    path("trail/", include("helmline_web.decisions.urls")),
    path("ui/", include("helmline_web.ui.urls")),
    path("api/v1/", include("helmline_web.api.urls")),
]

handler400 = "helmline_web.ui.pages.errors.bad_request"
handler403 = "helmline_web.ui.pages.errors.forbidden"
handler404 = "helmline_web.ui.pages.errors.not_found"
handler500 = "helmline_web.ui.pages.errors.broken"

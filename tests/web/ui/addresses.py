"""Only this app's addresses, so that its tests stand alone."""

from django.urls import include, path

urlpatterns = [path("ui/", include("helmline_web.ui.urls"))]

handler400 = "helmline_web.ui.pages.errors.bad_request"
handler403 = "helmline_web.ui.pages.errors.forbidden"
handler404 = "helmline_web.ui.pages.errors.not_found"
handler500 = "helmline_web.ui.pages.errors.broken"

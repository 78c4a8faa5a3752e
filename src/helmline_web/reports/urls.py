"""Addresses of this app."""

from django.urls import path

from helmline_web.reports.pages import closed, library, monday, months, restatement, vendor

app_name = "reports"
urlpatterns = [
    path("", library.page, name="library"),
    path("months", months.page, name="months"),
    path("months/<str:month>", closed.page, name="closed"),
    path("months/<str:month>/file.<str:form>", closed.export, name="closed-file"),
    path("months/<str:month>/today", restatement.page, name="restatement"),
    path("months/<str:month>/today/<str:kind>", restatement.news, name="news"),
    path("months/<str:month>/rows/<path:code>", vendor.rows, name="vendor-rows"),
    path("months/<str:month>/paper/<path:code>", vendor.export, name="vendor-paper"),
    path("months/<str:month>/vendors/<path:code>", vendor.page, name="vendor"),
    path("monday", monday.page, name="monday"),
    path("monday.pdf", monday.paper, name="monday-paper"),
    path("monday/send", monday.send, name="send-monday"),
]

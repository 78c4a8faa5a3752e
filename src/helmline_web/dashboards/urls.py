"""Addresses of this app."""

from django.urls import path

from helmline_web.dashboards.pages import saved_views

app_name = "dashboards"
urlpatterns = [
    path("views", saved_views.page, name="saved-views"),
    path("views/save", saved_views.save, name="saved-view-save"),
    path("views/restore", saved_views.restore, name="saved-view-restore"),
    path("views/<int:number>", saved_views.change, name="saved-view-change"),
    path("views/<int:number>/delete", saved_views.delete, name="saved-view-delete"),
]

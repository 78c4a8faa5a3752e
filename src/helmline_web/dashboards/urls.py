"""Addresses of this app."""

from django.urls import path

from helmline_web.dashboards.pages import due, handover, interaction, live, number, pulse, rows, saved_views

app_name = "dashboards"
urlpatterns = [
    path("", pulse.page, name="pulse"),
    path("promises", due.page, name="due"),
    path("number/<str:metric>", number.page, name="number"),
    path("rows/<str:metric>", rows.page, name="rows"),
    path("live", live.page, name="live"),
    path("live/tv", live.tv, name="live-tv"),
    path("live/handover", handover.write, name="handover-write"),
    path("live/handover/<int:number>", handover.accept, name="handover-accept"),
    path("interactions/<str:source>/<path:case_key>", interaction.page, name="interaction"),
    path("views", saved_views.page, name="saved-views"),
    path("views/save", saved_views.save, name="saved-view-save"),
    path("views/restore", saved_views.restore, name="saved-view-restore"),
    path("views/<int:number>", saved_views.change, name="saved-view-change"),
    path("views/<int:number>/delete", saved_views.delete, name="saved-view-delete"),
]

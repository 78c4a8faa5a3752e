"""Addresses of this app."""

from django.urls import path

from helmline_web.dashboards.pages import (
    agent,
    agents,
    catalogue,
    due,
    explorer,
    export,
    handover,
    interaction,
    live,
    number,
    pulse,
    rows,
    saved_views,
    search,
    team,
)

app_name = "dashboards"
urlpatterns = [
    path("", pulse.page, name="pulse"),
    path("promises", due.page, name="due"),
    path("number/<str:metric>", number.page, name="number"),
    path("rows/<str:metric>", rows.page, name="rows"),
    path("me", agent.me, name="me"),
    path("agents", agents.page, name="agents"),
    path("agents/<int:number>", agent.page, name="agent"),
    path("teams", team.teams, name="teams"),
    path("teams/<str:code>", team.page, name="team"),
    path("live", live.page, name="live"),
    path("live/tv", live.tv, name="live-tv"),
    path("live/handover", handover.write, name="handover-write"),
    path("live/handover/<int:number>", handover.accept, name="handover-accept"),
    path("interactions/<str:source>/<path:case_key>", interaction.page, name="interaction"),
    path("explorer", explorer.page, name="explorer"),
    path("explorer/export", export.page, name="export"),
    path("metrics", catalogue.page, name="catalogue"),
    path("metrics/<str:name>", catalogue.definition, name="definition"),
    path("search", search.page, name="search"),
    path("views", saved_views.page, name="saved-views"),
    path("views/save", saved_views.save, name="saved-view-save"),
    path("views/restore", saved_views.restore, name="saved-view-restore"),
    path("views/<int:number>", saved_views.change, name="saved-view-change"),
    path("views/<int:number>/delete", saved_views.delete, name="saved-view-delete"),
]

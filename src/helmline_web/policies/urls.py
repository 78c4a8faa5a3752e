"""Addresses of this app. A policy's code may contain anything, so it comes last."""

from django.urls import path

from helmline_web.policies.pages import calendar, days, draft, edit, incidents, overview, policy, section

app_name = "policies"
urlpatterns = [
    path("", overview.page, name="overview"),
    path("publish", overview.publish, name="publish"),
    path("take-over", overview.take_over, name="take-over"),
    path("incidents", incidents.page, name="incidents"),
    path("incidents/end/<path:code>", incidents.end, name="end-incident"),
    path("calendars/new", calendar.new, name="new-calendar"),
    path("calendars/of/<path:name>", calendar.page, name="calendar"),
    path("calendars/hours/<path:name>", calendar.hours, name="hours"),
    path("calendars/days/<path:name>", days.page, name="days"),
    path("calendars/approve/<path:name>", days.approve, name="approve-days"),
    path("calendars/remove/<path:name>", days.remove, name="remove-day"),
    path("changes/<int:number>", draft.page, name="draft"),
    path("changes/<int:number>/edit", edit.again, name="edit-draft"),
    path("changes/<int:number>/apply", draft.put_in_force, name="apply"),
    path("changes/<int:number>/rebase", draft.rebase, name="rebase"),
    path("changes/<int:number>/drop", draft.drop, name="drop"),
    path("of/<str:section>", section.page, name="section"),
    path("new/<str:section>", edit.new, name="new"),
    path("edit/<str:section>/<path:code>", edit.edit, name="edit"),
    path("end/<str:section>/<path:code>", policy.end, name="end"),
    path("restore/<str:section>/<int:version>/<path:code>", policy.restore, name="restore"),
    path("one/<str:section>/<path:code>", policy.page, name="policy"),
]

"""The pages of policies: a change from the form over its preview to being in force."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection

from helmline.reference import current_version, load, publish_content
from helmline_web.people.models import Team
from helmline_web.policies import actions, incidents, queries
from helmline_web.policies.models import Draft, Policy

TODAY = date.today()


@pytest.fixture
def mona(own_company, cast, django_capture_on_commit_callbacks):
    actions.adopt(load(own_company).content)
    cast.mona = cast.client("Mona")
    return cast.mona


def follow(client, answer):
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return client.get(answer["Location"])


PAGES = [
    "", "of/calendar", "of/sla", "of/target", "of/queue", "of/reason", "of/rename", "of/event", "incidents",
    "calendars/of/Milano", "calendars/hours/Milano", "calendars/days/Milano", "calendars/new", "new/sla",
    "new/target", "new/queue", "new/reason", "new/rename", "new/event", "one/sla/Bellamar low",
    "edit/sla/Bellamar low", "one/reason/account/login", "edit/reason/account/login", "edit/queue/en-mail",
]  # fmt: skip


def test_it_shows_every_page(mona):
    for page in PAGES:
        answer = mona.get(f"/policies/{page}")
        assert answer.status_code == 200, page
        assert "style=" not in answer.content.decode(), page


def test_it_is_for_those_who_answer_for_the_work(cast, own_company, client):
    assert client.get("/policies/").status_code == 302
    assert [cast.client(name).get("/policies/").status_code for name in ("Lea", "Pia", "Abe", "Vera", "Vic")] == [
        200, 200, 404, 404, 404,
    ]  # fmt: skip
    assert cast.client("Lea").get("/policies/new/sla").status_code == 404


def filled(policy, **changes):
    targets = policy.latest["target"]
    fields = {"code": policy.code, "brand": ", ".join(policy.latest["brand"]), "priority": "low"}
    fields |= {"target-TOTAL_FORMS": len(targets), "target-INITIAL_FORMS": len(targets)}
    for number, target in enumerate(targets):
        fields |= {f"target-{number}-{name}": value for name, value in target.items()}
        fields[f"target-{number}-aim"] = target["aim"] * 100
    return {**fields, **changes}


def test_it_previews_and_puts_in_force(mona, django_capture_on_commit_callbacks):
    policy = Policy.objects.get(section="sla", code="Bellamar low")
    answer = mona.post("/policies/edit/sla/Bellamar low", filled(policy, **{"target-0-within": "10min"}))
    page = follow(mona, answer)
    draft = Draft.objects.get()
    assert draft.wanted["target"][0] == {**policy.latest["target"][0], "within": "10min"}
    assert "Put in force" in page.content.decode()
    answer = mona.post(f"/policies/changes/{draft.pk}", {"mode": "rewrite", "since": "", "note": "as agreed"})
    assert "Finished contacts with another verdict" in follow(mona, answer).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = mona.post(f"/policies/changes/{draft.pk}/apply")
    page = follow(mona, answer).content.decode()
    assert "10min" in page
    assert "as agreed" in page
    assert "Put in force again" in page


def test_it_shows_what_the_library_finds_at_its_field(mona):
    policy = Policy.objects.get(section="sla", code="Bellamar low")
    answer = mona.post("/policies/edit/sla/Bellamar low", filled(policy, **{"target-1-within": "soon"}))
    assert answer.status_code == 422
    assert "within" in answer.context["filled"].parts[1].errors


def test_it_says_which_mode_fits_a_past_day(mona):
    policy = Policy.objects.get(section="sla", code="Bellamar low")
    mona.post("/policies/edit/sla/Bellamar low", filled(policy))
    draft = Draft.objects.get()
    mona.post(f"/policies/changes/{draft.pk}", {"mode": "from_date", "since": "2026-01-01"})
    assert "lies behind us" in mona.get(f"/policies/changes/{draft.pk}").content.decode()


def test_it_shows_both_versions_to_who_is_second(mona, cast, django_capture_on_commit_callbacks):
    policy = Policy.objects.get(section="sla", code="Bellamar low")
    ada = cast.client("Ada")
    mona.post("/policies/edit/sla/Bellamar low", filled(policy, **{"target-0-within": "10min"}))
    ada.post("/policies/edit/sla/Bellamar low", filled(policy, **{"target-0-within": "11min"}))
    mine, hers = Draft.objects.order_by("pk")
    mona.post(f"/policies/changes/{mine.pk}/apply")
    answer = ada.post(f"/policies/changes/{hers.pk}/apply")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Mona changed this" in text
    assert "10min" in text
    assert "11min" in text
    page = follow(ada, ada.post(f"/policies/changes/{hers.pk}/rebase"))
    assert page.status_code == 200


def test_it_keeps_drafts_to_oneself(mona, cast):
    mona.post("/policies/calendars/hours/Milano", {"day_0": "09:00-12:00, 13:00-18:00"})
    draft = Draft.objects.get()
    assert cast.client("Ada").get(f"/policies/changes/{draft.pk}").status_code == 404


def test_it_changes_hours_over_midnight_and_split_days(mona):
    typed = {"day_0": "09:00-12:00, 13:00-18:00", "day_4": "22:00-06:00"}
    page = follow(mona, mona.post("/policies/calendars/hours/Milano", typed))
    assert Draft.objects.get().wanted == {"hours": ["Mon 09:00-12:00, 13:00-18:00", "Fri 22:00-06:00"]}
    assert page.status_code == 200
    draft = Draft.objects.get()
    follow(mona, mona.post(f"/policies/changes/{draft.pk}/apply"))
    text = mona.get("/policies/calendars/of/Milano").content.decode()
    assert "22:00-06:00" in text


def test_it_blames_the_day_whose_hours_no_clock_shows(mona):
    answer = mona.post("/policies/calendars/hours/Milano", {"day_2": "9 to 5"})
    assert answer.status_code == 422
    assert "day_2" in answer.context["form"].errors


def test_it_proposes_holidays_and_applies_only_what_is_ticked(mona):
    asked = {
        "way": "region",
        "region-region": "SE",
        "region-years": "2027",
        "region-company": "2027-12-30 Inventory",
    }
    text = mona.post("/policies/calendars/days/Stockholm", asked).content.decode()
    assert "Midsummer Eve" in text
    assert "Inventory" in text
    page = mona.post(
        "/policies/calendars/approve/Stockholm",
        {"approved": ["2027-06-25"], "name-2027-06-25": "Midsummer Eve", "hours-2027-06-25": "08:00-12:00"},
    )
    follow(mona, page)
    added = Draft.objects.get().wanted["exception"][-1]
    assert added == {"on": "2027-06-25", "hours": ["08:00-12:00"], "name": "Midsummer Eve"}


def test_it_reads_a_calendar_file_and_applies_nothing_by_itself(mona):
    day = TODAY + timedelta(days=30)
    feed = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:{day:%Y%m%d}\nSUMMARY:Saint Martin\nEND:VEVENT\nEND:VCALENDAR\n"
    file = io.BytesIO(feed.encode())
    file.name = "days.ics"
    text = mona.post("/policies/calendars/days/Milano", {"way": "file", "file-file": file}).content.decode()
    assert "Saint Martin" in text
    assert not Draft.objects.exists()


def test_it_declares_an_incident_in_two_clicks_and_ends_it(own_company, cast):
    lea = cast.client("Lea")
    shown = lea.get("/policies/incidents")
    since = shown.context["form"].initial["since"]
    follow(lea, lea.post("/policies/incidents", {"since": since, "name": "Mail is down"}))
    (row,) = incidents.lasting()
    assert row["name"] == "Mail is down"
    follow(lea, lea.post(f"/policies/incidents/end/{row['code']}", {"version": 1}))
    assert cast.client("Quinn").post("/policies/incidents", {"since": since}).status_code == 404


def test_it_hangs_reasons_below_each_other(mona):
    page = mona.get("/policies/of/reason").content.decode()
    assert page.index(">\u2003Login<") > page.index(">Account<")


def test_it_ends_a_policy_from_today_on(mona):
    page = follow(mona, mona.post("/policies/end/queue/en-mail"))
    assert page.status_code == 200
    follow(mona, mona.post(f"/policies/changes/{Draft.objects.get().pk}/apply"))
    assert Policy.objects.get(section="queue", code="en-mail").latest["to"] < TODAY.isoformat()


def test_it_takes_a_published_file_over_or_publishes_its_own(mona, own_company):
    ours = current_version(own_company)
    theirs = publish_content({**load(own_company).content, "event": []}, own_company).version
    assert "What stands here is not what is in force" in mona.get("/policies/").content.decode()
    mona.post("/policies/publish")
    assert current_version(own_company) == ours
    publish_content({**load(own_company).content, "event": []}, own_company)
    mona.post("/policies/take-over")
    assert current_version(own_company) == theirs
    assert queries.held("event") == []


def test_it_publishes_what_people_change(mona, own_company, django_capture_on_commit_callbacks):
    connection.run_on_commit.clear()  # what the cast waits to have published belongs to another transaction
    with django_capture_on_commit_callbacks(execute=True):
        team = Team.objects.get(code="Milano")
        team.name = "Milano, piazza"
        team.save_next()
    assert load(own_company).teams["Milano"].name == "Milano, piazza"


def test_it_leaves_a_file_alone_that_nobody_took_over(own_company, cast, django_capture_on_commit_callbacks):
    version = current_version(own_company)
    with django_capture_on_commit_callbacks(execute=True):
        Team.objects.get(code="Milano").save()
    assert current_version(own_company) == version

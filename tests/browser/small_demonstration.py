"""Load the demonstration small enough for a test run: the same company with fewer contacts, without the real log.

python tests/browser/small_demonstration.py      # into HELMLINE_DATA
"""

from __future__ import annotations

import os

import django

#: about 2,500 contacts: every page has something to say, and the company stands within seconds
EVENTS = 36_000
#: who takes a shift over; the demonstration itself has one lead only
NEXT_LEAD = "next-lead@demo.helmline.example"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helmline_web.project.settings")
    django.setup()
    from helmline_web.project import demo, preparing

    demo.EVENTS, demo._land_real = EVENTS, lambda data: None
    preparing.prepare(demo=True)
    _second_lead()


def _second_lead() -> None:
    """Give the first lead's team another one."""
    from helmline_web.people import actions
    from helmline_web.people.demo import PASSWORD
    from helmline_web.people.models import RoleGrant

    first = RoleGrant.objects.filter(role="lead", person__user__isnull=False).select_related("team").first()
    person = actions.add_person("Linda Ferri", by=None)
    actions.give_sign_in(person, NEXT_LEAD, PASSWORD, by=None)
    actions.grant_role(person, "lead", by=None, team=first.team)


if __name__ == "__main__":
    main()

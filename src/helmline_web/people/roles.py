"""What a person may be here. A person may hold several roles at once, each with dates and places."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The closed list of roles."""

    ADMIN = "admin", _("Administrator")
    MANAGER = "manager", _("Manager")
    LEAD = "lead", _("Team lead")
    QA = "qa", _("Quality specialist")
    TRAINER = "trainer", _("Trainer")
    PLANNER = "planner", _("Planner")
    AGENT = "agent", _("Agent")
    VIEWER = "viewer", _("Viewer")
    VENDOR = "vendor", _("Vendor manager")


#: roles that see the whole organisation's work
WHOLE: Final = frozenset({Role.ADMIN, Role.MANAGER, Role.QA, Role.TRAINER, Role.PLANNER})
#: roles that see the whole organisation's figures; without "see.people" no person by name
SEES_WHOLE: Final = WHOLE | {Role.VIEWER}

#: the roles by code
ROLES: Final = tuple(Role.values)

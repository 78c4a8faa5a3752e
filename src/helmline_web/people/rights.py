"""Which role may do what. A right is a word; views ask for it by `access.right`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from helmline_web.people.roles import Role

_EVERYBODY: Final = frozenset(Role)
_LEADS: Final = frozenset({Role.ADMIN, Role.MANAGER, Role.LEAD})
_OFFICE: Final = _LEADS | {Role.QA, Role.TRAINER, Role.PLANNER, Role.VENDOR}
_HOUSE: Final = frozenset({Role.ADMIN, Role.MANAGER})

RIGHTS: Final[Mapping[str, frozenset[Role]]] = {
    "see.own": _EVERYBODY,  # what is held about oneself, one's own figures
    "see.pulse": _OFFICE | {Role.VIEWER},
    "see.explorer": _OFFICE | {Role.VIEWER},
    "see.live": _EVERYBODY,
    "see.teams": _OFFICE | {Role.VIEWER},
    "see.people": _OFFICE,  # figures of single people, by name, within the audience
    "see.interactions": _OFFICE | {Role.AGENT},
    "see.texts": _OFFICE | {Role.AGENT},
    "see.catalogue": _EVERYBODY,
    "see.data": _HOUSE | {Role.PLANNER},
    "see.trail": _HOUSE,
    "see.reports": _OFFICE | {Role.VIEWER},
    "export": _OFFICE,
    "import.data": _HOUSE,
    "see.policies": _LEADS | {Role.QA, Role.TRAINER, Role.PLANNER},
    "edit.policies": _HOUSE,
    "declare.incident": _LEADS | {Role.PLANNER},
    "hand.over": _LEADS | {Role.PLANNER},
    "see.closed": _HOUSE | {Role.VENDOR},  # closed months: the house's whole, a vendor's own page
    "close.month": _HOUSE,
    "manage.people": frozenset({Role.ADMIN}),
    "manage.settings": frozenset({Role.ADMIN}),
}


def rights_of(roles: frozenset[str]) -> frozenset[str]:
    """Return the rights of somebody with these roles."""
    return frozenset(right for right, allowed in RIGHTS.items() if roles & allowed)

"""What is stored: the organisation and its teams over time, people and their identities, and how they sign in."""

from helmline_web.people.models.identities import Identity
from helmline_web.people.models.memberships import Membership, RoleGrant
from helmline_web.people.models.organisation import Brand, Organisation, Team, Vendor
from helmline_web.people.models.persons import Person
from helmline_web.people.models.saved import SavedView
from helmline_web.people.models.second_factors import Passkey, RecoveryCode, TotpDevice
from helmline_web.people.models.sign_in import ApiToken, BrowserSession, LoginAttempt
from helmline_web.people.models.users import User

__all__ = [
    "ApiToken",
    "Brand",
    "BrowserSession",
    "Identity",
    "LoginAttempt",
    "Membership",
    "Organisation",
    "Passkey",
    "Person",
    "RecoveryCode",
    "RoleGrant",
    "SavedView",
    "Team",
    "TotpDevice",
    "User",
    "Vendor",
]

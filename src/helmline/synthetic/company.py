"""The company: what is fixed about it, and the few numbers a caller chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from helmline.errors import InputError

NAME: Final = "Bellamar (synthetic)"
SOURCE: Final = "synthetic"
CASE_PREFIX: Final = "BM-"
DAY_US: Final = 86_400_000_000
HOUR_US: Final = 3_600_000_000
MINUTE_US: Final = 60_000_000
SECOND_US: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Company:
    """One synthetic company: the same fields give the same bytes.

    `events` is met within 1 %. The window is `days` whole UTC days from `start`; what would happen after
    it is not in the log, so the work open at its end is truly open.
    """

    seed: int = 7
    events: int = 400_000
    start: date = date(2025, 11, 1)
    days: int = 365
    agents: int = 60

    def __post_init__(self) -> None:
        for field, low, high in (("events", 5_000, 200_000_000), ("days", 28, 1_500), ("agents", 30, 2_000)):
            value = getattr(self, field)
            if not low <= value <= high:
                raise InputError(
                    f"{field} = {value:,} is outside {low:,} to {high:,}.",
                    hint=f"Choose {field} in that range.",
                )

    @property
    def start_us(self) -> int:
        """The window's first instant, UTC microseconds."""
        moment = datetime(self.start.year, self.start.month, self.start.day, tzinfo=UTC)
        return int(moment.timestamp()) * SECOND_US

    @property
    def end_us(self) -> int:
        """The first instant after the window: `observed_until` of the source."""
        return self.start_us + self.days * DAY_US

    def day_of(self, share: float) -> int:
        """Return the day number that lies at `share` (0 to 1) of the window."""
        return int(self.days * share)

    def date_of(self, day: int) -> date:
        """Return the date of a day number."""
        return self.start + timedelta(days=day)


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand the company sells under; `share` of the volume."""

    name: str
    share: float
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A team: where it sits, when it is open (local time), which languages it serves and its holidays."""

    name: str
    zone: str
    languages: tuple[str, ...]
    weekday: tuple[float, float]
    saturday: tuple[float, float] | None
    sunday: tuple[float, float] | None
    share: float
    holidays: tuple[tuple[str, str], ...]
    outsourced: bool = False

    def hours(self, weekday: int) -> tuple[float, float] | None:
        """Return the opening hours of a weekday (Monday 0), or None when closed."""
        return (*[self.weekday] * 5, self.saturday, self.sunday)[weekday]


@dataclass(frozen=True, slots=True)
class Reason:
    """A contact reason: `parent/leaf`, its weight, how hard it is, and how much more often it reopens."""

    name: str
    weight: float
    effort: float
    reopen: float


BRANDS: Final = (
    Brand("Bellamar", 0.52, ("sofa", "table", "lamp", "membership")),
    Brand("Nordviken", 0.30, ("tent", "jacket", "stove")),
    Brand("Kazeboshi", 0.18, ("speaker", "headset", "cloud-plan")),
)

TEAMS: Final = (
    Team("Milano", "Europe/Rome", ("it",), (8.5, 18.5), (9.0, 14.0), None, 0.20,
         (("12-25", "Natale"), ("12-26", "Santo Stefano"), ("01-01", "Capodanno"), ("01-06", "Epifania"),
          ("04-25", "Liberazione"), ("05-01", "Festa del lavoro"), ("06-02", "Repubblica"),
          ("08-15", "Ferragosto"))),
    Team("Stockholm", "Europe/Stockholm", ("sv",), (8.0, 17.0), None, None, 0.15,
         (("12-24", "Julafton"), ("12-25", "Juldagen"), ("12-26", "Annandag jul"), ("01-01", "Nyårsdagen"),
          ("01-06", "Trettondedag jul"), ("05-01", "Första maj"), ("06-06", "Nationaldagen"))),
    Team("Warszawa", "Europe/Warsaw", ("pl",), (8.0, 18.0), (9.0, 13.0), None, 0.17,
         (("11-11", "Święto Niepodległości"), ("12-25", "Boże Narodzenie"), ("12-26", "Drugi dzień świąt"),
          ("01-01", "Nowy Rok"), ("01-06", "Trzech Króli"), ("05-01", "Święto Pracy"),
          ("05-03", "Święto Konstytucji"))),
    Team("Tokyo", "Asia/Tokyo", ("ja",), (9.0, 18.0), None, None, 0.14,
         (("11-03", "文化の日"), ("11-23", "勤労感謝の日"), ("12-31", "大晦日"), ("01-01", "元日"),
          ("01-02", "正月"), ("01-03", "正月"), ("05-03", "憲法記念日"), ("05-04", "みどりの日"),
          ("05-05", "こどもの日"))),
    Team("Dublin", "Europe/Dublin", ("en",), (8.0, 20.0), (9.0, 17.0), (10.0, 16.0), 0.18,
         (("12-25", "Christmas Day"), ("12-26", "St Stephen's Day"), ("01-01", "New Year's Day"),
          ("03-17", "St Patrick's Day"))),
    Team("Contara", "Europe/Bucharest", ("en", "it", "pl"), (6.0, 22.0), (6.0, 22.0), (6.0, 22.0), 0.16,
         (("12-25", "Crăciun"), ("01-01", "Anul Nou")), outsourced=True),
)  # fmt: skip

LANGUAGES: Final = ("en", "it", "sv", "pl", "ja")
LANGUAGE_SHARE: Final = (0.30, 0.25, 0.14, 0.18, 0.13)
LANGUAGE_ZONE: Final = ("Europe/Dublin", "Europe/Rome", "Europe/Stockholm", "Europe/Warsaw", "Asia/Tokyo")

CHANNELS: Final = ("mail", "chat", "phone", "web", "social", "review", "api", "bot")
CHANNEL_SHARE: Final = (0.31, 0.14, 0.21, 0.13, 0.05, 0.03, 0.05, 0.08)
MAIL, CHAT, PHONE, WEB, SOCIAL, REVIEW, API, BOT = range(8)

RENAMED_FROM: Final = "returns/refund"
RENAMED_TO: Final = "billing/refund"
REASONS: Final = (
    Reason("delivery/late", 0.17, 0.8, 1.0),
    Reason("delivery/damaged", 0.09, 1.2, 1.2),
    Reason("delivery/address", 0.05, 0.6, 0.7),
    Reason("billing/invoice", 0.08, 0.9, 0.9),
    Reason("billing/payment", 0.07, 1.0, 1.1),
    Reason("billing/price", 0.04, 0.8, 1.0),
    Reason(RENAMED_TO, 0.11, 1.3, 1.4),
    Reason("account/login", 0.11, 0.6, 0.6),
    Reason("account/data", 0.04, 1.1, 0.8),
    Reason("product/defect", 0.10, 1.7, 1.6),
    Reason("product/how-to", 0.09, 0.9, 0.7),
    Reason("order/change", 0.05, 0.7, 0.8),
)  # fmt: skip
REASON_NAMES: Final = (*(reason.name for reason in REASONS), RENAMED_FROM)
PRICE_REASON: Final = 5
REFUND_REASON: Final = 6

PRIORITIES: Final = ("low", "normal", "high", "urgent")
TIERS: Final = ("standard", "plus", "business")
GROUPS: Final = ("mail", "chat", "voice", "public")
#: The queue group of each channel: public channels (social, reviews) have their own.
CHANNEL_GROUP: Final = (0, 1, 2, 0, 3, 3, 0, 1)
QUEUES: Final = tuple(f"{language}-{group}" for language in LANGUAGES for group in GROUPS)
PRODUCTS: Final = tuple(product for brand in BRANDS for product in brand.products)
POLICIES: Final = tuple(f"{brand.name} {priority}" for brand in BRANDS for priority in PRIORITIES)

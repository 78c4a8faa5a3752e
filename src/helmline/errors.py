"""The family of errors. Every message names the value, the cause and the next step.

::

    HelmlineError
    ├── InputError            what was handed in cannot be used          exit code 2
    │   ├── MappingError          a mapping file is wrong
    │   ├── FileError             a file cannot be read as what it should be
    │   ├── CalendarError         a calendar, zone or interval is wrong
    │   ├── ReferenceDataError       published reference data are wrong
    │   └── QueryError            a metric, dimension, period or zone is unknown
    ├── NotFound              the thing asked for is not there           exit code 3
    ├── Busy                  somebody else holds the writer's lease     exit code 4
    └── Damaged               stored data are not what was written       exit code 5
"""

from __future__ import annotations


class HelmlineError(Exception):
    """Something a person can act on; its text is shown as it stands, without a traceback."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class InputError(HelmlineError):
    """What was handed in cannot be used as it is."""

    exit_code = 2


class MappingError(InputError):
    """A mapping file names a column, field or format that does not work."""


class FileError(InputError):
    """A file cannot be read as the kind of file it should be."""


class CalendarError(InputError):
    """A calendar, zone, interval or holiday list is wrong."""


class ReferenceDataError(InputError):
    """Reference data (targets, teams, calendars, reasons) are wrong; nothing was published."""


class QueryError(InputError):
    """A question names a metric, dimension, period or zone that does not exist."""


class NotFound(HelmlineError):
    """The interaction, run, person or version asked for is not there."""

    exit_code = 3


class Busy(HelmlineError):
    """Another process holds the lease on the data folder."""

    exit_code = 4


class Damaged(HelmlineError):
    """Stored data are not what was written; the message says what to rebuild."""

    exit_code = 5

"""What the metrics need of the reference data: incidents, reasons, calendars in force and targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from helmline.metrics.compile import Window

if TYPE_CHECKING:
    import pyarrow as pa


class Reference(Protocol):
    """A published version of the reference data, as the metrics see it."""

    @property
    def version(self) -> str:
        """The content hash every result names."""

    def incidents(self) -> tuple[Window, ...]:
        """Return the declared mass incidents."""

    def reason_levels(self) -> pa.Table:
        """Return `leaf`, `level`, `ancestor`: each reason's ancestor at each level, itself included."""


class NoReference:
    """Nothing was published: no calendars, no targets, no incidents."""

    version = ""

    def incidents(self) -> tuple[Window, ...]:
        """Return none."""
        return ()

    def reason_levels(self) -> pa.Table:
        """Return no levels."""
        import pyarrow as pa

        kinds = {"leaf": pa.string(), "level": pa.int64(), "ancestor": pa.string()}
        return pa.table({name: pa.array([], kind) for name, kind in kinds.items()})

"""Two people edit one thing: who saves second is told, and sees both."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class Stale(Exception):
    """What was edited has changed since it was opened. `current` is how it stands; nothing was saved."""

    def __init__(self, current: Versioned) -> None:
        super().__init__(f"{type(current).__name__} {current.pk} is at version {current.version} now")
        self.current = current


class Versioned(models.Model):
    """A row that counts its changes; a form carries the version it was made from."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        """Only a base of models."""

        abstract = True

    @classmethod
    def opened(cls, seen: int, **which: Any) -> Self:
        """Return the row to change, locked where the database can; raise Stale if `seen` is not its version."""
        row = cls._default_manager.select_for_update().get(**which)
        if row.version != seen:
            raise Stale(row)
        return row

    def save_next(self) -> None:
        """Save what was changed as the next version; raise Stale if somebody else was faster.

        Whoever listens for saved rows hears of it as of any other save.
        """
        seen, self.version = self.version, self.version + 1
        fields = {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if not field.primary_key
        }
        if not type(self)._default_manager.filter(pk=self.pk, version=seen).update(**fields):
            raise Stale(type(self)._default_manager.get(pk=self.pk))
        models.signals.post_save.send(type(self), instance=self, created=False)

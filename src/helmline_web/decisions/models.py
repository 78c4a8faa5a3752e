"""The trail and the outbox. Both hold keys and codes only: no names, no texts."""

from __future__ import annotations

from typing import Any

from django.db import models

from helmline_web.decisions import kinds


class AppendOnly(Exception):
    """Something tried to change or delete what was recorded."""


class Entry(models.Model):
    """One act: who did what to what, when. Each carries the hash of the one before, so a change shows."""

    seq = models.BigIntegerField(primary_key=True)
    at_us = models.BigIntegerField(db_index=True)  # UTC microseconds
    by = models.BigIntegerField(null=True, db_index=True)  # the user's id; null is the system itself
    kind = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(
        max_length=300, blank=True, db_index=True
    )  # like "team:north" or "case:zendesk/12"
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-seq",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new entry; raise AppendOnly for one that is stored already."""
        if not self._state.adding:
            raise AppendOnly(f"entry {self.seq} of the trail is written and stays as it is")
        super().save(*args, **{**kwargs, "force_insert": True})

    @property
    def words(self) -> str:
        """Return what was done, in the reader's language."""
        kind = kinds.known(self.kind)
        return kinds.tell(kind, self.detail, self.subject) if kind else self.kind

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise AppendOnly."""
        raise AppendOnly(f"entry {self.seq} of the trail stays")


class Outbox(models.Model):
    """An event for the log, committed with the act that causes it; the worker hands it on."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="outbox")
    event = models.JSONField()
    sent_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ("id",)


class ChainCheck(models.Model):
    """One walk over the whole trail: how far it went, and what it found. Its end shows a later cut."""

    at = models.DateTimeField(auto_now_add=True)
    last_seq = models.BigIntegerField()
    last_hash = models.CharField(max_length=64)
    findings = models.JSONField(default=list)  # of {"seq": int, "kind": code}

    class Meta:
        ordering = ("-id",)

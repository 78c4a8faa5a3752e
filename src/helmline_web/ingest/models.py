"""What is stored: imports, the inbox of live events, schedules, and the workers that are alive."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    """One worker process. Its heartbeat is its lease: a job of a worker without one is taken up again."""

    code = models.CharField(primary_key=True, max_length=32)
    host = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    doing = models.CharField(max_length=200, blank=True)
    trouble = models.TextField(blank=True)  # what went wrong last in its own loop, in words

    class Meta:
        ordering = ("-started_at",)


class Schedule(models.Model):
    """Something the worker does again and again. Which function it is, the code says: `schedules.register`."""

    name = models.CharField(primary_key=True, max_length=60)
    spec = models.CharField(max_length=60)
    enabled = models.BooleanField(default=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    last_took = models.DurationField(null=True)
    last_error = models.TextField(blank=True)
    claimed_by = models.CharField(max_length=32, blank=True)  # the worker that is at it

    class Meta:
        ordering = ("name",)


class InboxRow(models.Model):
    """One live event on its way to the log, durable since it was acknowledged."""

    source = models.CharField(max_length=200)
    event_id = models.BinaryField(max_length=16)
    said = models.TextField()
    first = models.BooleanField()  # whether its id was never seen before
    put_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("source", "id"), name="inbox_by_source"),)


class InboxSeen(models.Model):
    """What the log or the inbox knows of an event: a cache, made anew from the log where it is behind."""

    event_id = models.CharField(
        primary_key=True, max_length=32
    )  # in hexadecimal: PostgreSQL has no short bytes
    content_hash = models.BigIntegerField()


class InboxMark(models.Model):
    """How much of the log the cache of known events covers: one row."""

    name = models.CharField(primary_key=True, max_length=30)
    value = models.BigIntegerField()


class State(models.TextChoices):
    """Where an import stands."""

    READING = "reading", _("Being read")
    ASKING = "asking", _("Waiting for you")
    LANDING = "landing", _("Landing")
    LANDED = "landed", _("Landed")
    FAILED = "failed", _("Did not land")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


#: states in which the worker is at it, so the page looks again by itself
MOVING = (State.READING, State.LANDING, State.UNDOING)


class Import(models.Model):
    """One file of one's own: uploaded, mapped, landed, perhaps taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(
        _("file"), max_length=255
    )  # as the person's machine calls it; never a path of ours
    size = models.PositiveBigIntegerField(_("size"))
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    by = models.BigIntegerField(null=True)  # the user's id
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    progress = models.CharField(max_length=200, blank=True)
    preset = models.CharField(max_length=60, blank=True)  # the ready mapping that was recognised
    mapping = models.TextField(blank=True)  # TOML
    proposal = models.JSONField(default=dict)  # columns, findings, questions, first rows, first rejects
    report = models.JSONField(default=dict)
    run_id = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    mends = models.ForeignKey("self", models.SET_NULL, null=True, related_name="mended_by")

    class Meta:
        ordering = ("-created_at",)

    @property
    def is_moving(self) -> bool:
        """Whether the worker has something to do for it."""
        return self.state in MOVING

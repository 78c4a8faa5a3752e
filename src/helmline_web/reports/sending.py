"""Send the Monday mail: HTML, plain text and the PDF, one reader at a time and outside any transaction."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from helmline_web.analytics import door
from helmline_web.decisions.actions import record
from helmline_web.people.models import User
from helmline_web.reports import monday
from helmline_web.reports.documents import Document
from helmline_web.reports.pdf import pdf

if TYPE_CHECKING:
    from helmline_web.people.access import Viewer

log = logging.getLogger(__name__)


def message(user: User, viewer: Viewer) -> EmailMultiAlternatives:
    """Return a reader's mail."""
    document = monday.letter(viewer)
    mail = EmailMultiAlternatives(subject_of(document), text(document), to=[user.mail])
    mail.attach_alternative(html(document), "text/html")
    mail.attach(f"monday-{monday.week_of_letter()}.pdf", pdf(document), "application/pdf")
    return mail


def subject_of(document: Document) -> str:
    """Return the subject: the sentence that is true of the week, on one line."""
    return " ".join(document.lede.split())[:120]


def html(document: Document) -> str:
    """Return the mail's HTML."""
    with translation.override(document.language):
        return render_to_string("reports/mail.html", {"document": document})


def text(document: Document) -> str:
    """Return the mail's plain text."""
    with translation.override(document.language):
        return render_to_string("reports/mail.txt", {"document": document})


def send_all() -> int:
    """Send the mail to everybody who gets one; a reader whose mail fails does not keep it from the others."""
    if door.is_empty():
        return 0
    sent = sum(_sent(user, viewer) for user, viewer in monday.readers())
    record("reports.mail.sent", by=None, detail={"people": sent})
    return sent


def _sent(user: User, viewer: Viewer) -> bool:
    try:
        message(user, viewer).send()
    except OSError:  # the mail server's trouble: SMTP errors are OSErrors too
        log.exception("the Monday mail of user %s could not be sent", user.pk)
        return False
    return True

"""Every refusal in one shape: the value it is about, the cause, and what to do next."""

from __future__ import annotations

import logging
import re

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, Throttled, ValidationError

from helmline.errors import Busy, HelmlineError, InputError, NotFound

log = logging.getLogger(__name__)
_QUOTED = re.compile(r"'([^']*)'")


class Refused(Exception):
    """The key or its owner may not do this."""

    def __init__(self, value: str, cause: str, next_step: str) -> None:
        super().__init__(cause)
        self.value, self.cause, self.next_step = value, cause, next_step


def fault(value: str, cause: str, next_step: str) -> dict[str, dict[str, str]]:
    """Return the body of a refusal."""
    return {"error": {"value": value, "cause": cause, "next": next_step}}


def register(api: NinjaAPI) -> None:
    """Let the API answer every known fault in one shape."""

    def answer(request: HttpRequest, status: int, *told: str) -> HttpResponse:
        return api.create_response(request, fault(*told), status=status)

    @api.exception_handler(HelmlineError)
    def helmline(request: HttpRequest, error: HelmlineError) -> HttpResponse:
        return answer(request, _status(error), *_told(error))

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return answer(request, 403, error.value, error.cause, error.next_step)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        hint = "Send `Authorization: Bearer hl_...` with a key from your account page."
        response = answer(
            request, 401, "Authorization", "there is no key, or it does not count any more", hint
        )
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0]
        value = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "question"))
        return answer(request, 422, value, first["msg"], "See /api/v1/docs for what may be sent.")

    @api.exception_handler(Throttled)
    def too_fast(request: HttpRequest, error: Throttled) -> HttpResponse:
        seconds = str(max(1, round(error.wait or 1)))
        response = answer(request, 429, "", "too many calls in a minute", f"Wait {seconds} seconds.")
        response["Retry-After"] = seconds
        return response

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, _error: Http404) -> HttpResponse:
        return answer(request, 404, request.path, "there is nothing at this address", "See /api/v1/docs.")

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, _error: Exception) -> HttpResponse:
        log.exception("the API could not answer %s", request.path)
        return answer(
            request, 500, "", "something broke here", "Try again; an administrator finds it in the log."
        )


def _status(error: HelmlineError) -> int:
    for kind, status in ((NotFound, 404), (InputError, 400), (Busy, 503)):
        if isinstance(error, kind):
            return status
    return 500


def _told(error: HelmlineError) -> tuple[str, str, str]:
    """Return the value that the error quotes, its cause, and its hint: of a query the sentence with the nearest word."""
    quoted = _QUOTED.search(error.message)
    cause, _, nearest = error.message.partition(". ")
    told = (error.message, error.hint) if error.hint else (cause, nearest)
    return (quoted[1] if quoted else "", *told)

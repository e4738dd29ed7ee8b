"""Errors as programs read them: {code, message, errors[]}, in the language that was asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from annotations.datasets.messages import describe
from annotations.datasets.rows import RowError
from annotations.exceptions import AnnotationsError, ChangedMeanwhile, WrongState


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: in which row of which file, in which field."""

    code: str
    message: str
    field: str = ""
    row: int | None = None
    file: str = ""


class Refused(exceptions.APIException):
    """What was sent was understood and is wrong; nothing was changed."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "invalid"

    def __init__(self, faults: Iterable[Fault] = (), message: str = "", code: str = "") -> None:
        self.faults = list(faults)
        super().__init__(message or _("What was sent cannot be taken."), code or self.default_code)


class TooLarge(exceptions.APIException):
    """More than anybody sends in earnest."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self, megabytes: int) -> None:
        super().__init__(_("More than %(limit)s MB cannot be sent.") % {"limit": megabytes})


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """What DRF calls for every exception of a view; None lets it go on as a server error."""
    known = _known(error)
    if known is None:
        return None
    set_rollback()
    body = {
        "code": _code(known),
        "message": _message(known),
        "errors": [asdict(fault) for fault in _faults(known)],
    }
    header = getattr(known, "auth_header", None)
    headers = {"WWW-Authenticate": header} if header else {}
    if wait := getattr(known, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return Response(body, status=_status(known), headers=headers)


def _known(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, DjangoPermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig):
        return TooLarge(1)
    if isinstance(error, AnnotationsError):
        return _of_service(error)
    return None


def _of_service(error: AnnotationsError) -> exceptions.APIException:
    """A service's refusal: 409 where the study has moved on, 422 where the request is wrong."""
    refused = Refused(message=str(error), code="refused")
    if isinstance(error, WrongState | ChangedMeanwhile):
        refused.status_code = status.HTTP_409_CONFLICT
        refused.detail.code = "wrong_state" if isinstance(error, WrongState) else "changed"
    return refused


def _status(error: exceptions.APIException) -> int:
    """A field's fault is 422 as on the pages; 400 is what could not be read at all."""
    if isinstance(error, exceptions.ValidationError):
        return status.HTTP_422_UNPROCESSABLE_ENTITY
    return error.status_code


def _code(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.ValidationError):
        return Refused.default_code
    return str(getattr(error.detail, "code", error.default_code))


def _message(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.ValidationError):
        return _("What was sent cannot be taken.")
    return str(error.detail)


def _faults(error: exceptions.APIException) -> Iterable[Fault]:
    if isinstance(error, exceptions.ValidationError):
        return _flat(error.detail)
    return getattr(error, "faults", ())


def _flat(detail: Any, field: str = "") -> Iterator[Fault]:
    """DRF's nested details, each with the whole way to its field."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            yield from _flat(inner, _below(field, key))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            is_text = isinstance(inner, str)
            yield from _flat(inner, field if is_text else f"{field}[{number}]")
    else:
        yield Fault(str(getattr(detail, "code", "invalid")), str(detail), field)


def _below(field: str, key: object) -> str:
    if key == "non_field_errors":
        return field
    if isinstance(key, int):
        return f"{field}[{key}]"
    return f"{field}.{key}" if field else str(key)


def row_faults(errors: Iterable[RowError]) -> list[Fault]:
    """What is wrong with a file, row by row."""
    return [
        Fault(str(error.reason), describe(error), error.field, error.row, error.file)
        for error in errors
    ]

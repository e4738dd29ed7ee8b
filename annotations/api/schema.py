"""The API's own description in OpenAPI."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.serializers import Serializer

from .pagination import MOST
from .serializers import ErrorSerializer

View = TypeVar("View", bound=Callable[..., Any])
SENTENCES = {
    400: "The body cannot be read.",
    401: "No token, or one that is unknown, expired or revoked.",
    403: "The token lacks a scope; the message names it.",
    404: "Not there, or not yours.",
    409: "The study is not in a state in which this can be done.",
    413: "More than can be taken.",
    415: "A body of this type is not taken.",
    422: "Understood and wrong: errors says what, in which row and field.",
}
PAGING = (
    OpenApiParameter("cursor", str, description="From next or previous of another page."),
    OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": MOST}),
)


def documented(
    name: str,
    tag: str,
    *,
    answer: type[Serializer] | Serializer | dict[str, Any] | None,
    status: int = 200,
    body: type[Serializer] | dict[str, Any] | None = None,
    parameters: Sequence[OpenApiParameter] = (),
    is_list: bool = False,
    is_filtered: bool = False,
    changes: bool = False,
) -> Callable[[View], View]:
    """Describe one operation; its errors follow from what it takes.

    ``changes`` says that the study's state decides whether it can be done.
    """
    errors = [401, 403, 404]
    errors += [400, 413, 415, 422] if body else []
    errors += [409, 422] if changes else []
    errors += [422] if is_filtered or is_list else []
    responses: dict[Any, Any] = {
        error: OpenApiResponse(ErrorSerializer, SENTENCES[error]) for error in errors
    }
    if not isinstance(answer, dict):
        answer = {status: answer or OpenApiResponse(description="Done.")}
    return extend_schema(
        operation_id=name,
        tags=[tag],
        request=body,
        responses=answer | responses,
        parameters=[*parameters, *(PAGING if is_list else ())],
    )


class TokenScheme(OpenApiAuthenticationExtension):
    """``Authorization: Bearer hev_…``"""

    target_class = "annotations.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class SchemaView(SpectacularAPIView):
    """Open to everybody: it describes the API and holds no data."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = (OpenApiJsonRenderer,)
    http_method_names = ("get", "head")

"""What all addresses of the API share."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from annotations.access import studies_of_member, study_of_member
from annotations.models import Study, User

from .pagination import Cursor


class ApiView(APIView):
    """One address. ``scopes`` names the scope that each of its methods needs."""

    scopes: ClassVar[dict[str, str]] = {"GET": "read"}
    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "patch", "delete"]

    def studies(self) -> QuerySet[Study]:
        """The person's studies, as far as the token reaches."""
        studies = studies_of_member(self.request.user)
        only = self.request.auth.study_id
        return studies.filter(pk=only) if only else studies

    def study(self, slug: str, fetch: Callable[[User, str], Study] = study_of_member) -> Study:
        """The study if ``fetch`` (a function of ``access``) and the token let it through."""
        study = fetch(self.request.user, slug)
        if self.request.auth.study_id not in (None, study.pk):
            raise Http404
        return study

    def page(
        self,
        rows: QuerySet[Any],
        serializer: type[BaseSerializer],
        *,
        ordering: str = "-pk",
        **context: Any,
    ) -> Response:
        """One page of the rows."""
        cursor = Cursor()
        cursor.ordering = ordering
        found = cursor.paginate_queryset(rows, self.request, view=self)
        return cursor.get_paginated_response(serializer(found, many=True, context=context).data)

    def taken(self, serializer: type[BaseSerializer], **context: Any) -> dict[str, Any]:
        """What was sent, checked; the error says what is wrong with which field."""
        form = serializer(data=self.request.data, context=context)
        form.is_valid(raise_exception=True)
        return form.validated_data


class NotHere(ApiView):
    """Every other address below the API: an answer that programs can read."""

    schema = None
    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "put", "patch", "delete"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> Response:  # pragma: no cover
        raise Http404

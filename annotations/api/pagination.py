"""Lists come in pages with a cursor: what is added meanwhile shifts nothing."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.fields import IntegerField
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

MOST = 500
SIZE = IntegerField(min_value=1, max_value=MOST)


class Cursor(CursorPagination):
    """100 rows a page, or as many as are asked for up to 500."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = MOST
    ordering = "-pk"

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: Any = None
    ) -> list[Any] | None:
        """A cursor that nobody was given is not found; DRF would look for a row called by it."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, OverflowError) as error:
            raise NotFound(self.invalid_cursor_message) from error

    def get_page_size(self, request: Request) -> int:
        """As described, or refused; DRF would answer something else than what was asked for."""
        asked = request.query_params.getlist(self.page_size_query_param)
        if not asked:
            return self.page_size
        text = asked[0] if len(asked) == 1 else ""
        try:
            return SIZE.run_validation(text if text.isascii() and text.isdigit() else "")
        except ValidationError as error:
            raise ValidationError({self.page_size_query_param: error.detail}) from error

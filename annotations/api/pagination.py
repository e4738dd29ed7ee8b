"""Lists come in pages with a cursor: what is added meanwhile shifts nothing."""

from rest_framework.pagination import CursorPagination


class Cursor(CursorPagination):
    """100 rows a page, or as many as are asked for up to 500."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering = "-pk"

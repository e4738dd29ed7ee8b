"""One view, two answers: the page, or the part of it that htmx swaps."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_partial(request: HttpRequest) -> bool:
    """True when htmx will swap the answer into the page it already has."""
    headers = request.headers
    whole_page = "HX-Boosted" in headers or "HX-History-Restore-Request" in headers
    return "HX-Request" in headers and not whole_page


def render_page(
    request: HttpRequest, page: str, context: dict[str, Any], *, partial: str, status: int = 200
) -> HttpResponse:
    """The page or its partial with the same context; caches must not mix them up."""
    template = partial if wants_partial(request) else page
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """``login_required`` for pages that htmx asks for parts of.

    A redirect would be followed unseen, and the sign-in page would replace the pair and
    everything chosen on it; 401 leaves them, and the page says what to do.
    """
    page = login_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if wants_partial(request) and not request.user.is_authenticated:
            return HttpResponse(status=401)
        return page(request, *args, **kwargs)

    return guarded

"""Headers of every answer: what a page may load, and that nobody keeps a copy of it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Everything comes from here and nothing is inline. MathML and SVG attributes need no exception.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
# Of a page that shows another one of ours in a frame, and of the one that is shown.
FRAMING = {
    "frames_own_pages": ("default-src 'none'", "default-src 'none'; frame-src 'self'"),
    "may_be_framed": ("frame-ancestors 'none'", "frame-ancestors 'self'"),
}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecurityHeadersMiddleware:
    """Outermost of all, so that static files, redirects and error pages carry the headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_security_policy(response))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Static files say for themselves how long they last; a page of a study is kept nowhere:
        # on a ward's shared computer the next person presses Back.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def content_security_policy(response: HttpResponse) -> str:
    """The policy of every page; a view that needs a frame of our own says so on its answer."""
    policy = CONTENT_SECURITY_POLICY
    for mark, (usual, own) in FRAMING.items():
        if getattr(response, mark, False):
            policy = policy.replace(usual, own)
    return policy

"""What a request with a stale CSRF token is told: nothing that was filled in is lost."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.csrf import csrf_failure

from annotations.pages.rater.unsent import hand_back

FROM_HERE = {None, "same-origin", "none"}


def failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's script gets JSON and asks for a new token; a plain form comes back filled in.

    A token goes stale when its owner signs in again in another tab. What is handed back is
    only shown: it takes another press to hand it in.
    """
    if is_script(request):
        return JsonResponse({"csrf_failed": True}, status=403)
    # Older browsers do not say where a form came from; an assignment's token cannot be guessed.
    if request.headers.get("Sec-Fetch-Site") in FROM_HERE and (answer := hand_back(request)):
        return answer
    return csrf_failure(request, reason)


def is_script(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers or request.accepts("text/html") is False

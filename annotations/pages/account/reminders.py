"""No more reminders, please: for whoever has the address from one, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from annotations.entrance.reminding import stop_reminders
from annotations.models import StudyRater


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest, key: str) -> HttpResponse:
    """Opening it changes nothing, as scanners of links do; its button does.

    A mail program sends the POST by itself (RFC 8058), without cookie or token: whoever has the
    key may stop reminders, and nothing else comes of it.
    """
    rater = get_object_or_404(StudyRater.objects.select_related("study"), reminder_key=key)
    if request.method == "POST":
        stop_reminders(rater=rater, stop="again" not in request.POST)
        rater.refresh_from_db()
    return render(
        request,
        "account/reminders.html",
        {"title": rater.study.title, "is_stopped": rater.reminders_stopped_at is not None},
    )

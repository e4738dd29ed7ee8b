"""A person's language goes with them to every browser."""

from django.conf import settings
from django.http import HttpResponse

from annotations.models import User


def remember_language(response: HttpResponse, user: User) -> HttpResponse:
    """Set the browser's language cookie to the user's language, if they ever chose one."""
    if user.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite=settings.SESSION_COOKIE_SAMESITE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response

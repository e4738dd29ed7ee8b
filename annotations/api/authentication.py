"""Who asks: the person of a token, never a session, so that no other site's page can ask."""

from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from annotations.entrance.api_tokens import find_token, note_use
from annotations.models import ApiToken, User


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer hev_…``"""

    keyword = "bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != self.keyword.encode():
            return None
        token = find_token(force_str(words[1], errors="replace")) if len(words) == 2 else None
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

"""Ask the API as a program does: with a token, in JSON."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from annotations.entrance.api_tokens import make_token
from annotations.models import ApiToken, Study, User

EVERY_SCOPE = tuple(ApiToken.Scope.values)


def secret_for(user: User, *scopes: str, study: Study | None = None) -> str:
    """A new token of this person, with every scope unless some are named."""
    made = make_token(user=user, name="test", scopes=scopes or EVERY_SCOPE, study=study)
    return made.secret


class Program:
    """A client that carries a token, or none."""

    def __init__(self, secret: str | None = None, *, language: str = "en") -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = {"Accept-Language": language}
        if secret:
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.ask("get", path, query or None)

    def post(self, path: str, body: Any = None) -> HttpResponse:
        return self.ask("post", path, body)

    def patch(self, path: str, body: Any) -> HttpResponse:
        return self.ask("patch", path, body)

    def delete(self, path: str) -> HttpResponse:
        return self.ask("delete", path)

    def ask(self, method: str, path: str, body: Any = None) -> HttpResponse:
        answer = self._sent(method, path if path.startswith("/") else f"/api/v1/{path}", body)
        if answer.streaming:
            # Read to its end, which closes the file behind it whether or not the test looks at it.
            answer.streaming_content = [b"".join(answer.streaming_content)]
        return answer

    def _sent(self, method: str, url: str, body: Any) -> HttpResponse:
        send = getattr(self.client, method)
        if method == "get":
            return send(url, body, headers=self.headers)
        sent = {} if body is None else {"data": body}
        return send(url, content_type="application/json", headers=self.headers, **sent)

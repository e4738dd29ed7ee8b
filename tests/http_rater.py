"""A rater as the site sees one: HTTP, cookies, a form. It keeps a journal of its own."""

import http.client
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from annotations.models import User

ACCEPT = re.compile(r'<form[^>]* action="[^"]+/accept/".*?</form>', re.S)
FORM = re.compile(r'<form id="verdict".*?</form>', re.S)
ACTION = re.compile(r'action="([^"]+/a/([^"/]+)/submit/)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
RADIO = re.compile(r'<input type="radio" name="([^"]+)"')


def sign_in(user: User) -> str:
    """A session key, as signing in would make it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


@dataclass(frozen=True)
class Pair:
    """What a page offers: where its form goes, and which criteria it asks."""

    token: str
    action: str
    hidden: dict[str, str]
    criteria: tuple[str, ...]


@dataclass
class HttpRater:
    """Judges until the site has nothing left. ``choose(token, criterion)`` is its opinion."""

    address: str
    session: str
    choose: Callable[[str, str], str]
    uses_htmx: bool = False
    cookies: dict[str, str] = field(default_factory=dict)
    # token → what was sent; a token appears once, or the site showed a judged pair again
    journal: dict[str, dict[str, str]] = field(default_factory=dict)
    # everything received, headers too, to be searched for what must not be there
    received: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cookies[settings.SESSION_COOKIE_NAME] = self.session
        self.connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)

    def enter(self, entry: str) -> str:
        """Accept what the study's entry page asks to be accepted."""
        page = self.request("GET", entry)
        form = ACCEPT.search(page)
        assert form, "the entry page asks for nothing to be accepted"
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(form.group())}
        return self.post(f"{entry}accept/", hidden | {"agrees": "on"})

    def judge_all(self, start: str, most: int = 1000) -> int:
        with closing(self.connection):
            page = self.request("GET", start)
            while (pair := read_pair(page)) and len(self.journal) < most:
                page = self.hand_in(pair, start)
        return len(self.journal)

    def hand_in(self, pair: Pair, start: str) -> str:
        assert pair.token not in self.journal, "a judged pair was shown again"
        choices = {key: self.choose(pair.token, key) for key in pair.criteria}
        page = self.request("POST", pair.action, pair.hidden | choices)
        self.journal[pair.token] = choices
        # After a practice pair stands what its author thinks, and one goes on by oneself.
        goes_on = self.uses_htmx and 'id="go-on"' not in page
        return page if goes_on else self.request("GET", start)

    def post(self, path: str, data: dict[str, str]) -> str:
        """A plain form, which answers with a redirect whatever this rater uses to judge."""
        uses_htmx, self.uses_htmx = self.uses_htmx, False
        try:
            return self.request("POST", path, data)
        finally:
            self.uses_htmx = uses_htmx

    def request(self, method: str, path: str, data: dict[str, str] | None = None) -> str:
        answer = self._answer(method, path, urlencode(data) if data else None)
        headers, body = str(answer.headers), answer.read().decode()
        self.received += [headers, body]
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        assert answer.status in ({200} if method == "GET" or self.uses_htmx else {302}), (
            f"{method} {path}: {answer.status} {body[:500]}"
        )
        return body

    def _answer(self, method: str, path: str, body: str | None) -> http.client.HTTPResponse:
        """Asked once more, as browsers do, where the server closed an idle connection just then."""
        try:
            self.connection.request(method, path, body, self._headers())
            return self.connection.getresponse()
        except http.client.RemoteDisconnected:
            self.connection.request(method, path, body, self._headers())
            return self.connection.getresponse()

    def _headers(self) -> dict[str, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return headers | ({"HX-Request": "true"} if self.uses_htmx else {})


def read_pair(page: str) -> Pair | None:
    form = FORM.search(page)
    if form is None:
        return None
    html = form.group()
    action, token = ACTION.search(html).groups()
    hidden = {name: unescape(value) for name, value in HIDDEN.findall(html)}
    return Pair(token, action, hidden, tuple(dict.fromkeys(RADIO.findall(html))))

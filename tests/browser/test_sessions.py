"""A session that ends or a token that goes stale with a half-filled pair, once in every way."""

from tests.faults import ended_sessions


class EndedSessionTests(ended_sessions.EndedSessionTests):
    runs = len(ended_sessions.ENDINGS)

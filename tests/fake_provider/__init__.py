"""An OpenAI-compatible endpoint that misbehaves on request, over real HTTP on loopback."""

from .server import FakeProvider, LoggedRequest

__all__ = ["FakeProvider", "LoggedRequest"]

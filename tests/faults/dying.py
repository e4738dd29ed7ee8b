"""Work on one response and die by kill -9 at a named point: ``python -m tests.faults.dying``."""

import os
import signal
import sys
from pkgutil import resolve_name
from typing import Any

import django

SERVICES = "annotations.generation.services"
PROVIDER = "annotations.generation.providers.openai_compatible:OpenAICompatible"
# Where a worker can die. In a dialogue of two rounds the second call is in its middle.
POINTS = {
    "claimed": ("annotations.generation.claims", "claim_response", 1, "after"),
    "lease renewed": ("annotations.generation.leases", "renew", 2, "after"),
    "call listed": (PROVIDER, "chat", 2, "before"),
    "reply received": (PROVIDER, "chat", 2, "after"),
    "call recorded": ("annotations.generation.calls", "record_success", 2, "after"),
    "turn stored": ("annotations.generation.dialogue", "_store", 2, "after"),
    "response done": (SERVICES, "generate_response", 1, "after"),
}


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(path: str, name: str, times: int, when: str) -> None:
    """Die before or after the function runs for the given time."""
    owner = resolve_name(path)
    original = getattr(owner, name)
    calls = [0]

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        if when == "before" and calls[0] == times:
            die()
        result = original(*args, **kwargs)
        if when == "after" and calls[0] == times:
            die()
        return result

    setattr(owner, name, wrapped)


def main() -> None:
    point, response_id = sys.argv[1:]
    django.setup()
    from annotations.generation import tasks

    arm(*POINTS[point])

    tasks.generate_response(int(response_id))


if __name__ == "__main__":
    main()

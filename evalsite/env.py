"""Read settings from the environment; every error names the variable.

A value is looked up in this order: the variable itself, the file named by the
variable with ``_FILE`` behind it (for secrets handed over by an orchestrator),
and ``services.env`` in the state folder, which the demo's supervisor writes
while its servers run, so that a command in a second terminal reaches them.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("EVALSITE_VAR") or BASE_DIR / "var")


@cache
def _services() -> dict[str, str]:
    try:
        lines = (VAR_DIR / "services.env").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, PermissionError):
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def env_str(name: str, default: str = "") -> str:
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return _read(name, Path(path))
    return _services().get(name) or default


def _read(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE names {path}, which cannot be read: {error}"
        ) from error


def env_bool(name: str, default: bool = False) -> bool:
    value = env_str(name, str(default)).lower()
    if value not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in {"1", "true", "yes", "on"}


def env_int(name: str, default: int) -> int:
    value = env_str(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env_str(name, default).split(",") if part.strip()]


def env_secret(name: str, demo_file: str, *, demo: bool) -> str:
    """A secret that must be set, except in demo mode, where it lies under var/."""
    if value := env_str(name):
        return value
    path = VAR_DIR / demo_file
    if demo and path.exists():
        return path.read_text(encoding="utf-8").strip()
    raise ImproperlyConfigured(
        f"{name} is not set. Set {name} or {name}_FILE; only 'make demo' makes secrets by itself."
    )


def database(name: str) -> dict[str, Any] | None:
    """Django's settings for the PostgreSQL URL in a variable, or None if it is not set.

    ``postgresql://user:password@host:port/name`` or, over a unix socket,
    ``postgresql://user:password@/name?host=/folder/of/the/socket``.
    """
    if not (url := env_str(name)):
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:password@host/name.")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or options.pop("host", ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }

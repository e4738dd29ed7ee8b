"""Make the two database roles and the database: before the first ``migrate --database owner``."""

from argparse import ArgumentParser
from typing import Any

import psycopg2
from django.core.management.base import BaseCommand, CommandError

from evalsite import roles
from evalsite.env import env_str

DEFAULT_OWNER = "postgresql://evalsite_owner@/evalsite"
DEFAULT_RUNTIME = "postgresql://evalsite@/evalsite"


class Command(BaseCommand):
    help = (
        "Make the owner role, the runtime role and the database that DATABASE_OWNER_URL and "
        "DATABASE_URL name, logged in as DATABASE_ADMIN_URL. Repeating it changes nothing but the "
        "passwords, which become those of the URLs."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--print-sql",
            action="store_true",
            help="print the statements for psql instead, without passwords and without connecting",
        )

    def handle(self, *, print_sql: bool, **options: Any) -> None:
        if print_sql:
            self._print(*_logins(DEFAULT_OWNER, DEFAULT_RUNTIME))
            return
        owner, runtime = _logins("", "")
        try:
            roles.prepare(
                admin_url=_required("DATABASE_ADMIN_URL"),
                owner_url=env_str("DATABASE_OWNER_URL"),
                runtime_url=env_str("DATABASE_URL"),
            )
        except psycopg2.Error as error:
            raise CommandError(f"The database refused: {error}") from error
        self.stdout.write(
            f"Database {owner.database}: {owner.role} owns it, {runtime.role} runs on it."
        )

    def _print(self, owner: roles.Login, runtime: roles.Login) -> None:
        lines = []
        for login in (owner, runtime):
            lines += [roles.role_statement(login) + ";", f"\\password {login.role}"]
        lines += [
            "-- only needed where you are no superuser:",
            f"GRANT {roles.identifier(owner.role)} TO CURRENT_USER;",
            roles.database_statement(owner) + ";",
            f"\\connect {roles.identifier(owner.database)}",
            *(f"{statement};" for statement in roles.privilege_statements(owner, runtime)),
        ]
        self.stdout.write("\n".join(lines))


def _required(name: str, default: str = "") -> str:
    if value := env_str(name, default):
        return value
    raise CommandError(f"{name} is not set.")


def _logins(owner_default: str, runtime_default: str) -> tuple[roles.Login, roles.Login]:
    owner = roles.Login.of(_required("DATABASE_OWNER_URL", owner_default))
    runtime = roles.Login.of(_required("DATABASE_URL", runtime_default))
    if owner.role == runtime.role:
        raise CommandError("DATABASE_OWNER_URL and DATABASE_URL name the same role: use two.")
    if owner.database != runtime.database:
        raise CommandError("DATABASE_OWNER_URL and DATABASE_URL name different databases.")
    return owner, runtime

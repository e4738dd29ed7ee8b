"""The two database roles and what each may do, as SQL.

The owner owns database and tables and migrates; the runtime role, which the site logs in as, reads
and writes rows and nothing else. Migrations then take back its right to change the ledger.
"""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection


@dataclass(frozen=True)
class Login:
    """Who logs in to which database, read from a postgresql:// URL."""

    role: str
    password: str
    database: str

    @classmethod
    def of(cls, url: str) -> "Login":
        parts = urlsplit(url)
        return cls(
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            unquote(parts.path.strip("/")),
        )


def with_database(url: str, database: str) -> str:
    """The same login on another database of the server."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def role_statements(login: Login) -> list[sql.Composable]:
    """A role that may log in and nothing more. Repeating it only sets the password again."""
    role, flags = sql.Identifier(login.role), sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
    missing = sql.SQL("SELECT 1 FROM pg_roles WHERE rolname = {}").format(sql.Literal(login.role))
    create = sql.SQL("CREATE ROLE {} {}").format(role, flags)
    statements = [
        sql.SQL("DO $do$ BEGIN IF NOT EXISTS ({}) THEN {}; END IF; END $do$").format(
            missing, create
        )
    ]
    if login.password:
        password = sql.Literal(login.password)
        statements.append(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, password))
    return statements


def database_statement(owner: Login) -> sql.Composable:
    return sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
        sql.Identifier(owner.database), sql.Identifier(owner.role)
    )


def privilege_statements(owner: Login, runtime: Login) -> list[sql.Composable]:
    """Run inside the database, before its first migration: what tables made later will grant."""
    names = {
        "database": sql.Identifier(owner.database),
        "owner": sql.Identifier(owner.role),
        "runtime": sql.Identifier(runtime.role),
    }
    lines = (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {runtime}",
        # A role that can make tables could put one in front of another on the search path.
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {runtime}",
        "GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {runtime}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public "
        "GRANT USAGE, SELECT ON SEQUENCES TO {runtime}",
    )
    return [sql.SQL(line).format(**names) for line in lines]


def prepare(*, admin_url: str, owner_url: str, runtime_url: str) -> None:
    """Make both roles and the database. Safe to repeat: what is there stays, passwords are set."""
    owner, runtime = Login.of(owner_url), Login.of(runtime_url)
    server = connect(admin_url)
    for login in (owner, runtime):
        _run(server, role_statements(login))
    _let_admin_act_for(server, owner)
    if not _exists(server, owner.database):
        _run(server, [database_statement(owner)])
    server.close()
    inside = connect(with_database(admin_url, owner.database))
    _run(inside, privilege_statements(owner, runtime))
    inside.close()


def connect(url: str) -> Connection:
    """An autocommitting connection: CREATE DATABASE cannot run inside a transaction."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    return connection


def _run(connection: Connection, statements: list[sql.Composable]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _exists(connection: Connection, database: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return cursor.fetchone() is not None


def _let_admin_act_for(connection: Connection, owner: Login) -> None:
    """A managed server's admin is no superuser: it must be a member of the role it acts for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
        if row is not None and not row[0]:
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(owner.role)))

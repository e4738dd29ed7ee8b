"""The two database roles and what each may do, as SQL.

The owner owns database and tables and migrates; the runtime role, which the site logs in as, reads
and writes rows and nothing else. Migrations then take back its right to change the ledger.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import psycopg2
from psycopg2.extensions import connection as Connection

ABILITIES = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
# Run inside the database before its first migration: what tables made later will grant.
PRIVILEGES = (
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


@dataclass(frozen=True)
class Login:
    """Who logs in to which database, read from a postgresql:// URL."""

    role: str
    password: str
    database: str

    @classmethod
    def of(cls, url: str) -> "Login":
        parts = urlsplit(url)
        named = (parts.username or "", parts.password or "", parts.path.strip("/"))
        return cls(*map(unquote, named))


def with_database(url: str, database: str) -> str:
    """The same login on another database of the server."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def role_statement(login: Login) -> str:
    """A role that may log in and nothing more; one that exists is left as it is."""
    known = f"SELECT 1 FROM pg_roles WHERE rolname = {literal(login.role)}"
    create = f"CREATE ROLE {identifier(login.role)} {ABILITIES}"
    return f"DO $do$ BEGIN IF NOT EXISTS ({known}) THEN {create}; END IF; END $do$"


def password_statement(login: Login) -> str:
    return f"ALTER ROLE {identifier(login.role)} PASSWORD {literal(login.password)}"


def database_statement(owner: Login) -> str:
    database, role = identifier(owner.database), identifier(owner.role)
    return f"CREATE DATABASE {database} OWNER {role} ENCODING 'UTF8' TEMPLATE template0"


def privilege_statements(owner: Login, runtime: Login) -> list[str]:
    names = {
        "database": identifier(owner.database),
        "owner": identifier(owner.role),
        "runtime": identifier(runtime.role),
    }
    return [line.format(**names) for line in PRIVILEGES]


def prepare(*, admin_url: str, owner_url: str, runtime_url: str) -> None:
    """Make both roles and the database. Safe to repeat: what is there stays, passwords are set."""
    owner, runtime = Login.of(owner_url), Login.of(runtime_url)
    server = connect(admin_url)
    for login in (owner, runtime):
        run(server, [role_statement(login)])
        if login.password:
            run(server, [password_statement(login)])
    _let_admin_act_for(server, owner)
    if not ask(server, "SELECT 1 FROM pg_database WHERE datname = %s", owner.database):
        run(server, [database_statement(owner)])
    server.close()
    inside = connect(with_database(admin_url, owner.database))
    run(inside, privilege_statements(owner, runtime))
    inside.close()


def connect(url: str) -> Connection:
    """An autocommitting connection: CREATE DATABASE cannot run inside a transaction."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    return connection


def run(connection: Connection, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def ask(connection: Connection, question: str, *parameters: str) -> bool:
    """True if the query finds a row whose first column is true."""
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)
        row = cursor.fetchone()
        return bool(row and row[0])


def _let_admin_act_for(connection: Connection, owner: Login) -> None:
    """A managed server's admin is no superuser: it must be a member of the role it acts for."""
    if not ask(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        run(connection, [f"GRANT {identifier(owner.role)} TO CURRENT_USER"])


def identifier(name: str) -> str:
    """A quoted name; psycopg2's own needs a connection, which --print-sql does not have."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

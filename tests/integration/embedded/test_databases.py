"""The tests log in as the runtime role, on a copy of a template that the owner migrated."""

from django.db import connection, connections
from django.test import TestCase

from tests import databases


class RuntimeRoleTests(TestCase):
    def test_default_connection_is_the_runtime_role(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_database()")
            self.assertEqual(cursor.fetchone(), ("evalsite", databases.clone_name()))

    def test_runtime_role_owns_nothing_and_is_no_superuser(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
            self.assertEqual(cursor.fetchone(), (0,))
            cursor.execute(
                "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles "
                "WHERE rolname = current_user"
            )
            self.assertEqual(cursor.fetchone(), (False, False, False))

    def test_both_aliases_name_the_same_database(self):
        names = {connections[alias].settings_dict["NAME"] for alias in databases.ALIASES}
        self.assertEqual(names, {databases.clone_name()})

"""The state folder: secrets made once and kept private, one supervisor at a time."""

import os
import socket
import stat
import tempfile
from pathlib import Path
from unittest import TestCase, skipIf

from cryptography.fernet import Fernet

from evalsite.embedded import EmbeddedError, ports
from evalsite.embedded.sockets import socket_folder
from evalsite.embedded.state import SECRETS, State


class StateTests(TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = State(Path(folder.name) / "var")

    def secrets(self) -> dict[str, str]:
        return {name: self.state.secret(name) for name in SECRETS}

    def test_secrets_are_private_whatever_the_umask(self):
        self.addCleanup(os.umask, os.umask(0))
        self.state.prepare()
        modes = {stat.S_IMODE((self.state.folder / name).stat().st_mode) for name in SECRETS}
        self.assertEqual(modes, {0o600})

    def test_secrets_are_made_once(self):
        self.state.prepare()
        before = self.secrets()
        self.state.prepare()
        self.assertEqual(self.secrets(), before)
        self.assertEqual(len(set(before.values())), len(SECRETS))

    def test_field_key_is_a_fernet_key(self):
        self.state.prepare()
        fernet = Fernet(self.state.secret("field_key"))
        self.assertEqual(fernet.decrypt(fernet.encrypt(b"key")), b"key")

    def test_second_supervisor_is_told_where_the_first_is(self):
        self.state.prepare()
        with (
            self.state.locked("http://127.0.0.1:8000/"),
            self.assertRaisesRegex(EmbeddedError, "Already running here: http://127.0.0.1:8000/"),
            self.state.locked("http://127.0.0.1:9000/"),
        ):
            self.fail("two supervisors at once")

    def test_folder_is_free_again_afterwards(self):
        self.state.prepare()
        for _ in range(2):
            with self.state.locked("first"):
                pass

    @skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_folder_of_another_account_is_named(self):
        self.state.folder.mkdir()
        self.state.folder.chmod(0o500)
        with self.assertRaisesRegex(EmbeddedError, "cannot be written by this account"):
            self.state.prepare()


class SocketFolderTests(TestCase):
    def test_path_stays_short_however_deep_the_state_is(self):
        folder = socket_folder(Path("/tmp") / ("x" * 200) / ("y" * 200))
        self.addCleanup(folder.rmdir)
        self.assertLess(len(str(folder / "pg" / ".s.PGSQL.5432.lock")), 107)

    def test_folder_under_a_long_tmpdir_stays_short(self):
        self.addCleanup(setattr, tempfile, "tempdir", tempfile.tempdir)
        tempfile.tempdir = "/tmp/" + "t" * 120
        folder = socket_folder(Path("/tmp/elsewhere"))
        self.addCleanup(folder.rmdir)
        self.assertEqual(folder.parent, Path("/tmp"))

    def test_link_that_somebody_put_there_is_refused(self):
        folder = socket_folder(Path("/tmp/linked"))
        folder.rmdir()
        folder.symlink_to("/etc")
        self.addCleanup(folder.unlink)
        with self.assertRaisesRegex(EmbeddedError, "belongs to somebody else"):
            socket_folder(Path("/tmp/linked"))


class PortTests(TestCase):
    def test_taken_port_is_named_with_the_way_out(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            with self.assertRaisesRegex(EmbeddedError, f"Port {port} is taken.*--port N"):
                ports.require_free(port)

    def test_port_is_kept_while_it_is_free(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "port"
            first = ports.kept_port(path)
            self.assertEqual(ports.kept_port(path), first)
            with socket.create_server(("127.0.0.1", first)):
                self.assertNotEqual(ports.kept_port(path), first)

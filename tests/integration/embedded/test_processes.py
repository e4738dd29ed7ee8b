"""Children end with us, and what a kill left behind is found."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest import TestCase, skipUnless

from evalsite.embedded.processes import Child, identity, remember, stop_leftovers

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('up', flush=True); time.sleep(60)",
]
PARENT = """
import sys, time
from pathlib import Path
from evalsite.embedded.processes import Child
child = Child("sleeper", {command!r}, Path({log!r}), {{}})
child.start()
print(child.pid, flush=True)
time.sleep(60)
"""


class ChildTests(TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def child(self, command: list[str] = SLEEPER, **options: object) -> Child:
        child = Child("child", command, self.folder / "log", dict(os.environ), **options)
        child.start()
        self.addCleanup(child.stop)
        self.wait_until(lambda: "up" in child.last_words())
        return child

    def wait_until(self, condition) -> None:
        deadline = time.monotonic() + 10
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    def test_one_that_does_not_listen_is_ended_after_the_patience(self):
        child = self.child(DEAF, patience_seconds=0.1)
        child.stop()
        self.assertEqual(child.process.returncode, -signal.SIGKILL)

    def test_ctrl_c_does_not_reach_it(self):
        self.assertNotEqual(os.getpgid(self.child().pid), os.getpgrp())

    @skipUnless(sys.platform.startswith("linux"), "PDEATHSIG is Linux's")
    def test_it_ends_when_its_parent_is_killed(self):
        code = PARENT.format(command=SLEEPER, log=str(self.folder / "log"))
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
            pid = int(parent.stdout.readline())
            began = identity(pid)
            self.assertTrue(began)
            parent.kill()
        self.wait_until(lambda: identity(pid) != began)

    def test_leftover_is_stopped(self):
        child = self.child()
        remember([child], self.folder / "pids")
        stop_leftovers(self.folder / "pids")
        self.assertEqual(child.process.wait(), -signal.SIGTERM)
        self.assertFalse((self.folder / "pids").exists())

    def test_number_that_belongs_to_another_program_now_is_left_alone(self):
        child = self.child()
        stale = [[child.pid, "1", int(signal.SIGKILL)]]
        (self.folder / "pids").write_text(json.dumps(stale))
        stop_leftovers(self.folder / "pids")
        self.assertTrue(child.running())

    def test_list_cut_short_by_a_crash_is_no_obstacle(self):
        (self.folder / "pids").write_text("[[12")
        stop_leftovers(self.folder / "pids")

"""What guessing and scanning meet at full size, and whether time tells who is there.

    .venv/bin/python -m pytest -s tests/load/coming_in.py

GUESSES (10,000) by THREADS (64) at one code; LINKS (100), each opened 20 times by a scanner first;
ROUNDS (40) of a known and an unknown address by turns.
"""

import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from unittest import mock

from django.db import connection, connections
from django.test import Client, override_settings

from annotations.entrance import codes, tasks
from annotations.entrance.codes import make_device_code
from annotations.entrance.invitations import make_personal_link
from annotations.entrance.tokens import SECRET_LENGTH, random_letters
from annotations.models import AttemptCount
from annotations.pages.account import codes as code_pages
from tests import factories
from tests.base import LedgerTransactionTestCase

GUESSES = int(os.environ.get("GUESSES", "10000"))
THREADS = int(os.environ.get("THREADS", "64"))
LINKS = int(os.environ.get("LINKS", "100"))
ROUNDS = int(os.environ.get("ROUNDS", "40"))
OPENINGS = 20


class ComingInTests(LedgerTransactionTestCase):
    def test_guessing(self):
        code = make_device_code(user=factories.make_user())
        # As if every guess came from an address of its own.
        with (
            mock.patch.object(code_pages, "MOST_PER_ADDRESS", 10**9),
            mock.patch.object(codes, "_matches", wraps=codes._matches) as evaluated,
        ):
            started = time.perf_counter()
            with ThreadPoolExecutor(THREADS) as pool:
                statuses = Counter(pool.map(guess, [code.handle] * GUESSES))
            seconds = time.perf_counter() - started
            right = Client().post("/code/", {"code": str(code)}).status_code
        print(f"\n{GUESSES} guesses by {THREADS} threads in {seconds:.0f} s: {dict(statuses)};")
        print(f"evaluated {evaluated.call_count}; the right code afterwards: {right}")
        self.assertLessEqual(evaluated.call_count, 10)
        self.assertEqual(right, 429)

    def test_scanned_links(self):
        rater = factories.add_rater(factories.make_study())
        signed_in = dead = 0
        for _ in range(LINKS):
            url = f"/join/{make_personal_link(rater=rater, by=None).token}/"
            for scanner in (Client() for _ in range(OPENINGS)):
                scanner.get(url), scanner.head(url)
            human = Client()
            human.get(url), human.post(url)
            signed_in += human.session.get("_auth_user_id") == str(rater.user_id)
            dead += Client().post(url).status_code == 410
        print(f"\n{signed_in} of {LINKS} signed in after {OPENINGS} scans each; {dead} dead then")
        self.assertEqual((signed_in, dead), (LINKS, LINKS))

    def test_time_of_passwords(self):
        factories.make_user(email="known@example.org", password="correct horse")
        factories.make_user(email="link@example.org")
        self.compare("/sign-in/", "username", {"password": "wrong"})

    @override_settings(MAIL_IS_SET_UP=True)
    def test_time_of_asking_for_a_letter(self):
        factories.make_user(email="known@example.org")
        with mock.patch.object(tasks.send_code, "delay"):
            self.compare("/mail-code/", "email", {})

    def compare(self, url: str, field: str, fields: dict[str, str]) -> None:
        times: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for name in ("known", "link", "unknown"):
                AttemptCount.objects.all().delete()
                client = Client()
                started = time.perf_counter()
                client.post(url, fields | {field: f"{name}@example.org"})
                times.setdefault(name, []).append(1000 * (time.perf_counter() - started))
        medians = {name: median(values) for name, values in times.items()}
        told = ", ".join(f"{name} {value:.1f} ms" for name, value in medians.items())
        print(f"\n{url} median of {ROUNDS}: {told}")
        self.assertLess(max(medians.values()) - min(medians.values()), 50)


def guess(handle: str) -> int:
    try:
        # The letters after the handle at random: one of 729 million.
        text = f"{handle}{random_letters(SECRET_LENGTH)}"
        return Client().post("/code/", {"code": text}).status_code
    finally:
        connection.close() if not connections[connection.alias].in_atomic_block else None

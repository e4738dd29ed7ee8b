"""Many at one door at once: links and codes let in exactly as many as they may."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest import mock

from django.db import connection
from django.test import tag

from annotations.entrance import codes
from annotations.entrance.attempts import TooManyAttempts
from annotations.entrance.codes import (
    MOST_PER_ACCOUNT,
    WrongCode,
    make_device_code,
    redeem_device_code,
)
from annotations.entrance.invitations import (
    LinkDead,
    enrol,
    make_group_link,
    make_personal_link,
    use_personal_link,
)
from annotations.entrance.tokens import SECRET_LENGTH, Code, random_letters
from annotations.exceptions import AnnotationsError
from annotations.models import AttemptCount, Invitation
from tests import factories
from tests.base import LedgerTransactionTestCase

THREADS = 8


def at_once(act: Callable[[int], object]) -> Sequence[object]:
    """What each thread got, or the error that it met."""
    barrier = Barrier(THREADS)

    def run(number: int) -> object:
        barrier.wait()
        try:
            return act(number)
        except AnnotationsError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


@tag("concurrency")
class ManyAtOnceTests(LedgerTransactionTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.study = factories.make_study(raters_per_comparison=3, panel="fixed")

    def enrol(self, token: str) -> Sequence[object]:
        return at_once(
            lambda number: enrol(
                token=token, name=f"Dr. {number}", language="en", browser=f"browser {number}"
            )
        )

    def test_a_personal_link_lets_in_one_browser(self):
        rater = factories.add_rater(self.study)
        token = make_personal_link(rater=rater, by=None).token
        found = at_once(lambda number: use_personal_link(token=token, browser=f"b{number}"))
        self.assertEqual(sum(one == rater for one in found), 1)
        self.assertEqual(sum(isinstance(one, LinkDead) for one in found), THREADS - 1)

    def test_a_double_click_of_one_browser_is_one_use_and_two_ways_in(self):
        rater = factories.add_rater(self.study)
        token = make_personal_link(rater=rater, by=None).token
        found = at_once(lambda _: use_personal_link(token=token, browser="the same"))
        self.assertEqual(found, [rater] * THREADS)
        self.assertEqual(Invitation.objects.get().use_count, 1)

    def test_a_group_link_enrols_as_many_as_it_says(self):
        token = make_group_link(study=self.study, name="", use_limit=2, by=None).token
        found = self.enrol(token)
        self.assertEqual(sum(isinstance(one, LinkDead) for one in found), THREADS - 2)
        self.assertEqual(self.study.raters.count(), 2)

    def test_a_panel_has_no_more_raters_than_seats(self):
        token = make_group_link(study=self.study, name="", use_limit=100, by=None).token
        self.enrol(token)
        self.assertEqual(sorted(self.study.raters.values_list("seat", flat=True)), [1, 2, 3])
        self.assertEqual(Invitation.objects.get().use_count, 3)

    def test_no_more_guesses_are_evaluated_than_allowed(self):
        code = make_device_code(user=factories.make_user())

        def guess(number: int) -> list[type]:
            errors = []
            for _ in range(5):
                guessed = Code(code.handle, random_letters(SECRET_LENGTH))
                try:
                    redeem_device_code(guessed, browser=f"b{number}")
                except (WrongCode, TooManyAttempts) as error:
                    errors.append(type(error))
            return errors

        with mock.patch.object(codes, "_matches", wraps=codes._matches) as evaluated:
            found = [error for errors in at_once(guess) for error in errors]
        self.assertEqual(evaluated.call_count, MOST_PER_ACCOUNT)
        self.assertEqual(found.count(TooManyAttempts), 5 * THREADS - MOST_PER_ACCOUNT)
        # A slice of five minutes may have ended in between; the bound holds over both.
        counts = AttemptCount.objects.values_list("count", flat=True)
        self.assertEqual(sum(counts), MOST_PER_ACCOUNT)

    def test_a_code_lets_in_one_browser(self):
        user = factories.make_user()
        code = make_device_code(user=user)
        found = at_once(lambda number: redeem_device_code(code, browser=f"b{number}"))
        self.assertEqual(sum(getattr(one, "user", None) == user for one in found), 1)
        self.assertEqual(sum(isinstance(one, WrongCode) for one in found), THREADS - 1)

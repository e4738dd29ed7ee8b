"""A study is frozen in the middle of everybody's work."""

import time
from unittest import mock

from django.db import OperationalError
from django.db.models.query import QuerySet
from django.test import tag

from annotations.exceptions import AnnotationsError
from annotations.models import Study
from annotations.studies import lifecycle
from tests.base import LedgerTransactionTestCase
from tests.concurrency.test_claiming import at_once, errors, judge_all
from tests.factories import add_rater, make_running_study


@tag("concurrency")
class FreezingAtOnceTests(LedgerTransactionTestCase):
    def freeze_while_judging(self) -> list:
        study = make_running_study(single_turn=30, raters_per_comparison=3, repeat_share=0)
        raters = [add_rater(study) for _ in range(10)]

        def freeze() -> Study:
            while not study.submissions.exists():
                time.sleep(0.01)
            return lifecycle.freeze_study(study=study, by=None)

        return at_once([*(lambda r=r: judge_all(r) for r in raters), freeze])

    def test_whoever_hands_in_at_that_moment_is_served_or_told_why_not(self):
        results = self.freeze_while_judging()
        unexpected = [e for e in errors(results) if not isinstance(e, AnnotationsError)]
        self.assertEqual(unexpected, [])
        study = Study.objects.get()
        self.assertEqual(study.state, Study.State.FROZEN)
        self.assertEqual(results[-1].state, Study.State.FROZEN)
        self.assertEqual(
            study.submissions.count(), study.slots.filter(status="done", kind="first").count()
        )

    def test_with_the_stronger_lock_they_wait_in_a_circle(self):
        """The guard taken out: foreign keys are checked against the rows that freezing holds."""
        lock = QuerySet.select_for_update

        def lock_keys_too(queryset, **options):
            is_study = queryset.model is Study
            return lock(queryset, **(options | {"no_key": False} if is_study else options))

        with mock.patch.object(QuerySet, "select_for_update", lock_keys_too):
            results = self.freeze_while_judging()
        self.assertTrue(any(isinstance(e, OperationalError) for e in errors(results)), results)

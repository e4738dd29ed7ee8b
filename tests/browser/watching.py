"""A running study with raters of every sort, for tests and pictures of the monitor."""

import random
from datetime import timedelta

from django.utils import timezone

from annotations.assignment.services import claim_next_assignment
from annotations.judging.declining import decline_assignment
from annotations.judging.reporting import report_problem
from annotations.models import Assignment, Study
from annotations.models.fields import new_key
from tests.factories import add_rater, make_running_study, make_user
from tests.judging import locked
from tests.results import hand_in

# A name, how many pairs they judged, and how: a careful one, or with a habit.
PEOPLE = (
    ("王雪梅", 24, "careful"),
    ("李建国", 30, "left"),
    ("Anna Smith", 18, "careful"),
    ("陈志远", 26, "fast"),
    ("赵敏", 0, "careful"),
    ("刘洋", 9, "careful"),
)
LEFT, TIE, RIGHT = "left", "tie", "right"


def watched_study(people: tuple[tuple[str, int, str], ...] = PEOPLE) -> Study:
    study = make_running_study(
        single_turn=40,
        raters_per_comparison=4,
        repeat_share="0.1",
        title={"en": "HuatuoEval, spring", "zh-hans": "华佗评测·春季"},
    )
    chance = random.Random(5)
    for name, pairs, habit in people:
        rater = add_rater(study, make_user(name=name))
        for number in range(pairs):
            pair = claim_next_assignment(study=study, rater=rater).assignment
            if number == 3:
                decline_assignment(assignment=locked(pair), reason="outside_specialty")
                continue
            _judge(pair, habit, chance)
        if pairs == 9:
            pair = claim_next_assignment(study=study, rater=rater).assignment
            report_problem(
                assignment=pair, text="两侧回答似乎对应另一道题目。", idempotency_key=new_key()
            )
    return Study.objects.get(pk=study.pk)


def _judge(pair: Assignment, habit: str, chance: random.Random) -> None:
    length = pair.comparison.text_length
    overall = chance.choice((LEFT, RIGHT, LEFT, RIGHT, TIE))
    if habit == "left" and chance.random() < 0.9:
        overall = LEFT
    # In letters a minute: the texts are English.
    pace = 9000 if habit == "fast" else chance.uniform(500, 1500)
    Assignment.objects.filter(pk=pair.pk).update(claimed_at=timezone.now() - timedelta(hours=1))
    choices = {
        key: overall if chance.random() < 0.7 else chance.choice((LEFT, TIE, RIGHT))
        for key in pair.rater.study.criteria.values_list("key", flat=True)
    } | {"overall": overall}
    hand_in(pair, choices, active_seconds=60 * length / pace)

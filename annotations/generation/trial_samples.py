"""What a system is tried on: items of the study, and questions of our own where these are few."""

from annotations.generation.dialogue import patient_of_study
from annotations.models import Item, Study, System

SAMPLES = 3
OF_STUDY = 2
Sample = dict[str, str]

QUESTIONS = (
    ("zh-hans", "我最近一周总是干咳，夜里更明显，没有发烧。可能是什么原因？需要去医院吗？"),
    ("en", "I have had a dull headache every afternoon for two weeks. What could it be?"),
    ("zh-hans", "体检发现空腹血糖6.8，还没有吃药，平时饮食和运动要注意什么？"),
)
CASES = (
    ("zh-hans", "男，45岁。反复上腹部隐痛3个月，餐后加重，伴反酸，无黑便。吸烟20年。"),
    ("en", "Woman, 34. Palpitations and weight loss of 5 kg in two months, trembling hands."),
    ("zh-hans", "女，6岁。发热2天，最高39.2℃，伴咽痛、流涕，精神尚可，进食减少。"),
)


def samples_for(study: Study, system: System) -> list[Sample]:
    """Three questions or cases; the study's own first, of every kind it has."""
    plays_patient = system.role == System.Role.PATIENT
    kinds = [Item.Kind.MULTI_TURN] if plays_patient else _kinds(study)
    own = [sample for kind in kinds for sample in _own(study, kind, OF_STUDY // len(kinds))]
    more = CASES if plays_patient else QUESTIONS
    kind = Item.Kind.MULTI_TURN if plays_patient else Item.Kind.SINGLE_TURN
    ours = [{"kind": kind, "language": lang, "text": text, "item": ""} for lang, text in more]
    return (own + ours)[:SAMPLES]


def _kinds(study: Study) -> list[str]:
    """Of the study's items; a dialogue needs somebody to play the patient."""
    kinds = set(study.items.order_by().values_list("kind", flat=True).distinct())
    if patient_of_study(study) is None:
        kinds.discard(Item.Kind.MULTI_TURN)
    return sorted(kinds, reverse=True) or [Item.Kind.SINGLE_TURN]


def _own(study: Study, kind: str, count: int) -> list[Sample]:
    items = study.items.filter(kind=kind, practice__isnull=True).order_by("pk")[:count]
    return [
        {
            "kind": kind,
            "language": item.language,
            "text": item.prompt or item.case,
            "item": item.external_id,
        }
        for item in items
    ]

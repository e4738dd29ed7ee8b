"""What was judged: items, systems, criteria, responses and their turns."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Length

from annotations.analysis.contents.reading import Rows, read
from annotations.analysis.unblinding import flag, require_unblinded
from annotations.models import Comparison, LeakHit, Response, Study, Turn

RESPONSE = {
    "item": F("item__external_id"),
    "task_type": F("item__kind"),
    "system": F("system__name"),
    "sample": F("sample"),
    "version": F("version"),
}


def items(study: Study) -> Rows:
    """In the order in which they came."""
    require_unblinded(study)
    names = ("language", "category", "specialty", "prompt", "case", "reference", "extra")
    columns = {
        "item": F("external_id"),
        "task_type": F("kind"),
        **{name: F(name) for name in (*names, "practice", "content_sha256")},
    }
    return read(study.items.all(), columns, ["pk"])


def systems(study: Study) -> Rows:
    """Candidates and the simulated patient with their settings; addresses and keys stay here."""
    require_unblinded(study)
    names = ("role", "aliases", "model_name", "parameters", "system_prompt", "prompt_template")
    columns = {"position": F("position"), "system": F("name"), **{name: F(name) for name in names}}
    return read(study.systems.all(), columns, ["position"])


def criteria(study: Study) -> Rows:
    """Fixed at the start; they tell nothing of the systems."""
    columns = {
        "position": F("position"),
        "criterion": F("key"),
        "is_primary": flag(Q(key=study.primary_criterion)),
        "name_en": KeyTextTransform("en", "name"),
        "name_zh": KeyTextTransform("zh-hans", "name"),
        "description_en": KeyTextTransform("en", "description"),
        "description_zh": KeyTextTransform("zh-hans", "description"),
    }
    return read(study.criteria.all(), columns, ["position"])


def responses(study: Study) -> Rows:
    """What raters were shown, and what was set aside before it was shown."""
    require_unblinded(study)
    calls = Response.objects.filter(pk=OuterRef("pk")).order_by("-provider_calls__pk")
    columns = {
        **RESPONSE,
        "origin": F("origin"),
        "is_current": flag(Q(superseded_at__isnull=True)),
        "completed_at": F("completed_at"),
        "reported_model": Subquery(calls.values("provider_calls__reported_model")[:1]),
        "characters": Subquery(_characters()),
        "extra": F("extra"),
        "shown_sha256": F("shown_sha256"),
    }
    return read(_settled(study), columns, ["pk"])


def _characters() -> QuerySet[Turn]:
    """Code points of all that the system said; a patient's words do not count."""
    said = Turn.objects.filter(response=OuterRef("pk"), role=Turn.Role.ASSISTANT)
    return said.order_by().values("response").annotate(n=Sum(Length("shown_text"))).values("n")


def turns(study: Study) -> Rows:
    """Message by message, as it came and as it was shown."""
    require_unblinded(study)
    names = ("round_number", "role", "raw_text", "shown_text", "raw_sha256", "shown_sha256")
    columns = {
        **{key: F(f"response__{source.name}") for key, source in RESPONSE.items()},
        "turn": F("position"),
        **{name: F(name) for name in names},
    }
    rows = Turn.objects.filter(response__in=_settled(study).values("pk"))
    return read(rows, columns, ["response", "position"])


def _settled(study: Study) -> QuerySet[Response]:
    """Only what the freeze left as it is: an answer that comes in later was never judged."""
    released = Comparison.objects.filter(study=study, released_at__isnull=False)
    shown = Q(pk__in=released.values("response_a")) | Q(pk__in=released.values("response_b"))
    done = Response.objects.filter(item__study=study, status=Response.Status.DONE)
    return done.filter(shown | Q(superseded_at__isnull=False))


def leak_hits(study: Study) -> Rows:
    """Words that told who wrote an answer, and what was decided about them."""
    require_unblinded(study)
    names = ("start", "end", "scanned_sha256", "words", "kind", "reason", "decision", "decided_at")
    columns = {
        **{key: F(f"response__{source.name}") for key, source in RESPONSE.items()},
        "turn": F("turn__position"),
        **{name: F(name) for name in names},
        "policy": F("response__item__study__leak_policy"),
    }
    rows = LeakHit.objects.filter(response__in=_settled(study).values("pk"))
    return read(rows, columns, ["response", "turn__position", "start", "pk"])

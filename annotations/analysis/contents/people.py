"""Who judged, under their pseudonyms, and what they agreed to."""

from django.db.models import F
from django.db.models.fields.json import KeyTextTransform

from annotations.analysis.contents.reading import Rows, as_bytes, read
from annotations.models import Acceptance, Study

PROFILE = ("title", "years_of_practice", "languages")


def raters(study: Study) -> Rows:
    """By pseudonym, so that the order says nothing. The names are for the identified file only."""
    columns = {
        "rater": F("pseudonym"),
        "seat": F("seat"),
        "specialties": F("specialties"),
        "first_judgments": F("first_count"),
        "all_judgments": F("submitted_count"),
        "handed_on": F("declined_count"),
        "active_seconds": F("active_seconds"),
        "name": F("user__name"),
        "email": F("user__email"),
        **{name: F(f"user__profile__{name}") for name in PROFILE},
        "joined_at": F("joined_at"),
    }
    return read(study.raters.all(), columns, [as_bytes("pseudonym")])


def acceptances(study: Study) -> Rows:
    columns = {
        "rater": F("rater__pseudonym"),
        "purpose": F("guidance__purpose"),
        "version": F("guidance__version"),
        "read_in": F("language"),
        "accepted_at": F("accepted_at"),
        "withdrawn_at": F("withdrawn_at"),
    }
    rows = Acceptance.objects.filter(rater__study=study)
    return read(rows, columns, [as_bytes("rater__pseudonym"), "pk"])


def guidance_texts(study: Study) -> Rows:
    columns = {
        "purpose": F("purpose"),
        "version": F("version"),
        "created_at": F("created_at"),
        "text_en": KeyTextTransform("en", "text"),
        "text_zh": KeyTextTransform("zh-hans", "text"),
        "sha256": F("sha256"),
    }
    return read(study.guidance_texts.all(), columns, ["purpose", "version"])

"""A study before it exists: what a study file, a page or the demo asks for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from annotations.datasets.rows import Json
from annotations.studies import default_guidance, default_texts
from annotations.studies.rules import ExclusionPlan

Both = Mapping[str, str]  # a text for "en" and one for "zh-hans"
# What a plan and a study have under the same name and in the same form.
PLAIN_RULES = (
    "panel",
    "raters_per_comparison",
    "repeat_share",
    "lease_seconds",
    "planned_rounds",
    "scale",
    "primary_criterion",
    "allows_both_bad",
    "allows_not_applicable",
    "shows_reference",
    "leak_policy",
    "hands_on_recognised",
    "matches_specialties",
    "reviews_leaks",
    "noninferiority_margin",
    "withdrawal_rule",
    "export_responses",
    "retain_until",
    "system_pairs",
)


@dataclass(frozen=True)
class EndpointPlan:
    """Where models are reached. The key itself never stands in a file, only its variable's name."""

    name: str
    base_url: str
    api_key_env: str = ""
    concurrency: int = 4
    requests_per_minute: int | None = None
    timeout_seconds: int = 120
    max_attempts: int = 6


@dataclass(frozen=True)
class SystemPlan:
    """A candidate; without an endpoint its responses are imported."""

    name: str
    aliases: tuple[str, ...] = ()
    endpoint: str = ""
    model: str = ""
    parameters: Mapping[str, Json] = field(default_factory=dict)
    system_prompt: str = ""
    prompt_template: str = "{prompt}"

    @property
    def revealing_names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.name, self.model, *self.aliases) if name)


@dataclass(frozen=True)
class PatientPlan:
    """The model that plays the patient of a case; without a prompt of its own, by the default."""

    name: str
    endpoint: str
    model: str
    parameters: Mapping[str, Json] = field(default_factory=dict)
    prompt: Both | None = None


@dataclass(frozen=True)
class CriterionPlan:
    """A dimension that is judged."""

    key: str
    name: Both
    description: Both


DEFAULT_CRITERIA = tuple(CriterionPlan(*texts) for texts in default_texts.CRITERIA)


@dataclass(frozen=True)
class StudyPlan:
    """Everything that ``create_study`` needs."""

    slug: str
    title: Both
    systems: tuple[SystemPlan, ...]
    instructions: Both = field(default_factory=lambda: default_texts.INSTRUCTIONS)
    # Version 1 of what every rater accepts before the first pair.
    consent: Both = field(default_factory=lambda: default_guidance.CONSENT)
    guideline: Both = field(default_factory=lambda: default_guidance.GUIDELINE)
    criteria: tuple[CriterionPlan, ...] = DEFAULT_CRITERIA
    endpoints: tuple[EndpointPlan, ...] = ()
    patient: PatientPlan | None = None
    researchers: tuple[str, ...] = ()
    panel: str = "open"
    raters_per_comparison: int = 3
    repeat_share: Decimal = Decimal("0.050")
    lease_seconds: int = 24 * 3600
    planned_rounds: int = 2
    scale: str = "three_point"
    primary_criterion: str = "overall"
    allows_both_bad: bool = True
    allows_not_applicable: bool = True
    shows_reference: bool = False
    leak_policy: str = "flag"
    hands_on_recognised: bool = False
    matches_specialties: bool = False
    seed: str = ""
    reviews_leaks: bool = False
    hypotheses: Both = field(default_factory=lambda: {"en": "", "zh-hans": ""})
    noninferiority_margin: Decimal | None = None
    exclusion_rules: tuple[ExclusionPlan, ...] = ()
    stopping_rule: str = "fixed"
    withdrawal_rule: str = "keep"
    export_responses: bool = True
    retain_until: date | None = None
    system_pairs: str = "all"
    # Name of the system that the others are compared with, when not all pairs are.
    reference_system: str = ""

    @property
    def rater_facing_texts(self) -> dict[str, str]:
        """Every text of the plan that raters read, by its place in a study file."""
        texts = {
            "title": self.title,
            "instructions": self.instructions,
            "consent": self.consent,
            "guideline": self.guideline,
        }
        for number, criterion in enumerate(self.criteria, start=1):
            texts[f"criteria[{number}].name"] = criterion.name
            texts[f"criteria[{number}].description"] = criterion.description
        return {
            f"{place}.{language}": text
            for place, both in texts.items()
            for language, text in both.items()
        }

"""What checklists are answered from: counts and names of one study. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SystemRecord:
    """A system that was compared; ``reported``: what its endpoint said that it was."""

    name: str
    model: str
    reported: tuple[str, ...]
    has_endpoint: bool


@dataclass(frozen=True)
class Calls:
    """What was asked of endpoints, and what it took; None where endpoints did not tell."""

    count: int
    prompt_tokens: int | None
    completion_tokens: int | None
    minutes: float


@dataclass(frozen=True)
class Record:
    """Practice is in no number. Dates are UTC, empty where there is none."""

    title: str
    systems: tuple[SystemRecord, ...]
    single_turn: int
    multi_turn: int
    languages: tuple[tuple[str, int], ...]
    categories: int
    specialties: int
    has_reference: bool
    answers: int
    complete: int
    first_answer: str
    last_answer: str
    regenerated: int
    calls: Calls
    finds: int
    leak_policy: str
    comparisons: int
    withdrawn: int
    raters: int
    planned_raters: int
    judgments: int
    judged_by_several: int
    repeats: int
    marks: int
    criteria: tuple[str, ...]
    primary: str
    margin: str
    has_hypotheses: bool
    exclusion_rules: int
    guideline_version: int
    consent_version: int
    deviations: int
    protocol_sha256: str
    started: str
    judged_elsewhere: bool
    has_patient: bool
    with_answers: bool

    @property
    def items(self) -> int:
        return self.single_turn + self.multi_turn

    @property
    def missing(self) -> int:
        return self.answers - self.complete

    @property
    def is_generated(self) -> bool:
        return any(system.has_endpoint for system in self.systems)

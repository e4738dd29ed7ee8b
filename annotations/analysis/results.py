"""What a report holds: the numbers of every criterion with where they come from. Pure."""

from dataclasses import dataclass

from annotations.analysis.flow import Flow
from annotations.analysis.safety import Safety
from annotations.stats.alt_test import AltTest
from annotations.stats.criteria import Drivers
from annotations.stats.criterion_results import CriterionResults
from annotations.stats.estimate import Estimate, NotEstimable, Sample
from annotations.stats.gates import Limits
from annotations.stats.length import LengthResult
from annotations.stats.margins import MarginResult
from annotations.stats.retest import Retest
from annotations.stats.win_difference import PairResult

# What a criterion's p values are adjusted as.
DECLARED, EXPLORATORY = "declared", "exploratory"
# Of 20 rounds; chance alone should give at most one.
SHUFFLES_TOLERATED = 1
STRATA = ("task_type", "category", "specialty")


@dataclass(frozen=True)
class Rules:
    """What a study fixed at its start and a report goes by."""

    seed: int
    primary: str
    rounds: int
    level: float
    five_point: bool
    margin: float | None
    is_sequential: bool
    limits: Limits
    # Not so where a file of judgments made elsewhere does not tell who stood where.
    sides_known: bool = True
    # Who judges here is asked for each criterion; a file of judgments may hold only some.
    judges_every_criterion: bool = True


@dataclass(frozen=True)
class Stratum:
    """The judgments of one task type, category or specialty."""

    kind: str
    value: str
    sample: Sample
    pairs: tuple[PairResult, ...]


@dataclass(frozen=True)
class PairCounts:
    """What the win, tie and loss table has beside it."""

    first: int
    second: int
    both_bad: int
    not_applicable: int


@dataclass(frozen=True)
class Adjusted:
    """A pair's p of the two-way t test after the correction of its family."""

    first: int
    second: int
    p_value: float | NotEstimable


@dataclass(frozen=True)
class CriterionReport:
    """One criterion; ``family`` says whether it was declared or is explored.

    ``unflagged``: the pairs without raters and judgments that a quality gate flagged;
    ``strict``: where only "much better" counts as a win, None without that scale.
    ``formatting``: as ``results.length``, with lines, headings and bold pieces.
    """

    key: str
    family: str
    counts: tuple[PairCounts, ...]
    results: CriterionResults
    adjusted: tuple[Adjusted, ...]
    strata: tuple[Stratum, ...]
    retest: Retest
    unflagged: tuple[PairResult, ...]
    flagged: int
    strict: tuple[PairResult, ...] | None
    formatting: LengthResult
    margins: tuple[MarginResult, ...]
    interim: tuple[Estimate, ...]


@dataclass(frozen=True)
class PairBias:
    """Win differences of a pair's first system by the judge and by the experts on what both
    judged, and by how much the judge's is larger."""

    first: int
    second: int
    by_judge: float
    by_experts: float
    bias: Estimate


@dataclass(frozen=True)
class JudgeReport:
    """One LLM judge on one criterion against the experts.

    ``pairs``: those of its file that the report is about; ``consistency``: shares of them, in
    the order of ``judge_audit.Consistency``.
    """

    name: str
    criterion: str
    file: str
    sha256: str
    imported_at: str
    pairs_in_file: int
    pairs: int
    pairs_in_common: int
    consistency: tuple[Estimate, ...]
    agreement_with_ties: Estimate
    agreement_without_ties: Estimate
    alpha: Estimate
    biases: tuple[PairBias, ...]
    self_preference: tuple[Estimate, ...]
    kendall_tau_b: float | NotEstimable
    test: AltTest
    # Of the rounds in which its verdicts were shuffled among the items: those that pass the test.
    shuffles_passed: int

    @property
    def test_tells_nothing(self) -> bool:
        """Whether what knows nothing of the items passes as well, more often than 1 in 20."""
        return self.shuffles_passed > SHUFFLES_TOLERATED

    @property
    def may_stand_in(self) -> str:
        """The test's answer, or undecided where a yes would tell nothing."""
        return "undecided" if self.test_tells_nothing else self.test.answer


@dataclass(frozen=True)
class Named:
    """A system, a criterion or the study by its key, and how it is called."""

    key: str
    en: str
    zh: str

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True)
class Origin:
    """What somebody needs to compute a report again."""

    study: str
    seed: str
    chain_length: int
    chain_head: str
    protocol_sha256: str
    version: int


@dataclass(frozen=True)
class Acknowledged:
    """That a member looked at a finding and had the results shown all the same.

    ``name``: empty if the account has none, or is gone. ``at``: ISO 8601.
    """

    problem: str
    name: str
    role: str
    at: str
    reason: str


@dataclass(frozen=True)
class Results:
    """All of it. Systems and raters are numbered; ``systems`` and ``raters`` name them."""

    origin: Origin
    rules: Rules
    systems: tuple[str, ...]
    raters: tuple[str, ...]
    names: tuple[Named, ...]
    criteria: tuple[CriterionReport, ...]
    drivers: Drivers
    flow: Flow
    safety: Safety
    # No evidence of the study: in the report, but neither in the bundle nor in its tables.
    judges: tuple[JudgeReport, ...] = ()
    # Looked up beside what is computed, and never stored with it.
    acknowledged: tuple[Acknowledged, ...] = ()

    @property
    def primary(self) -> CriterionReport:
        return self.criteria[0]

    @property
    def is_empty(self) -> bool:
        return self.primary.results.sample.judgments == 0

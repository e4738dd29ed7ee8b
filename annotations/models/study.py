"""A study and its criteria."""

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .fields import in_both_languages, known, set_exactly_when


def new_seed() -> str:
    return secrets.token_hex(16)


# Of raters, see study_rater; it stands here because the first migration names it so.
def new_pseudonym() -> str:
    """Random, not derived from the person, so that it says nothing and survives an erasure."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "R-" + "".join(secrets.choice(alphabet) for _ in range(8))


def empty_in_both_languages() -> dict[str, str]:
    return {"en": "", "zh-hans": ""}


def stops_when_all_is_judged() -> dict[str, str]:
    return {"kind": "fixed"}


class Study(models.Model):
    """An evaluation: its items, systems, criteria, raters and rules."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        FROZEN = "frozen", _("Frozen")
        UNBLINDED = "unblinded", _("Unblinded")

    class Panel(models.TextChoices):
        FIXED = "fixed", _("Fixed panel: every rater judges every comparison")
        OPEN = "open", _("Open pool: whoever has time judges")

    class Scale(models.TextChoices):
        THREE_POINT = "three_point", _("Left better, tie, right better")
        FIVE_POINT = "five_point", _("With strength on overall: much or slightly")

    class LeakPolicy(models.TextChoices):
        MASK = "mask", _("Mask")
        REGENERATE = "regenerate", _("Regenerate")
        EXCLUDE = "exclude", _("Exclude")
        FLAG = "flag", _("Flag")

    class WithdrawalRule(models.TextChoices):
        KEEP = "keep", _("Keep what was judged before the withdrawal")
        EXCLUDE = "exclude", _("Leave all judgments of that rater out of the results")

    class SystemPairs(models.TextChoices):
        ALL = "all", _("Every system against every other")
        ONE_VS_REST = "one_vs_rest", _("One system against each of the others")

    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name"), max_length=60)
    title = models.JSONField(_("title shown to raters"))
    instructions = models.JSONField(_("instructions for raters"))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    seed = models.CharField(max_length=64, default=new_seed)
    # Under which names results stand between freeze and unblinding; nobody gets to see it.
    scramble_key = models.CharField(max_length=64, default=new_seed, editable=False)
    seed_commitment = models.CharField(max_length=64, blank=True)
    panel = models.CharField(max_length=5, choices=Panel, default=Panel.OPEN)
    raters_per_comparison = models.PositiveSmallIntegerField(default=3)
    repeat_share = models.DecimalField(max_digits=4, decimal_places=3, default="0.050")
    lease_seconds = models.PositiveIntegerField(default=24 * 3600)
    planned_rounds = models.PositiveSmallIntegerField(default=2)
    # Set while a researcher holds the asking of systems; judging goes on.
    generation_paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    scale = models.CharField(max_length=12, choices=Scale, default=Scale.THREE_POINT)
    allows_both_bad = models.BooleanField(default=True)
    allows_not_applicable = models.BooleanField(default=True)
    shows_reference = models.BooleanField(default=False)
    # A rater is given items of their own specialties, and items without one.
    matches_specialties = models.BooleanField(default=False)
    # A pair whose writer a rater recognises goes to a colleague instead of being judged.
    hands_on_recognised = models.BooleanField(default=False)
    primary_criterion = models.SlugField(max_length=40, default="overall")
    leak_policy = models.CharField(max_length=10, choices=LeakPolicy, default=LeakPolicy.FLAG)
    # Whether somebody looks at the scan's finds before a pair is released.
    reviews_leaks = models.BooleanField(default=False)
    # What the study sets out to show, in both languages; may be empty.
    hypotheses = models.JSONField(default=empty_in_both_languages, blank=True)
    # Of the primary criterion, in win difference.
    noninferiority_margin = models.DecimalField(
        max_digits=5, decimal_places=4, null=True, blank=True
    )
    # [{"rule": …, "value": …}], see annotations.studies.rules; {"kind": "fixed" or "sequential"}.
    exclusion_rules = models.JSONField(default=list, blank=True)
    stopping_rule = models.JSONField(default=stops_when_all_is_judged, blank=True)
    withdrawal_rule = models.CharField(
        max_length=7, choices=WithdrawalRule, default=WithdrawalRule.KEEP
    )
    # Whether the bundle holds the answers' texts, or their hashes alone.
    export_responses = models.BooleanField(default=True)
    retain_until = models.DateField(null=True, blank=True)
    system_pairs = models.CharField(max_length=11, choices=SystemPairs, default=SystemPairs.ALL)
    reference_system = models.ForeignKey(
        "System", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # All its judgments came as a file (datasets.judgments), none was made here; triggers keep it.
    judged_elsewhere = models.BooleanField(default=False, editable=False)
    protocol = models.JSONField(null=True, blank=True)
    protocol_sha256 = models.CharField(max_length=64, blank=True)
    # What can be given to raters, in comparisons and in code points of shown text; kept by the
    # release, so that no page counts.
    released_count = models.PositiveIntegerField(default=0)
    released_text_length = models.PositiveBigIntegerField(default=0, editable=False)
    # The same two numbers by specialty (normalised), {"…": {"count": …, "text_length": …}}: what
    # a rater can be given in a study that matches specialties.
    released_by_specialty = models.JSONField(default=dict, blank=True, editable=False)
    # The newest version of each text that raters agree to (0: there is none); kept by a trigger.
    consent_version = models.PositiveIntegerField(default=0, editable=False)
    guideline_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    unblinded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="study_public_id_once"),
            models.UniqueConstraint(fields=["slug"], name="study_slug_once"),
            in_both_languages("title", "study_title_in_both_languages"),
            in_both_languages("instructions", "study_instructions_in_both_languages"),
            known(
                "state", ["draft", "running", "paused", "frozen", "unblinded"], "study_state_known"
            ),
            known("panel", ["fixed", "open"], "study_panel_known"),
            known("scale", ["three_point", "five_point"], "study_scale_known"),
            known(
                "leak_policy", ["mask", "regenerate", "exclude", "flag"], "study_leak_policy_known"
            ),
            models.CheckConstraint(
                condition=Q(raters_per_comparison__gte=1), name="study_needs_a_rater_each"
            ),
            models.CheckConstraint(
                condition=Q(repeat_share__gte=0, repeat_share__lte=1),
                name="study_repeat_share_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(lease_seconds__gte=1), name="study_lease_is_positive"
            ),
            models.CheckConstraint(condition=Q(planned_rounds__gte=1), name="study_needs_a_round"),
            known("withdrawal_rule", ["keep", "exclude"], "study_withdrawal_rule_known"),
            known("system_pairs", ["all", "one_vs_rest"], "study_system_pairs_known"),
            in_both_languages("hypotheses", "study_hypotheses_in_both_languages"),
            models.CheckConstraint(
                condition=Q(stopping_rule__kind__in=["fixed", "sequential"]),
                name="study_stopping_rule_known",
            ),
            models.CheckConstraint(
                condition=Q(noninferiority_margin__isnull=True)
                | Q(noninferiority_margin__gt=0, noninferiority_margin__lte=1),
                name="study_margin_is_a_win_difference",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(system_pairs="all")
                | Q(reference_system__isnull=False),
                name="study_one_vs_rest_has_its_one",
            ),
            # In a fixed panel everybody judges everything.
            models.CheckConstraint(
                condition=Q(matches_specialties=False) | Q(panel="open"),
                name="study_specialties_need_a_pool",
            ),
            set_exactly_when(
                "started_at",
                "state",
                ["running", "paused", "frozen", "unblinded"],
                "study_started_unless_draft",
            ),
            set_exactly_when(
                "frozen_at", "state", ["frozen", "unblinded"], "study_frozen_at_when_frozen"
            ),
            set_exactly_when(
                "unblinded_at", "state", ["unblinded"], "study_unblinded_at_when_unblinded"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def is_unblinded(self) -> bool:
        return self.state == self.State.UNBLINDED


class Criterion(models.Model):
    """A dimension that is judged, such as accuracy. ``overall`` is the verdict itself."""

    OVERALL = "overall"

    study = models.ForeignKey(Study, models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    name = models.JSONField()
    description = models.JSONField()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["study", "position"]
        constraints = [
            models.UniqueConstraint(fields=["study", "key"], name="criterion_key_once"),
            models.UniqueConstraint(fields=["study", "position"], name="criterion_position_once"),
            in_both_languages("name", "criterion_name_in_both_languages"),
            in_both_languages("description", "criterion_description_in_both_languages"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_overall(self) -> bool:
        return self.key == self.OVERALL

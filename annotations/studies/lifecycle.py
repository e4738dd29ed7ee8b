"""Start, pause, resume, freeze and unblind a study: each once, recorded, in one transaction."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations import audit
from annotations.assignment.services import create_slots
from annotations.blinding.placement import commitment
from annotations.comparisons.services import create_comparisons, release_ready_comparisons
from annotations.exceptions import AnnotationsError, WrongState
from annotations.generation.launch import launch_generation
from annotations.ledger import content_sha256
from annotations.models import Assignment, Study, System, User
from annotations.studies.launch import announce_freeze
from annotations.studies.manifest import record_manifest
from annotations.studies.protocol import Design, protocol_of
from annotations.studies.revealing import refuse_revealing_texts

State = Study.State


@transaction.atomic
def start_study(*, study: Study, by: User | None) -> Study:
    """Fix the protocol, plan every judgment and queue what is still to be generated.

    A study that already runs is returned as it is.
    """
    study = _locked(study)
    if study.state == State.RUNNING:
        return study
    _require(study, State.DRAFT)
    _require_reference(study)
    refuse_revealing_texts(study)
    launch_generation(study)
    created = create_comparisons(study)
    if not created.count:
        raise AnnotationsError(
            _("There is nothing to compare yet: no item has responses of two systems.")
        )
    create_slots(study)
    fix_protocol(study, created.count)
    _move(study, State.RUNNING, "started_at")
    audit.record(
        by=by,
        action="study.start",
        study=study,
        data={
            "protocol_sha256": study.protocol_sha256,
            "seed_commitment": study.seed_commitment,
            "comparisons": created.count,
            "items_without_comparison": list(created.items_without),
        },
    )
    release_ready_comparisons(study)
    study.refresh_from_db()
    return study


def _require_reference(study: Study) -> None:
    """Who compares one system with the rest says which one, and it is one of the candidates."""
    if study.system_pairs == Study.SystemPairs.ALL:
        return
    candidates = study.systems.filter(role=System.Role.CANDIDATE)
    if not candidates.filter(pk=study.reference_system_id).exists():
        raise AnnotationsError(
            _("Say which system is compared with the others: it must be one of the study's.")
        )


def fix_protocol(study: Study, comparison_count: int) -> None:
    """Write down the rules that hold from now on, and the seed's commitment."""
    study.seed_commitment = commitment(study.seed)
    study.protocol, study.protocol_sha256 = protocol_of(_design(study, comparison_count))
    study.save(update_fields=["seed_commitment", "protocol", "protocol_sha256"])


def _design(study: Study, comparison_count: int) -> Design:
    hashes, practice = (_item_hashes(study, is_practice) for is_practice in (False, True))
    return Design(
        study=str(study.public_id),
        title=study.title,
        systems=[_system(system) for system in study.systems.order_by("position")],
        criteria=list(study.criteria.values("key", "position", "name", "description")),
        primary_criterion=study.primary_criterion,
        panel=study.panel,
        raters_per_comparison=study.raters_per_comparison,
        repeat_share=str(study.repeat_share),
        scale=study.scale,
        allows_both_bad=study.allows_both_bad,
        allows_not_applicable=study.allows_not_applicable,
        leak_policy=study.leak_policy,
        reviews_leaks=study.reviews_leaks,
        hands_on_recognised=study.hands_on_recognised,
        matches_specialties=study.matches_specialties,
        items_sha256=content_sha256(hashes),
        item_count=len(hashes),
        comparison_count=comparison_count,
        practice_items_sha256=content_sha256(practice),
        practice_item_count=len(practice),
        seed_commitment=study.seed_commitment,
        shows_reference=study.shows_reference,
        planned_rounds=study.planned_rounds,
        hypotheses=study.hypotheses,
        noninferiority_margin=_text(study.noninferiority_margin),
        exclusion_rules=study.exclusion_rules,
        stopping_rule=study.stopping_rule,
        withdrawal_rule=study.withdrawal_rule,
        export_responses=study.export_responses,
        retain_until=_text(study.retain_until),
        system_pairs=study.system_pairs,
        reference_system=_text(study.reference_system),
    )


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)


def _item_hashes(study: Study, is_practice: bool) -> list[list[str]]:
    items = study.items.filter(practice__isnull=not is_practice).order_by("kind", "external_id")
    return [list(row) for row in items.values_list("kind", "external_id", "content_sha256")]


def _system(system: System) -> dict[str, object]:
    fields = ("name", "role", "aliases", "model_name", "parameters", "system_prompt")
    return {field: getattr(system, field) for field in fields} | {"order": system.position}


@transaction.atomic
def pause_study(*, study: Study, by: User | None) -> Study:
    """No new pairs; what raters hold can still be handed in. Repeating it changes nothing."""
    study = _locked(study)
    if study.state != State.PAUSED:
        _require(study, State.RUNNING)
        _move(study, State.PAUSED)
        audit.record(by=by, action="study.pause", study=study)
    return study


@transaction.atomic
def resume_study(*, study: Study, by: User | None) -> Study:
    study = _locked(study)
    if study.state != State.RUNNING:
        _require(study, State.PAUSED)
        _move(study, State.RUNNING)
        audit.record(by=by, action="study.resume", study=study)
    return study


def freeze_study(*, study: Study, by: User | None) -> Study:
    """End judging for good, and record what the study consists of.

    Open pairs are withdrawn, nothing can be handed in any more. Repeating it makes up for a
    manifest that was not made.
    """
    frozen = _freeze(study, by)
    if frozen.state == State.FROZEN:
        record_manifest(frozen, by=by)
    return frozen


@transaction.atomic
def _freeze(study: Study, by: User | None) -> Study:
    study = _locked(study)
    if study.state == State.FROZEN:
        return study
    _require(study, State.RUNNING, State.PAUSED)
    # In the order in which claims and submissions lock, so that nobody waits in a circle: who is
    # claiming or handing in at this moment is waited for, who comes later sees a frozen study.
    list(study.raters.select_for_update(no_key=True).order_by("pk"))
    open_ones = Assignment.objects.filter(rater__study=study, state=Assignment.State.OPEN)
    withdrawn = open_ones.update(state=Assignment.State.WITHDRAWN)
    _lock_chain(study)
    _move(study, State.FROZEN, "frozen_at")
    last = study.submissions.order_by("-sequence").first()
    audit.record(
        by=by,
        action="study.freeze",
        study=study,
        data={
            "submissions": last.sequence if last else 0,
            "chain_head": last.hash if last else "",
            "open_assignments_withdrawn": withdrawn,
        },
    )
    announce_freeze(study)
    return study


def unblind_study(
    *, study: Study, by: User | None, reason: str, proof: str = "command line"
) -> Study:
    """From here on results by system exist. Only a frozen study can be unblinded, with a reason.

    ``proof``: how whoever acts showed once more who they are; it is recorded.
    """
    if Study.objects.filter(pk=study.pk, state=State.FROZEN).exists():
        record_manifest(Study.objects.get(pk=study.pk), by=by)
    return _unblind(study, by, reason.strip(), proof)


@transaction.atomic
def _unblind(study: Study, by: User | None, reason: str, proof: str) -> Study:
    study = _locked(study)
    if study.state == State.UNBLINDED:
        return study
    _require(study, State.FROZEN)
    if not reason:
        raise AnnotationsError(_("Say why the study is unblinded; the reason is recorded."))
    _move(study, State.UNBLINDED, "unblinded_at")
    audit.record(
        by=by, action="study.unblind", study=study, data={"reason": reason, "proof": proof}
    )
    return study


def _locked(study: Study) -> Study:
    """Not its key: who hands in at this moment refers to it, and freezing waits for them."""
    return Study.objects.select_for_update(no_key=True).get(pk=study.pk)


def _lock_chain(study: Study) -> None:
    """Wait for submissions under way, and let later ones see the new state."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT annotations_lock_chain('submission', %s)", [study.pk])


def _require(study: Study, *states: Study.State) -> None:
    if study.state not in states:
        raise WrongState(
            _("This cannot be done while the study is in the state “%(state)s”.")
            % {"state": study.get_state_display()}
        )


def _move(study: Study, state: Study.State, stamp: str = "") -> None:
    study.state = state
    fields = ["state"]
    if stamp:
        setattr(study, stamp, timezone.now())
        fields.append(stamp)
    study.save(update_fields=fields)

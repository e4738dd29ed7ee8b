"""Make a study from a plan."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.blinding.names import named_systems
from annotations.entrance.guidance import publish_guidance
from annotations.exceptions import AnnotationsError
from annotations.generation.keys import encrypt_key
from annotations.generation.patient_prompt import save_patient_prompt
from annotations.models import (
    Criterion,
    Endpoint,
    GuidanceText,
    Study,
    StudyMember,
    System,
    User,
)
from annotations.studies.plan import PLAIN_RULES, EndpointPlan, StudyPlan


@transaction.atomic
def create_study(
    *, plan: StudyPlan, by: User | None, environment: Mapping[str, str] | None = None
) -> Study:
    """Make a draft study with everything the plan names.

    Not to be repeated: a slug that is taken is an error, never an update.
    ``environment`` gives the endpoints' keys under the names that the plan tells.
    """
    if Study.objects.filter(slug=plan.slug).exists():
        raise AnnotationsError(_("The study “%(slug)s” exists already.") % {"slug": plan.slug})
    _refuse_revealing_texts(plan)
    study = _study(plan)
    _add_criteria(study, plan)
    _add_systems(study, plan, _add_endpoints(study, plan, environment or {}))
    if plan.patient and plan.patient.prompt:
        save_patient_prompt(study=study, text=plan.patient.prompt, by=by)
    _add_researchers(study, plan, by)
    audit.record(by=by, action="study.create", study=study, data={"systems": len(plan.systems)})
    for purpose in GuidanceText.Purpose:
        publish_guidance(study=study, purpose=purpose, text=getattr(plan, purpose), by=by)
    study.refresh_from_db()
    return study


def _refuse_revealing_texts(plan: StudyPlan) -> None:
    """A title that names a system would tell every rater what is compared."""
    names = [name for system in plan.systems for name in system.revealing_names]
    for place, text in plan.rater_facing_texts.items():
        if found := named_systems(text, names):
            raise AnnotationsError(
                _("Raters read %(place)s, and it names a system: %(names)s.")
                % {"place": place, "names": ", ".join(dict.fromkeys(found))}
            )


def _study(plan: StudyPlan) -> Study:
    study = Study(
        title=dict(plan.title),
        instructions=dict(plan.instructions),
        hypotheses=dict(plan.hypotheses),
        exclusion_rules=[rule.as_json for rule in plan.exclusion_rules],
        stopping_rule={"kind": plan.stopping_rule},
    )
    for field in ("slug", *PLAIN_RULES):
        setattr(study, field, getattr(plan, field))
    if plan.seed:
        study.seed = plan.seed
    study.save(force_insert=True)
    return study


def _add_criteria(study: Study, plan: StudyPlan) -> None:
    Criterion.objects.bulk_create(
        Criterion(
            study=study,
            key=criterion.key,
            position=position,
            name=dict(criterion.name),
            description=dict(criterion.description),
        )
        for position, criterion in enumerate(plan.criteria)
    )


def _add_endpoints(
    study: Study, plan: StudyPlan, environment: Mapping[str, str]
) -> dict[str, Endpoint]:
    endpoints = {
        endpoint.name: Endpoint(
            study=study,
            name=endpoint.name,
            base_url=endpoint.base_url,
            encrypted_key=encrypt_key(_key(endpoint, environment)),
            concurrency=endpoint.concurrency,
            requests_per_minute=endpoint.requests_per_minute,
            timeout_seconds=endpoint.timeout_seconds,
            max_attempts=endpoint.max_attempts,
        )
        for endpoint in plan.endpoints
    }
    Endpoint.objects.bulk_create(endpoints.values())
    return endpoints


def _key(endpoint: EndpointPlan, environment: Mapping[str, str]) -> str:
    if not endpoint.api_key_env:
        return ""
    if key := environment.get(endpoint.api_key_env):
        return key
    raise AnnotationsError(
        _("The endpoint %(endpoint)s takes its key from %(variable)s, which is not set.")
        % {"endpoint": endpoint.name, "variable": endpoint.api_key_env}
    )


def _add_systems(study: Study, plan: StudyPlan, endpoints: dict[str, Endpoint]) -> None:
    systems = [
        System(
            study=study,
            position=position,
            name=system.name,
            aliases=list(system.aliases),
            endpoint=endpoints.get(system.endpoint),
            model_name=system.model,
            parameters=dict(system.parameters),
            system_prompt=system.system_prompt,
            prompt_template=system.prompt_template,
        )
        for position, system in enumerate(plan.systems)
    ]
    if patient := plan.patient:
        systems.append(
            System(
                study=study,
                role=System.Role.PATIENT,
                position=len(systems),
                name=patient.name,
                endpoint=endpoints[patient.endpoint],
                model_name=patient.model,
                parameters=dict(patient.parameters),
            )
        )
    System.objects.bulk_create(systems)
    if plan.reference_system:
        study.reference_system = next(one for one in systems if one.name == plan.reference_system)
        study.save(update_fields=["reference_system"])


def _add_researchers(study: Study, plan: StudyPlan, by: User | None) -> None:
    """Who makes a study administers it; made by a command, whoever is named first."""
    if by is not None:
        StudyMember.objects.create(study=study, user=by, role=StudyMember.Role.ADMINISTRATOR)
    for email in dict.fromkeys(email.strip().lower() for email in plan.researchers):
        user = User.objects.filter(email=email).first()
        if user is None:
            raise AnnotationsError(
                _("There is no user %(email)s; create_researcher makes one.") % {"email": email}
            )
        is_first = not study.members.exists()
        role = StudyMember.Role.ADMINISTRATOR if is_first else StudyMember.Role.RESEARCHER
        StudyMember.objects.get_or_create(study=study, user=user, defaults={"role": role})

"""Create what is to be generated, and wake the workers."""

from annotations.models import Response, Study, System


def launch_generation(study: Study) -> int:
    """Create the response rows that the study lacks; repeating it adds only what is missing."""
    systems = study.systems.filter(role=System.Role.CANDIDATE, endpoint__isnull=False)
    rows = [Response(item=item, system=system) for system in systems for item in study.items.all()]
    return len(Response.objects.bulk_create(rows, ignore_conflicts=True))

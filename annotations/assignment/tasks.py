"""Take back in the background what raters left lying."""

from celery import shared_task

from annotations.assignment import services


@shared_task(acks_late=True)
def expire_leases() -> int:
    return services.expire_leases()

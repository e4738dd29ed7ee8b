"""Who runs studies."""

from django.contrib.auth.models import Permission
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from annotations import audit
from annotations.exceptions import AnnotationsError
from annotations.models import User


def _may_create_studies() -> Permission:
    """The right that ``access.may_create_studies`` asks for."""
    return Permission.objects.get(codename="add_study", content_type__app_label="annotations")


@transaction.atomic
def create_researcher(*, email: str, password: str, name: str = "", by: User | None) -> User:
    """Somebody who signs in with e-mail and password. An address that is taken is an error."""
    email = email.strip().lower()
    user = User(email=email, name=name)
    try:
        validate_email(email)
        validate_password(password, user)
    except ValidationError as error:
        raise AnnotationsError(" ".join(error.messages)) from error
    if User.objects.filter(email=email).exists():
        raise AnnotationsError(_("There is a user with the e-mail %(email)s.") % {"email": email})
    user = User.objects.create_user(email, password, name=name)
    user.user_permissions.add(_may_create_studies())
    audit.record(by=by, action="researcher.create", target=audit.actor_key(user))
    return user

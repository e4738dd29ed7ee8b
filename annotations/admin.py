"""Django's admin, for the operator: accounts, what is stuck, what is limited.

No way around the ledger or the blinding: nothing of judgments, answers or systems is here, keys and
seeds are not shown, and who looks at what is an audit event.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth import admin as _auth_admin  # noqa: F401  registers groups first
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from annotations import audit
from annotations.entrance.api_tokens import revoke_token
from annotations.generation.addresses import needs_permission
from annotations.models import ApiToken, AttemptCount, Endpoint, Letter, Study, User

admin.site.site_header = admin.site.site_title = _("HuatuoEval: operation")
admin.site.index_title = _("For the system administrator")
# Rights come from a study's members, not from groups.
admin.site.unregister(Group)


class Watched(admin.ModelAdmin):
    """Looking is recorded. Nothing can be added, changed or deleted unless a subclass says so."""

    actions: Any = None
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_view_permission(request):
            self.note(request, "admin.list")
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method == "GET" and self.has_view_permission(request):
            self.note(request, "admin.read", object_id or "")
        return super().changeform_view(request, object_id, *args, **kwargs)

    def note(self, request: HttpRequest, action: str, number: str = "") -> None:
        name = self.model._meta.model_name
        target = f"{name}:{number}" if number else str(name)
        audit.record(by=request.user, action=action, target=target[:200])


@admin.register(User)
class UserAdmin(Watched):
    """Accounts: who may sign in. They are made by commands and links, and erased by a command."""

    list_display = ("__str__", "email", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    fields = ("name", "email", "language", "is_active", "is_staff", "is_superuser", "last_login")
    readonly_fields = ("last_login",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        data = {"fields": form.changed_data}
        target = audit.actor_key(obj)
        audit.record(by=request.user, action="user.change", target=target, data=data)


@admin.register(Study)
class StudyAdmin(Watched):
    """Which studies there are and how far; their content is their members'."""

    list_display = fields = (
        "slug",
        "state",
        "created_at",
        "started_at",
        "frozen_at",
        "unblinded_at",
        "retain_until",
    )
    list_filter = ("state",)
    search_fields = ("slug",)


@admin.register(Endpoint)
class EndpointAdmin(Watched):
    """Where models are reached, and what of it belongs on the list of private addresses."""

    list_display = fields = ("study", "base_url", "needs_the_list", "has_key", "key_set_at")
    list_select_related = ("study",)

    @admin.display(boolean=True, description=_("refused until PRIVATE_ENDPOINTS names it"))
    def needs_the_list(self, endpoint: Endpoint) -> bool:
        return needs_permission(endpoint.base_url)

    @admin.display(boolean=True, description=_("has a key"))
    def has_key(self, endpoint: Endpoint) -> bool:
        return bool(endpoint.encrypted_key)


@admin.register(Letter)
class LetterAdmin(Watched):
    """Mail that waits, and how often it failed; never what it says or to whom."""

    list_display = fields = (
        "kind",
        "state",
        "attempts",
        "error",
        "not_before",
        "created_at",
        "sent_at",
    )
    list_filter = ("state", "kind")


@admin.register(AttemptCount)
class AttemptCountAdmin(Watched):
    """What was tried too often, under hashed names. Deleting a count lets somebody try again."""

    list_display = fields = ("key", "window_start", "count")
    ordering = ("-count",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: AttemptCount) -> None:
        self.note(request, "attempts.forget", str(obj.pk))
        super().delete_model(request, obj)


@admin.register(ApiToken)
class ApiTokenAdmin(Watched):
    """Keys to the API, to be revoked when one got lost."""

    list_display = fields = ("name", "user", "study", "scopes", "expires_at", "revoked_at")
    list_select_related = ("user", "study")
    actions = ("revoke",)

    @admin.action(description=_("Revoke"), permissions=["view"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        for token in tokens.select_related("user", "study"):
            revoke_token(token, by=request.user)

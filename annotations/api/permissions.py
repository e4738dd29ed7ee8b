"""What a token may do. What is not the person's is not found; this is about its scopes only."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class HasScope(BasePermission):
    """The token has the scope that the view names for the method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.auth is None:
            return False  # 401: there is no token
        method = "GET" if request.method == "HEAD" else request.method
        needed = view.scopes.get(method)
        # A method without a scope is one that the view does not have: 405 comes next.
        if needed is None or needed in request.auth.scopes:
            return True
        raise PermissionDenied(
            _("The token lacks the scope “%(scope)s”.") % {"scope": needed}, code="scope_missing"
        )

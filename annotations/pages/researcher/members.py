"""Who runs and analyses a study: its administrators decide."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from annotations.access import study_administered_by, study_run_by
from annotations.exceptions import AnnotationsError
from annotations.models import Study, StudyMember
from annotations.studies import members as services

ROLES = [
    (StudyMember.Role.RESEARCHER, _("Researcher: sets the study up and runs it")),
    (StudyMember.Role.ANALYST, _("Analyst: sees progress, and results after the unblinding")),
    (
        StudyMember.Role.ADMINISTRATOR,
        _("Study administrator: also decides about members, and unblinds"),
    ),
]


class MemberForm(forms.Form):
    """Somebody to add."""

    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=StudyMember.Role.RESEARCHER)


class RoleForm(forms.Form):
    """Another role for somebody who is there."""

    role = forms.ChoiceField(label=_("Role"), choices=StudyMember.Role)


@login_required
@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """The study's team; to change it takes an administrator."""
    return _page(request, study_run_by(request.user, slug))


@login_required
@require_POST
def add_member(request: HttpRequest, slug: str) -> HttpResponse:
    """Add whoever has an account, or show a link for somebody who has none."""
    study = study_administered_by(request.user, slug)
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _page(request, study, status=422, form=form)
    try:
        added = services.add_member(study=study, by=request.user, **form.cleaned_data)
    except AnnotationsError as error:
        form.add_error(None, str(error))
        return _page(request, study, status=409, form=form)
    if added.member:
        messages.success(
            request, gettext("%(person)s is a member.") % {"person": added.member.user}
        )
        return redirect("researcher:members", slug=slug)
    path = reverse("account:join_team", kwargs={"token": added.token})
    made = {"address": request.build_absolute_uri(path), "email": form.cleaned_data["email"]}
    return _page(request, study, made=made)


@login_required
@require_POST
def change_member(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    """Give a member another role."""
    study = study_administered_by(request.user, slug)
    chosen = get_object_or_404(study.members, pk=member)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, study, status=422)
    try:
        services.change_role(member=chosen, by=request.user, **form.cleaned_data)
    except AnnotationsError as error:
        return _page(request, study, status=409, fault=str(error))
    return redirect("researcher:members", slug=slug)


@login_required
@require_POST
def remove_member(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    """From the next request on the study does not exist for them."""
    study = study_administered_by(request.user, slug)
    chosen = get_object_or_404(study.members, pk=member)
    try:
        services.remove_member(member=chosen, by=request.user)
    except AnnotationsError as error:
        return _page(request, study, status=409, fault=str(error))
    messages.success(
        request, gettext("%(person)s is no longer a member.") % {"person": chosen.user}
    )
    if chosen.user_id == request.user.pk:
        return redirect("researcher:studies")
    return redirect("researcher:members", slug=slug)


@login_required
@require_POST
def revoke_member_link(request: HttpRequest, slug: str, link: int) -> HttpResponse:
    """Repeating it changes nothing."""
    study = study_administered_by(request.user, slug)
    invitation = get_object_or_404(study.member_invitations, pk=link)
    services.revoke_invitation(invitation=invitation, by=request.user)
    messages.success(request, gettext("The link is revoked."))
    return redirect("researcher:members", slug=slug)


def _page(
    request: HttpRequest, study: Study, *, status: int = 200, **context: object
) -> HttpResponse:
    team = list(study.members.select_related("user").order_by("pk"))
    own = next(member for member in team if member.user_id == request.user.pk)
    shown = {
        "study": study,
        "tab": "members",
        "here": reverse("researcher:members", kwargs={"slug": study.slug}),
        "runs_it": True,
        "decides": own.role == StudyMember.Role.ADMINISTRATOR,
        "members": team,
        "roles": StudyMember.Role.choices,
        "links": services.open_invitations(study),
        "form": MemberForm(),
        "made": None,
        "fault": "",
    } | context
    return render(request, "researcher/members.html", shown, status=status)

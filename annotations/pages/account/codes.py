"""One-time codes: shown to another device, asked for by mail, entered."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from annotations.entrance.attempts import TooManyAttempts, count_attempt
from annotations.entrance.codes import (
    VALID,
    WrongCode,
    account_key,
    make_device_code,
    redeem_device_code,
    redeem_mailed_code,
)
from annotations.entrance.launch import request_mailed_code
from annotations.entrance.qr import qr_svg
from annotations.entrance.tokens import new_token, read_code
from annotations.models import SignInCode
from annotations.pages.reach import studies_in_reach

from .entering import (
    MOST_PER_ADDRESS,
    SharedForm,
    browser_of,
    forget_browser,
    let_in,
    remember_browser,
    set_cookie,
    source_of,
)
from .language import remember_language

MINUTES = int(VALID.total_seconds()) // 60
MAIL_COOKIE = "mailed_code"


class CodeForm(SharedForm):
    """A code as it was read or scanned."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )
    field_order = ("code", "shared")


class MailForm(forms.Form):
    """Where a code is to be sent."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


@dataclass(frozen=True)
class ShownCode:
    """A code for another device: to type, or to scan."""

    text: str
    address: str
    qr: SafeString
    minutes: int = MINUTES


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest) -> HttpResponse:
    """Show a code that signs the same person in on another device; asking again makes a new one."""
    shown = None
    if request.method == "POST":
        # It opens there what is open here, and no more.
        within = studies_in_reach(request)
        text = str(make_device_code(user=request.user, studies=within))
        path = f"{reverse('account:code')}?{urlencode({'code': text})}"
        address = request.build_absolute_uri(path)
        entry = request.build_absolute_uri(reverse("account:code"))
        shown = ShownCode(text, entry, qr_svg(address))
    return render(request, "account/device.html", {"shown": shown, "minutes": MINUTES})


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Enter a code. A scanned one stands in the field already; only the button uses it."""
    if request.method != "POST":
        return _code_page(request, CodeForm(initial={"code": request.GET.get("code", "")}))
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, status=422)
    try:
        used = _redeem(request, form.cleaned_data["code"])
    except WrongCode as error:
        form.add_error("code", str(error))
        return _code_page(request, form, status=422)
    except TooManyAttempts as error:
        form.add_error(None, str(error))
        return _code_page(request, form, status=429)
    shared = form.cleaned_data["shared"]
    let_in(request, used.user, shared=shared, studies=used.studies_in_reach)
    answer = forget_browser(remember_language(redirect("home"), used.user))
    answer.delete_cookie(MAIL_COOKIE, samesite="Lax")
    return answer


def _redeem(request: HttpRequest, text: str) -> SignInCode:
    count_attempt(f"code-from:{source_of(request)}", most=MOST_PER_ADDRESS)
    read = read_code(text)
    if read is None:
        raise WrongCode
    if read.handle:
        return redeem_device_code(read, browser=browser_of(request))
    browser, account = _asked_for(request)
    return redeem_mailed_code(read, browser=browser, account=account)


def _asked_for(request: HttpRequest) -> tuple[str, str]:
    """The name of the browser that asked for a letter, and the key of the address it gave."""
    try:
        value = signing.loads(request.COOKIES.get(MAIL_COOKIE, ""), salt=MAIL_COOKIE, max_age=VALID)
    except signing.BadSignature:
        raise WrongCode from None
    return value["browser"], value["account"]


def _code_page(request: HttpRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "takes_mail": settings.MAIL_IS_SET_UP,
        "signed_in_as": str(request.user) if request.user.is_authenticated else "",
        "here": reverse("account:code"),
    }
    page = render(request, "account/code.html", context, status=status)
    return remember_browser(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
def mail_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code by mail. Whether the address is known shows neither here nor in the time."""
    if not settings.MAIL_IS_SET_UP:
        raise Http404
    form = MailForm(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            return _ask_for_mail(request, form.cleaned_data["email"])
    except TooManyAttempts as error:
        form.add_error(None, str(error))
        return render(request, "account/mail_code.html", {"form": form}, status=429)
    status = 422 if form.errors else 200
    return render(request, "account/mail_code.html", {"form": form}, status=status)


def _ask_for_mail(request: HttpRequest, email: str) -> HttpResponse:
    count_attempt(f"letters-to:{source_of(request)}", most=MOST_PER_ADDRESS)
    browser = new_token()
    request_mailed_code(email=email, browser=browser, language=get_language() or "en")
    sentence = gettext(
        "If this address is known here, a code is on its way. It works once, in this browser, "
        "for %(minutes)s minutes."
    )
    messages.info(request, sentence % {"minutes": MINUTES})
    answer = redirect("account:code")
    value = signing.dumps(
        {"browser": browser, "account": account_key(email=email)}, salt=MAIL_COOKIE
    )
    set_cookie(answer, MAIL_COOKIE, value, int(VALID.total_seconds()))
    return answer

"""One-time codes that sign somebody in on another device or in the browser that asked."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from annotations.entrance.attempts import count_attempt
from annotations.entrance.tokens import Code, digest, new_code
from annotations.exceptions import AnnotationsError, violated_constraint
from annotations.models import SignInCode, User

Channel = SignInCode.Channel
VALID = timedelta(minutes=10)
MOST_PER_ACCOUNT = 10
DOUBLE_CLICK = timedelta(seconds=60)
HANDLE_TRIES = 10


class WrongCode(AnnotationsError):
    """Wrong, used or too old: nobody is told which."""

    def __init__(self) -> None:
        super().__init__(_("This code is not valid, or not any more. Please ask for a new one."))


def account_key(*, user: User | None = None, email: str = "") -> str:
    """Under which guesses are counted: the same for an address whether it is known or not."""
    email = (user.email or "") if user else email
    name = f"mail:{email.strip().lower()}" if email else f"user:{user.key if user else ''}"
    return digest(name)[:40]


def make_device_code(*, user: User, studies: Iterable[UUID] | None = None) -> Code:
    """A code that this user shows to another device. It takes the place of an older one.

    ``studies``: the only ones that it opens there, where no more are open here.
    """
    within = None if studies is None else [str(study) for study in studies]
    for _attempt in range(HANDLE_TRIES):
        code = new_code(with_handle=True)
        try:
            with transaction.atomic():
                user.sign_in_codes.filter(channel=Channel.DEVICE).delete()
                _store(user, Channel.DEVICE, code, studies=within)
            return code
        except IntegrityError as error:
            if violated_constraint(error) != "sign_in_code_handle_once":
                raise
    raise AnnotationsError(_("No code is free at this moment. Please try again in a minute."))


def _store(user: User, channel: str, code: Code, **fields: object) -> None:
    SignInCode.objects.create(
        user=user,
        channel=channel,
        handle=code.handle,
        code_sha256=code.sha256,
        expires_at=timezone.now() + VALID,
        **fields,
    )


def redeem_device_code(code: Code, *, browser: str) -> SignInCode:
    """The row with the user whom this code signs in, once.

    What is guessed is the secret part. The handle in front of it says whose code is meant, so a
    guess is counted against that one account before anything is compared: whoever guesses gets
    ten tries in fifteen minutes at 729 million possibilities, from however many addresses. A
    handle that nobody has is counted under itself, so that it answers the same. New codes do not
    give new tries, and nobody but the account's owner can make one.
    """
    row = SignInCode.objects.select_related("user").filter(handle=code.handle).first()
    account = account_key(user=row.user) if row else f"handle:{code.handle}"
    return _redeem(row, code, account=account, browser=browser)


def redeem_mailed_code(code: Code, *, browser: str, account: str) -> SignInCode:
    """The row with the user to whom this browser had a code sent, once.

    ``account`` is the key of the address that was asked for, known or not: guesses are counted
    against it however often, and from whichever browser, new codes are asked for.
    """
    mailed = SignInCode.objects.select_related("user").filter(channel=Channel.MAIL)
    row = mailed.filter(browser_sha256=digest(browser)).first()
    return _redeem(row, code, account=account, browser=browser)


def _redeem(row: SignInCode | None, code: Code, *, account: str, browser: str) -> SignInCode:
    count_attempt(f"code:{account}", most=MOST_PER_ACCOUNT)
    if not _matches(row, code) or row is None or not row.user.is_active:
        raise WrongCode
    now, browser_sha256 = timezone.now(), digest(browser)
    unused = SignInCode.objects.filter(pk=row.pk, used_at__isnull=True, expires_at__gt=now)
    is_ours = unused.update(used_at=now, browser_sha256=browser_sha256)
    if not is_ours and not _is_double_click(row.pk, browser_sha256):
        raise WrongCode
    return row


def _matches(row: SignInCode | None, code: Code) -> bool:
    """The one place where a guess is evaluated."""
    return constant_time_compare(row.code_sha256 if row else "", code.sha256)


def _is_double_click(pk: int, browser_sha256: str) -> bool:
    since = timezone.now() - DOUBLE_CLICK
    same = SignInCode.objects.filter(pk=pk, browser_sha256=browser_sha256, used_at__gt=since)
    return same.exists()


def mail_code(*, email: str, browser_sha256: str, language: str) -> bool:
    """Send a code to this address, if somebody has it; says whether.

    Repeated for one browser, the last code counts.
    """
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return False
    code = new_code(with_handle=False)
    with transaction.atomic():
        SignInCode.objects.filter(channel=Channel.MAIL, browser_sha256=browser_sha256).delete()
        _store(user, Channel.MAIL, code, browser_sha256=browser_sha256)
    with translation.override(user.language or language):
        subject, text = _letter(code)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [email])
    return True


def _letter(code: Code) -> tuple[str, str]:
    minutes = int(VALID.total_seconds()) // 60
    text = _(
        "Your code is %(code)s\n\n"
        "Enter it in the browser in which you asked for it. It works once, for %(minutes)s "
        "minutes. If you did not ask for it, you need not do anything."
    )
    return _("Your code for signing in"), text % {"code": code, "minutes": minutes}


def forget_old_codes() -> int:
    """Remove codes that cannot be used any more; says how many."""
    return SignInCode.objects.filter(expires_at__lt=timezone.now() - VALID).delete()[0]

"""Tokens of links and one-time codes: how they are made, written, read and hashed. Pure."""

import secrets
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

# No 0 O 1 I L U: people read these aloud and type them from a screen.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
HANDLE_LENGTH, SECRET_LENGTH = 3, 6
GROUP = 3


def new_token() -> str:
    """192 random bits: nobody guesses a link, so links need no counter."""
    return secrets.token_urlsafe(24)


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def random_letters(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


@dataclass(frozen=True)
class Code:
    """A one-time code: a handle that names its row (empty when mailed), and the secret rest.

    One secret of six letters in thirty is one of 729 million.
    """

    handle: str
    secret: str

    def __str__(self) -> str:
        letters = self.handle + self.secret
        return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))

    @property
    def sha256(self) -> str:
        return digest(str(self))


def new_code(*, with_handle: bool) -> Code:
    handle = random_letters(HANDLE_LENGTH) if with_handle else ""
    return Code(handle, random_letters(SECRET_LENGTH))


def read_code(text: str) -> Code | None:
    """What somebody typed, in any case and spacing, full-width letters of an input method too."""
    folded = unicodedata.normalize("NFKC", text).upper()
    letters = "".join(letter for letter in folded if letter.isalnum())
    if any(letter not in ALPHABET for letter in letters):
        return None
    if len(letters) == SECRET_LENGTH:
        return Code("", letters)
    if len(letters) == HANDLE_LENGTH + SECRET_LENGTH:
        return Code(letters[:HANDLE_LENGTH], letters[HANDLE_LENGTH:])
    return None

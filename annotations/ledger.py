"""Canonical bytes and hashes of the ledger. Pure: the database links rows by the same arithmetic.

A row's content is hashed as canonical JSON; each row's hash covers the one
before it, its own number and its content: ``sha256(previous:sequence:content)``.
"""

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64


def canonical_json(value: Any) -> str:
    """The one way to write a value: sorted keys, no blanks, no escapes but JSON's own."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def text_sha256(text: str) -> str:
    # Lone surrogates can come out of a model's JSON; they must not stop a hash.
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def content_sha256(value: Any) -> str:
    return text_sha256(canonical_json(value))


def chain_hash(previous: str, sequence: int, content: str) -> str:
    return text_sha256(f"{previous}:{sequence}:{content}")


def first_broken_link(rows: Iterable[tuple[int, str, str, str]]) -> int | None:
    """The sequence number at which a chain breaks, or None.

    ``rows`` are (sequence, content hash, previous hash, hash) in order. A cut
    tail cannot be seen without a head published earlier.
    """
    previous = GENESIS
    for expected, (sequence, content, linked_to, row_hash) in enumerate(rows, start=1):
        intact = sequence == expected and linked_to == previous
        if not intact or row_hash != chain_hash(previous, sequence, content):
            return expected
        previous = row_hash
    return None

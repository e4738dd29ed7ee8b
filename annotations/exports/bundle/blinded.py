"""The bundle of a frozen study that is still blinded. Its verify.py is that of the other.

It can be archived or published before anybody knows the results by system: the chain's head and
the manifest of the freeze in it bind whatever the bundle after the unblinding will say.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from annotations.analysis.contents import blinded, material, people
from annotations.analysis.contents.reading import Rows
from annotations.analysis.scrambled import can_be_scrambled, scrambled_pairs
from annotations.exports.bundle.results import rounded
from annotations.exports.tables import CRITERION_JUDGED, Column, Row, Table, Type
from annotations.exports.tables.columns import CRITERION, whole
from annotations.exports.tables.ledger import (
    BLINDED_ASSIGNMENTS,
    BLINDED_AUDIT_LOG,
    BLINDED_DEVIATIONS,
    BLINDED_SUBMISSIONS,
)
from annotations.exports.tables.material import BLINDED_ITEMS, CRITERIA
from annotations.exports.tables.people import ACCEPTANCES, GUIDANCE_TEXTS, RATERS
from annotations.ledger import canonical_json
from annotations.models import Study
from annotations.studies.manifest import manifest_event

Source = Callable[[Study], Rows]
JUDGMENTS = Table(
    "judgments",
    "One row per judgment of any revision: the side that was chosen, not the system",
    "所有修订的每个评判一行：所选的一侧，而非被测模型",
    CRITERION_JUDGED,
)


def _number(key: str, en: str, zh: str) -> Column:
    return Column(key, en, zh, Type.NUMBER)


SCRAMBLED = Table(
    "scrambled",
    "Results under drawn names: nobody can tell which system is which",
    "以抽取的代号列出的结果：无法得知各代号对应哪个被测模型",
    (
        CRITERION,
        Column("first", "Drawn name of one system", "其中一个被测模型的代号"),
        Column("second", "Drawn name of the other", "另一个被测模型的代号"),
        _number("win_share", "Share that preferred the first", "偏好前者的比例"),
        _number("tie_share", "Share of ties", "平的比例"),
        _number("loss_share", "Share that preferred the second", "偏好后者的比例"),
        _number("win_difference", "win_share - loss_share", "win_share 减 loss_share"),
        _number("low", "Lower 95 % limit, by items", "95 % 下限，按题目自助抽样"),
        _number("high", "Upper 95 % limit, by items", "95 % 上限，按题目自助抽样"),
        whole(
            "n",
            "Judgments, where that is the same for every pair; else empty",
            "评判数，仅在各对相同时给出；否则为空",
        ),
    ),
)
TABLES: tuple[tuple[Table, Source], ...] = (
    (JUDGMENTS, blinded.judgments),
    (BLINDED_SUBMISSIONS, blinded.submissions),
    (BLINDED_ASSIGNMENTS, blinded.assignments),
    (BLINDED_ITEMS, blinded.items),
    (CRITERIA, material.criteria),
    (RATERS, people.raters),
    (ACCEPTANCES, people.acceptances),
    (GUIDANCE_TEXTS, people.guidance_texts),
    (BLINDED_AUDIT_LOG, blinded.audit_log),
    (BLINDED_DEVIATIONS, blinded.deviations),
)


def scrambled_rows(study: Study) -> Iterator[Row]:
    """None where one system stands against all others: it would be known by that."""
    for pair in scrambled_pairs(study) if can_be_scrambled(study) else ():
        for result in pair.results:
            limits = result.interval
            numbers = (result.win, result.tie, result.loss, result.win_difference)
            ends = (limits.low, limits.high) if limits else (None, None)
            cells = (None if one is None else rounded(one) for one in (*numbers, *ends))
            yield (result.criterion, pair.first, pair.second, *cells, result.n)


def write_freeze(root: Path, study: Study) -> None:
    """The manifest of the freeze: how many rows every table has, and their hash."""
    event = manifest_event(study)
    manifest: dict[str, Any] = event.data["manifest"] if event else {}
    (root / "freeze.json").write_text(canonical_json(manifest), encoding="utf-8")


def study_of(study: Study) -> dict[str, Any]:
    """Without the seed, from which the sides follow, and without the protocol, which names all."""
    return {
        "public_id": str(study.public_id),
        "slug": study.slug,
        "title": study.title,
        "seed_commitment": study.seed_commitment,
        "protocol_sha256": study.protocol_sha256,
        "primary_criterion": study.primary_criterion,
        "scale": study.scale,
    }


def chains(study: Study) -> dict[str, Any]:
    """Heads as at the freeze."""
    submission = study.submissions.order_by("-sequence").values_list("sequence", "hash").first()
    event = manifest_event(study)
    audit = (event.sequence, event.hash) if event else (0, "")
    heads = {"submissions": submission or (0, ""), "audit": audit}
    return {name: {"rows": rows, "head": head} for name, (rows, head) in heads.items()}


def rows(study: Study, table: Table, read: Source) -> Iterable[Row]:
    found = read(study)
    places = [found.keys.index(key) for key in table.keys]
    return (tuple(row[at] for at in places) for row in found.values)

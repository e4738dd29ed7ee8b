"""Write the bundle of an unblinded study: the same bytes however often and wherever."""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow

from annotations.analysis.contents.ledger import audit_log
from annotations.analysis.report import bootstrap_seed
from annotations.analysis.tables import ResultTable, result_tables
from annotations.analysis.unblinding import require_unblinded
from annotations.exports.bundle import blinded
from annotations.exports.bundle.archive import file_sha256, relative_files, write_archive
from annotations.exports.bundle.checklists import checklist_tables
from annotations.exports.bundle.codebook import CODEBOOK, codebook_rows
from annotations.exports.bundle.contents import sources
from annotations.exports.bundle.profiles import Terms
from annotations.exports.bundle.results import as_table, result_rows
from annotations.exports.bundle.writing import WrittenTable, write_table
from annotations.exports.checklists.selectors import record_of
from annotations.ledger import canonical_json
from annotations.models import Study
from annotations.stats.rates import LEVEL
from annotations.stats.resampling import ROUNDS
from annotations.studies.snapshot import snapshot

VERSION = 1
FILES = Path(__file__).parent / "files"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class WrittenBundle:
    """How many rows its tables have, and the head of the ledger at that moment."""

    row_count: int
    chain_head: str


def write_bundle(
    study: Study, terms: Terms, target: IO[bytes], progress: Progress = lambda done, of: None
) -> WrittenBundle:
    """Everything of one moment, in a snapshot of the database.

    Of a frozen study that is still blinded it is what tells no system; refused before the freeze.
    """
    if is_blinded(study):
        return _write_blinded(study, terms, target, progress)
    require_unblinded(study)
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        root = Path(folder)
        # Before the snapshot, in which nothing can be written: a computed report is stored.
        results = result_tables(study)
        with snapshot():
            written = _write_tables(root, study, terms, results, progress)
            chains = _chains(study)
        _write_rest(root, study, terms, written, chains)
        write_archive(root, target, f"huatuoeval-{study.slug}")
    rows = sum(part.rows for part in written)
    return WrittenBundle(rows, chains["submissions"]["head"])


def is_blinded(study: Study) -> bool:
    """Frozen and not unblinded, read from the database."""
    return Study.objects.filter(pk=study.pk, state=Study.State.FROZEN).exists()


def _write_blinded(
    study: Study, terms: Terms, target: IO[bytes], progress: Progress
) -> WrittenBundle:
    tables = blinded.TABLES
    with tempfile.TemporaryDirectory(prefix="bundle-") as folder:
        root, written = Path(folder), []
        with snapshot():
            for done, (table, read) in enumerate(tables):
                progress(done, len(tables) + 1)
                kept = terms.rows(table, blinded.rows(study, table, read))
                written.append(write_table(root, "data", terms.table(table), kept))
            results = blinded.scrambled_rows(study)
            written.append(write_table(root, "results", blinded.SCRAMBLED, results))
            chains = blinded.chains(study)
            blinded.write_freeze(root, study)
        write_table(root, ".", CODEBOOK, codebook_rows(written))
        for name in ("README.md", "README.zh-hans.md", "verify.py"):
            shutil.copyfile(FILES / name, root / name)
        _write_manifest(root, terms, written, chains, blinded.study_of(study), is_blinded=True)
        write_archive(root, target, f"huatuoeval-{study.slug}")
    return WrittenBundle(sum(part.rows for part in written), chains["submissions"]["head"])


def _write_tables(
    root: Path, study: Study, terms: Terms, results: list[ResultTable], progress: Progress
) -> list[WrittenTable]:
    written, tables = [], sources(study)
    for done, (table, rows) in enumerate(tables):
        progress(done, len(tables) + 2)
        kept = terms.rows(table, rows(study))
        written.append(write_table(root, "data", terms.table(table), kept))
    for result in results:
        table = as_table(result)
        kept = terms.rows(table, result_rows(result))
        written.append(write_table(root, "results", terms.table(table), kept))
    progress(len(tables) + 1, len(tables) + 2)
    return written


def _chains(study: Study) -> dict[str, Any]:
    """How long both chains are, and their heads; that of the audit as far as it goes out."""
    submission = study.submissions.order_by("-sequence").values_list("sequence", "hash").first()
    last = (0, "")
    rows = audit_log(study)
    number, link = rows.keys.index("event"), rows.keys.index("hash")
    for row in rows.values:
        last = (row[number], row[link])
    heads = {"submissions": submission or (0, ""), "audit": last}
    return {name: {"rows": rows, "head": head} for name, (rows, head) in heads.items()}


def _write_rest(
    root: Path, study: Study, terms: Terms, written: list[WrittenTable], chains: dict[str, Any]
) -> None:
    record = record_of(study, with_answers=terms.with_answers)
    for table, rows in checklist_tables(record):
        written.append(write_table(root, "checklists", table, rows))
    write_table(root, ".", CODEBOOK, codebook_rows(written))
    (root / "protocol.json").write_text(canonical_json(study.protocol), encoding="utf-8")
    for path in sorted(FILES.iterdir()):
        if path.is_file():
            shutil.copyfile(path, root / path.name)
    _write_manifest(root, terms, written, chains, _study(study))


def _write_manifest(
    root: Path,
    terms: Terms,
    written: list[WrittenTable],
    chains: dict[str, Any],
    study: dict[str, Any],
    *,
    is_blinded: bool = False,
) -> None:
    is_whole = not (terms.is_deidentified or is_blinded)
    manifest = {
        "format": VERSION,
        "is_blinded": is_blinded,
        "study": study,
        **asdict(terms),
        "recomputable": {"submission_contents": is_whole, "audit_contents": is_whole},
        "chains": chains,
        "parquet": f"pyarrow {pyarrow.__version__}",
        "tables": [
            {
                "name": part.table.name,
                "folder": part.folder,
                "rows": part.rows,
                "columns": part.table.keys,
                "about": {"en": part.table.en, "zh-hans": part.table.zh},
            }
            for part in written
        ],
        "files": [
            {
                "path": name,
                "bytes": (root / name).stat().st_size,
                "sha256": file_sha256(root / name),
            }
            for name in relative_files(root)
        ],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    (root / "manifest.json").write_text(text + "\n", encoding="utf-8")


def _study(study: Study) -> dict[str, Any]:
    return {
        "public_id": str(study.public_id),
        "slug": study.slug,
        "title": study.title,
        "seed": study.seed,
        "seed_commitment": study.seed_commitment,
        "protocol_sha256": study.protocol_sha256,
        "primary_criterion": study.primary_criterion,
        "scale": study.scale,
        "exclusion_rules": study.exclusion_rules,
        "withdrawal_rule": study.withdrawal_rule,
        "analysis": {"seed": bootstrap_seed(study), "rounds": ROUNDS, "level": LEVEL},
    }

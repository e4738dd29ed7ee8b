"""Who imports whom. The layers stand in docs/architecture.md, which this keeps true."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.test import SimpleTestCase

ROOT = Path(__file__).resolve().parent.parent.parent
# Read downwards: a package imports those below it, never those above or beside it.
LAYERS = (
    ("api", "pages", "management", "admin", "templatetags"),
    ("access",),
    ("retention",),
    ("exports",),
    ("analysis",),
    ("studies",),
    ("entrance",),
    ("judging",),
    ("assignment",),
    ("comparisons",),
    ("generation",),
    ("datasets",),
    ("blinding", "audit"),
    ("models",),
    ("stats", "ledger", "preferences", "exceptions"),
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
# Django's own entry points, which Django imports.
OUTSIDE = {"apps", "checks", "migrations"}
PURE = (
    "ledger",
    "exceptions",
    "preferences",
    "stats",
    "blinding.placement",
    "blinding.names",
    "blinding.offsets",
    "blinding.pieces",
    "blinding.lines",
    "blinding.tracing",
    "blinding.redaction",
    "datasets.child",
    "datasets.isolation",
    "datasets.looking",
    "datasets.parsing",
    "datasets.tables",
    "datasets.wire",
    "generation.simulator",
    "comparisons.pairing",
    "assignment.allocation",
    "judging.entry",
    "judging.pace",
    "judging.spans",
    "entrance.changes",
    "entrance.tokens",
    "studies.protocol",
    "studies.rules",
    "studies.study_file",
    "exports.tables",
    "exports.writers",
    "exports.parquet",
    "exports.bundle.archive",
    "exports.bundle.checklists",
    "exports.bundle.codebook",
    "exports.checklists.answers",
    "exports.checklists.chart",
    "exports.checklists.record",
    "exports.checklists.tripod_llm",
    "exports.checklists.wording",
    "exports.bundle.profiles",
    "exports.bundle.writing",
)
IMPURE = ("django", "celery", "rest_framework", "annotations.models")
UNBLINDING = ("annotations.analysis", "annotations.exports")


def imports(source: str, package: str) -> Iterator[str]:
    """Every name that the source imports, in full; package says what its dots stand for."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = in_full(node, package)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def in_full(node: ast.ImportFrom, package: str) -> str:
    parts = package.split(".") if node.level else []
    above = parts[: len(parts) + 1 - node.level] if node.level else []
    return ".".join([*above, *([node.module] if node.module else [])])


def faults(module: str, source: str) -> list[str]:
    """What the module (dotted, below annotations) imports although it must not."""
    package = f"annotations.{module}".rpartition(".")[0]
    found = {name for name in imports(source, package) if is_forbidden(module, name)}
    return sorted(f"{module} imports {name}" for name in found)


def is_forbidden(module: str, name: str) -> bool:
    if is_in(name, "evalsite", "tests"):
        return True
    if is_in(module, *PURE) and is_in(name, *IMPURE):
        return True
    if is_in(module, "pages.rater", "blinding") and is_in(name, *UNBLINDING):
        return True
    if module.endswith(".services") and re.search(r"\.tasks(\.|$)", name):
        return True
    return is_upwards(module, name)


def is_in(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def is_upwards(module: str, name: str) -> bool:
    own, target = module.split(".")[0], name.removeprefix("annotations.").split(".")[0]
    if not name.startswith("annotations.") or own == target or own in OUTSIDE:
        return False
    return target in RANK and RANK[target] <= RANK[own]


def modules() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "annotations").rglob("*.py")):
        parts = path.relative_to(ROOT / "annotations").with_suffix("").parts
        if parts != ("__init__",):
            yield ".".join(parts), path.read_text(encoding="utf-8")


class ArchitectureTests(SimpleTestCase):
    def test_every_import_goes_down(self):
        self.assertEqual(
            [fault for name, source in modules() for fault in faults(name, source)], []
        )

    def test_the_site_does_not_import_tests(self):
        paths = sorted((ROOT / "evalsite").rglob("*.py"))
        found = {name for path in paths for name in imports(path.read_text("utf-8"), "")}
        self.assertEqual([name for name in found if is_in(name, "tests")], [])

    def test_every_package_has_its_layer(self):
        known = set(RANK) | OUTSIDE
        self.assertLessEqual({name.split(".")[0] for name, _ in modules()}, known)

    def test_every_pure_module_exists(self):
        names = {name for name, _ in modules()}
        missing = [pure for pure in PURE if not any(is_in(name, pure) for name in names)]
        self.assertEqual(missing, [])

    def test_each_rule_can_fail(self):
        forbidden = {
            "stats.rates": "import django",
            "ledger": "from annotations.models import Study",
            "models.study": "from annotations.judging import services",
            "judging.services": "from annotations.judging.tasks import send",
            "generation.services": "from annotations import comparisons",
            "pages.rater.views": "from annotations.analysis import report",
            "blinding.blinded": "from annotations.exports import tables",
            "access": "from evalsite import settings",
            "audit": "from tests import factories",
            "assignment.services": "from . import tasks",
            "assignment.allocation": "from ..models import Slot",
            "datasets.__init__": "from ..judging import services",
        }
        for module, source in forbidden.items():
            with self.subTest(module):
                self.assertEqual(len(faults(module, source)) > 0, True)

    def test_the_picture_shows_these_layers(self):
        text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
        picture = text.split("<!-- layers -->")[1]
        rows = [line.split("·")[0] for line in picture.splitlines() if line.startswith("    ")]
        shown = tuple(tuple(re.findall(r"[a-z]+", row)) for row in rows)
        self.assertEqual(shown, LAYERS)

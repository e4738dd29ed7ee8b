"""PDF from texts and figures, with a Chinese font inside; the same bytes for the same report."""

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "files"
FONT = "Noto Sans SC"
# Bytes must not depend on the day.
TIMESTAMP = 0


def typeset(template: str, data: Mapping[str, Any], figures: Mapping[str, str]) -> bytes:
    """``data`` is what the template reads; ``figures``: SVG by file name."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        main = root / template
        main.write_bytes((TEMPLATES / template).read_bytes())
        content = json.dumps(dict(data), ensure_ascii=False)
        (root / "report.json").write_text(content, encoding="utf-8")
        for name, svg in figures.items():
            (root / name).write_text(svg, encoding="utf-8")
        made = typst.compile(
            main,
            root=root,
            font_paths=[str(_fonts())],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=TIMESTAMP,
        )
    assert isinstance(made, bytes)
    return made


def _fonts() -> Path:
    """The package of the fonts has no code to ask."""
    spec = find_spec("pylopdf_fonts_zh_cn")
    assert spec and spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations)))

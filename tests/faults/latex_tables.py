"""What somebody called their system is what the compiled table says, whatever LaTeX makes of it.

    .venv/bin/python -m tests.faults.latex_tables

Needs pdflatex, xelatex and pdftotext. Each name stands in a row of a table, which is compiled
without shell escape: English names by pdflatex, all of them by xelatex. The text of the PDF has to
hold every name as it was, blanks aside, and nothing may have been read from the disk or run.
"""

import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

from annotations.exports.paper.grids import latex_table

SECRET = "zeisig-secret"
ENGLISH = (
    r"\input{secret.txt}",
    r"\include{secret}",
    r"\write18{touch ran}",
    r"\immediate\write18{touch ran}",
    r"\openin5=secret.txt \read5 to\x \x",
    r"\def\x{\x}\x",
    r"\end{tabular}\end{table}\end{document}",
    r"\csname input\endcsname{secret.txt}",
    r"^^5cinput{secret.txt}",
    r"\begin{verbatim}",
    r"$\frac{1}{0}$ and \(x\) and \[y\]",
    "100 % _of_ #1 & {all}",
    "a~b^c_d",
    "a--b---c ''twice'' ?who !now",
    "<<less>> >>more<<",
    'say "so" | then',
    "%",
    "#",
    "&",
    "\\",
    "\\\\",
    "{",
    "}",
    "}{",
    "$$",
    "[1cm] after a row",
    "*[1cm] after a row",
    "& two & cells &",
    r"\\ \hline",
    "model-7b_v2.1 (int4) @ 0.7",
    "\N{MINUS SIGN}3",
)
# With ligatures and back quotes, which the bitmap fonts of a small TeX do not name in a PDF.
ANY_LETTER = (
    "fi fl ffi",
    r"\catcode`\%=12 %",
    "``quoted'' ?`who !`now",
    "华佗 {GPT}-Ⅱ",
    "百川%2_13B",
    r"\input{密钥}",
    "《医》“说”——……",
    "甲&乙#丙$丁^戊~己",
    "扁鹊\\鹊",
)
PREAMBLES = {
    "pdflatex": (
        r"\usepackage[T1]{fontenc}\usepackage{textcomp}"
        r"\input glyphtounicode\pdfgentounicode=1"
    ),
    "xelatex": (
        r"\usepackage{fontspec}\setmainfont{Noto Sans CJK SC}[Ligatures=NoCommon]"
        r"\XeTeXlinebreaklocale ''zh''"
    ).replace("''", '"'),
}


def document(engine: str, names: tuple[str, ...]) -> str:
    rows = [[name, f"{number}.5"] for number, name in enumerate(names)]
    # Tables have a page each: a float that is too tall would be cut.
    pieces = [rows[start : start + 15] for start in range(0, len(rows), 15)]
    tables = "\n".join(latex_table("Names", "names", ["", "x"], piece) for piece in pieces)
    return (
        r"\documentclass{article}\usepackage{booktabs}\usepackage[a3paper,landscape]{geometry}"
        f"{PREAMBLES[engine]}\n\\begin{{document}}\n{tables}\\end{{document}}\n"
    )


def compiled(engine: str, names: tuple[str, ...], folder: Path) -> str:
    """The text of the PDF, without blanks."""
    (folder / "names.tex").write_text(document(engine, names), encoding="utf-8")
    (folder / "secret.txt").write_text(SECRET)
    (folder / "secret.tex").write_text(SECRET)
    command = [engine, "-no-shell-escape", "-halt-on-error", "-interaction=nonstopmode", "names"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise SystemExit(f"{engine} failed:\n{done.stdout[-2000:]}")
    text = subprocess.run(
        ["pdftotext", "-layout", "names.pdf", "-"], cwd=folder, capture_output=True, text=True
    ).stdout
    return without_blanks(text)


# Fonts that draw two letters alike name one of them in the PDF; an apostrophe is set as a quote.
ALIKE = str.maketrans({"‐": "-", "⋯": "...", "⸺": "——", "’": "'"})


def without_blanks(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(ALIKE).split())


def main() -> int:
    faults = 0
    for engine, names in (("pdflatex", ENGLISH), ("xelatex", ENGLISH + ANY_LETTER)):
        with tempfile.TemporaryDirectory() as folder:
            text = compiled(engine, names, Path(folder))
            lost = [
                name
                for number, name in enumerate(names)
                if f"{without_blanks(name)}{number}.5" not in text
            ]
            ran = SECRET in text or (Path(folder) / "ran").exists()
        print(f"{engine}: {len(names) - len(lost)} of {len(names)} names as they were")
        print("".join(f"  changed: {name}\n" for name in lost), end="")
        print("  something was read or run" if ran else "  nothing read, nothing run")
        faults += len(lost) + ran
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())

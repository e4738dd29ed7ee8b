"""Tables of a report as CSV, Markdown and LaTeX. Pure."""

import re
from collections.abc import Sequence

from annotations.analysis.drawing.svg import width_of
from annotations.exports.writers import csv_lines

# What LaTeX would take for a command, or plain pdfTeX has no letter for, as it prints it.
COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # At the start of a row these two would belong to the end of the one before.
    "[": "{[}",
    "*": "{*}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "\N{MINUS SIGN}": "$-$",
    "α": r"$\alpha$",
    "κ": r"$\kappa$",
}
# Letters that LaTeX joins into others, such as two hyphens into a dash, are kept apart.
JOINED = re.compile(r"(?<=([-',?!]))(?=[-',?!])")
CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
# Letters of a name over a column that are never broken, and where a name may be.
NARROWEST_HEAD = 10.0
PIECES = re.compile(
    r"（[^）]*）|[\u3000-\u9fff][，。；：、）％”]?|[^\s\u3000-\u9fff\uff08]+\s*|\s+|.", re.DOTALL
)
LETTERS = re.compile(r"（?.[，。；：、）％”]?")
BREAK = r"\\"
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")


def latex(text: str) -> str:
    """The same text when it is compiled, whatever somebody called their system."""
    apart = JOINED.sub("\0", CONTROLS.sub(" ", text))
    return "".join(COMMANDS.get(letter, letter) for letter in apart).replace("\0", "{}")


def latex_table(
    title: str, key: str, columns: Sequence[str], rows: Sequence[Sequence[str]], note: str = ""
) -> str:
    """A float with booktabs' rules. English compiles with pdflatex, Chinese with xelatex."""
    lines = [
        r"% \usepackage{booktabs}; Chinese: xelatex with \usepackage{fontspec} and a Chinese font",
        r"\begin{table}",
        r"\centering\footnotesize\setlength{\tabcolsep}{3pt}",
        rf"\caption{{{latex(title)}}}",
        rf"\label{{tab:{re.sub('[^a-z0-9-]', '-', key)}}}",
        rf"\begin{{tabular}}{{l{'r' * (len(columns) - 1)}}}",
        r"\toprule",
        _latex_heads(columns, rows),
        r"\midrule",
        *(_latex_row(row) for row in rows),
        r"\bottomrule",
        r"\end{tabular}",
        *([rf"\par\smallskip\footnotesize {latex(note)}"] if note else []),
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _latex_heads(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    heads = [
        rf"\shortstack[r]{{{BREAK.join(map(latex, lines))}}}" if len(lines) > 1 else latex(lines[0])
        for lines in heads_of(columns, rows)
    ]
    return " & ".join(heads) + r" \\"


def heads_of(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The names over the columns, in lines: so that no column is wider for its name than for its
    numbers, and the table fits its page."""
    widest = [max([NARROWEST_HEAD, *map(width_of, cells)]) for cells in zip(*rows, strict=True)]
    if not widest:
        return [[name] for name in columns]
    return [[columns[0]], *map(folded, columns[1:], widest[1:])]


def folded(words: str, letters: float) -> list[str]:
    """As few lines of at most that many Latin letters as it takes, and those of like width.

    A single longer word stays whole.
    """
    few = len(_lines(words, letters))
    widths = range(max(1, int(width_of(words) / few)), int(letters) + 1)
    narrower = (_lines(words, float(width)) for width in widths)
    return next((lines for lines in narrower if len(lines) <= few), _lines(words, letters))


def _lines(words: str, letters: float) -> list[str]:
    lines = [""]
    for piece in PIECES.findall(words):
        # What stands in brackets begins a line before it is broken.
        if piece.startswith("（") and width_of(piece) > letters and lines[-1]:
            lines.append("")
        for part in LETTERS.findall(piece) if piece.startswith("（") else (piece,):
            whole = piece if part.startswith("（") and width_of(piece) <= letters else part
            if lines[-1] and width_of((lines[-1] + whole).rstrip()) > letters:
                lines.append("")
            lines[-1] += part
    return [line.strip() for line in lines]


def _latex_row(cells: Sequence[str]) -> str:
    return " & ".join(map(latex, cells)) + r" \\"


def markdown_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str = "",
    *,
    holds_numbers: bool = True,
) -> str:
    """Numbers stand to the right, beneath each other; words to the left."""
    side = "--:" if holds_numbers else ":--"
    line = "| " + " | ".join(map(markdown, columns)) + " |"
    rule = "| " + " | ".join([":--", *[side] * (len(columns) - 1)]) + " |"
    body = ["| " + " | ".join(map(markdown, row)) + " |" for row in rows]
    parts = [f"**{markdown(title)}**", "", line, rule, *body]
    return "\n".join([*parts, *(["", markdown(note)] if note else [])]) + "\n"


def markdown(text: str) -> str:
    return MARKDOWN.sub(r"\\\1", CONTROLS.sub(" ", text))


def csv_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    return "".join(csv_lines([tuple(row) for row in rows], columns))


def plain_cell(value: object, digits: int = 6) -> str:
    """A number of a machine-readable table as it is printed."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.{digits}g}"
    return str(value)

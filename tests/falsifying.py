"""What somebody who wants other results could do to a bundle; every hash of a file is mended."""

from collections.abc import Callable
from typing import Any

from annotations.ledger import chain_hash, content_sha256
from tests.bundles import Unpacked

JUDGED = ("data/judgments", "data/revisions")
OPPOSITE = {"left": "right", "right": "left", "tie": "left", "win": "loss", "loss": "win"}


def edit(
    name: str, change: Callable[[dict], object], where: Callable[[dict], Any] = lambda row: True
) -> Callable[[Unpacked], None]:
    """Change the first row that fits."""

    def falsify(bundle: Unpacked) -> None:
        rows = bundle.rows(name)
        change(next(row for row in rows if where(row)))
        bundle.save(name, rows)

    return falsify


def put(**values: object) -> Callable[[dict], object]:
    return lambda row: row.update(values)


def drop(name: str, at: int = 0) -> Callable[[Unpacked], None]:
    def falsify(bundle: Unpacked) -> None:
        rows = bundle.rows(name)
        del rows[at]
        bundle.save(name, rows)

    return falsify


def head_of(bundle: Unpacked) -> str:
    return bundle.rows("data/submissions")[-1]["hash"]


def edit_a_choice(bundle: Unpacked) -> None:
    """Everywhere, with its outcome, but in the results: as if it had been clicked."""
    target = next(row for row in bundle.rows("data/judgments") if row["choice"] in OPPOSITE)
    mine = (target["submission"], target["criterion"])
    choice = OPPOSITE[target["choice"]]
    is_left = target["left_system"] == target["system_a"]
    outcome = "win" if (choice == "left") == is_left else "loss"
    for name in JUDGED:
        rows = bundle.rows(name)
        for row in rows:
            if (row["submission"], row["criterion"]) == mine:
                row |= {"choice": choice, "outcome_a": outcome}
        bundle.save(name, rows)
    wide = bundle.rows("data/judgments_wide")
    for row in wide:
        if row["submission"] == mine[0]:
            row |= {f"choice_{mine[1]}": choice, f"outcome_a_{mine[1]}": outcome}
    bundle.save("data/judgments_wide", wide)


def drop_submission(bundle: Unpacked, number: int = 3) -> None:
    for name in (*JUDGED, "data/judgments_wide", "data/submissions", "data/marked_spans"):
        bundle.save(name, [row for row in bundle.rows(name) if row["submission"] != number])


def cut_the_tail(bundle: Unpacked) -> None:
    last = bundle.rows("data/submissions")[-1]["submission"]
    drop_submission(bundle, last)
    rest = bundle.rows("data/submissions")[-1]
    manifest = bundle.manifest
    manifest["chains"]["submissions"] = {"rows": rest["submission"], "head": rest["hash"]}
    bundle.save_manifest(manifest)


def swap_two(bundle: Unpacked) -> None:
    rows = bundle.rows("data/submissions")
    rows[1], rows[2] = rows[2], rows[1]
    bundle.save("data/submissions", rows)


def chain_anew(bundle: Unpacked) -> None:
    """Another comment, its hash, and every link after it, with the head in the manifest."""
    rows, study = bundle.rows("data/submissions"), bundle.manifest["study"]["public_id"]
    rows[0]["comment"] = "The right one is better."
    rows[0]["content_sha256"] = content_sha256([study, rows[0]["comment"]])
    previous = "0" * 64
    for row in rows:
        row["previous_hash"] = previous
        row["hash"] = chain_hash(previous, row["submission"], row["content_sha256"])
        previous = row["hash"]
    bundle.save("data/submissions", rows)
    manifest = bundle.manifest
    manifest["chains"]["submissions"]["head"] = previous
    bundle.save_manifest(manifest)


def invent_one(bundle: Unpacked) -> None:
    """A submission more, linked to the last."""
    rows = bundle.rows("data/submissions")
    more = dict(rows[-1], submission=len(rows) + 1, previous_hash=rows[-1]["hash"])
    more["hash"] = chain_hash(rows[-1]["hash"], len(rows) + 1, more["content_sha256"])
    bundle.save("data/submissions", [*rows, more])


def another_seed(bundle: Unpacked) -> None:
    manifest = bundle.manifest
    manifest["study"]["seed"] = "f" * 32
    bundle.save_manifest(manifest)


def edit_protocol(bundle: Unpacked) -> None:
    path = bundle.root / "protocol.json"
    path.write_text(path.read_text("utf-8").replace("overall", "accuracy"), "utf-8")


def add_file(bundle: Unpacked) -> None:
    (bundle.root / "data" / "more.csv").write_text("a\n")


def edit_csv_alone(bundle: Unpacked) -> None:
    path = bundle.root / "results" / "win_tie_loss.csv"
    path.write_bytes(path.read_bytes().replace(b",0.", b",0.9", 1))


def retell_unblinding(bundle: Unpacked) -> None:
    edit("data/audit_log", put(data={"reason": "?"}), lambda row: row["action"] == "study.unblind")(
        bundle
    )


FALSIFICATIONS: dict[str, Callable[[Unpacked], None]] = {
    "leave a rater out otherwise": edit("results/without_rater", put(win_difference=0.123)),
    "a rater agrees more": edit("results/raters", put(agreement=0.987)),
    "a rater was slower": edit("results/raters", put(median_seconds=99.5)),
    "better than the rest": edit("results/one_vs_rest", put(value=0.987)),
    "more were unanimous": edit(
        "results/agreement", put(value=0.987), lambda row: row["estimand"] == "unanimous_share"
    ),
    "fewer comparisons": edit(
        "results/flow", put(count=1), lambda row: row["step"] == "comparisons_planned"
    ),
    "drop a deviation": drop("data/deviations"),
    "retell a deviation": edit("data/deviations", put(data={"what": "Nothing."})),
    "find other words": edit("data/leak_hits", put(start=1, end=4)),
    "another policy": edit("data/leak_hits", put(policy="mask")),
    "edit a choice": edit_a_choice,
    "drop a submission": drop_submission,
    "swap two submissions": swap_two,
    "cut the tail": cut_the_tail,
    "invent a submission": invent_one,
    "make the chain anew": chain_anew,
    "drop a judgment": drop("data/judgments", 7),
    "edit a comment": edit("data/submissions", put(comment="fine"), lambda row: row["comment"]),
    "move a time": edit("data/submissions", put(submitted_at="2026-01-01T00:00:00.000000+00:00")),
    "give it to another rater": edit("data/submissions", put(rater="R-22222222")),
    "turn the sides": edit("data/submissions", lambda row: row.update(swapped=not row["swapped"])),
    "exchange the systems": edit(
        "data/revisions",
        lambda row: row.update(
            left_system=({row["system_a"], row["system_b"]} - {row["left_system"]}).pop()
        ),
    ),
    "leave one out": edit(
        "data/revisions", put(in_analysis_set=False), lambda r: r["in_analysis_set"]
    ),
    "call one withdrawn": edit(
        "data/revisions",
        put(in_analysis_set=False, is_withdrawn=True),
        lambda r: r["in_analysis_set"],
    ),
    "exclude one": edit(
        "data/exclusions", lambda row: row.update(submission=row["submission"] + 1)
    ),
    "drop an audit event": drop("data/audit_log", 1),
    "retell the unblinding": retell_unblinding,
    "edit the protocol": edit_protocol,
    "another seed": another_seed,
    "edit an answer": edit("data/turns", put(shown_text="Take twice as much.")),
    "edit a marked passage": edit(
        "data/marked_spans", put(quote="other"), lambda row: row["quote"]
    ),
    "edit an item": edit("data/items", put(content_sha256="0" * 64)),
    "change a count": edit("results/win_tie_loss", lambda row: row.update(wins=row["wins"] + 1)),
    "change a share": edit("results/win_tie_loss", put(tie_share=0.123)),
    "change a difference": edit("results/win_difference", put(value=0.5)),
    "change a rater's share": edit("results/raters", put(left_share=0.99)),
    "change harm": edit("results/safety", put(judgments_with=99)),
    "change the flow": edit("results/flow", put(count=99), lambda row: row["step"] == "analysed"),
    "change a repeat": edit("results/retest", put(value=0.987)),
    "drop a pair handed on": drop("data/handed_on"),
    "judgments of a rater": edit("data/raters", put(first_judgments=99)),
    "call an old revision current": edit(
        "data/submissions", put(is_current=True), lambda row: not row["is_current"]
    ),
    "edit the spreadsheet alone": edit_csv_alone,
    "add a file": add_file,
}

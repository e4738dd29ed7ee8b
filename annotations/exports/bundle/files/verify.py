#!/usr/bin/env python3
"""Check this bundle: python3 verify.py [BUNDLE.zip or folder] [--head HASH]

Needs Python 3.8 or newer and nothing else. Computes again every SHA-256, both hash chains with
the content of every row, every flag that follows from others, and every published count and
proportion, and says how often a published value differs. Exit code 0: no difference.

--head is a head of the chain of submissions that was published earlier, in the mail of the freeze
or with another export: only with it would a ledger show that was cut or made anew as a whole.
"""

import argparse
import csv
import hashlib
import io
import json
import math
import os
import re
import sys
import zipfile
from collections import Counter, defaultdict
from itertools import groupby, zip_longest

GENESIS = "0" * 64
BOM = "\ufeff"
SHOWN = 3


class Bundle:
    """The files of a bundle, in a folder or still in the ZIP."""

    def __init__(self, place):
        if os.path.isdir(place):
            self.zip, self.root = None, place
            found = [
                os.path.relpath(os.path.join(folder, name), place).replace(os.sep, "/")
                for folder, _, names in os.walk(place)
                for name in names
            ]
            self.names = sorted(name for name in found if "__pycache__" not in name)
        else:
            self.zip = zipfile.ZipFile(place)
            files = [name for name in self.zip.namelist() if not name.endswith("/")]
            self.root = files[0].split("/")[0]
            self.names = sorted(name.split("/", 1)[1] for name in files)

    def open(self, name):
        if self.zip:
            return self.zip.open(self.root + "/" + name)
        return open(os.path.join(self.root, *name.split("/")), "rb")

    def read(self, name):
        with self.open(name) as stream:
            return stream.read()

    def rows(self, name):
        """The rows of a table as dictionaries, one after the other."""
        with self.open(name + ".jsonl") as stream:
            for line in stream:
                yield json.loads(line.decode("utf-8"))


class Findings:
    """How much was compared, and what differs."""

    def __init__(self):
        self.compared, self.different, self.examples = Counter(), Counter(), defaultdict(list)
        self.order, self.notes = [], []

    def check(self, what, is_equal, where=""):
        if what not in self.compared:
            self.order.append(what)
        self.compared[what] += 1
        if not is_equal:
            self.different[what] += 1
            if len(self.examples[what]) < SHOWN:
                self.examples[what].append(str(where))

    def equal(self, what, published, computed, where=""):
        self.check(
            what, same(published, computed), f"{where}: {published!r}, computed {computed!r}"
        )

    def tell(self):
        for what in self.order:
            wrong = self.different[what]
            mark = "DIFFERENT" if wrong else "ok"
            print(f"{mark:9} {what:52} {self.compared[what]:9} compared, {wrong} different")
            for example in self.examples[what]:
                print("          " + example[:300])
        for note in self.notes:
            print("note      " + note)
        total = sum(self.different.values())
        print(f"\n{sum(self.compared.values())} values compared, {total} differences.")
        return total


def same(a, b):
    """Equal; computed numbers to the ten significant digits that are published."""
    if isinstance(a, float) or isinstance(b, float):
        if a is None or b is None or isinstance(a, (str, bool)) or isinstance(b, (str, bool)):
            return False
        return a == b or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def canonical(value):
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def sha(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def moment(text):
    """As Python writes it: microseconds only where there are some."""
    return text.replace(".000000+", "+") if text else text


# Files


def check_files(bundle, manifest, found):
    listed = {entry["path"]: entry for entry in manifest["files"]}
    expected = sorted([*list(listed), "manifest.json"])
    found.check(
        "files that the manifest lists",
        bundle.names == expected,
        sorted(set(bundle.names) ^ set(expected)),
    )
    for name, entry in listed.items():
        if name not in bundle.names:
            continue
        digest, size = hashlib.sha256(), 0
        with bundle.open(name) as stream:
            for part in iter(lambda: stream.read(1 << 20), b""):
                digest.update(part)
                size += len(part)
        found.equal(
            "SHA-256 and size of files",
            [entry["sha256"], entry["bytes"]],
            [digest.hexdigest(), size],
            name,
        )


def check_tables(bundle, manifest, found):
    """Rows as counted, keys as in the codebook, and the same in CSV and in JSON lines."""
    codebook = defaultdict(list)
    for row in bundle.rows("codebook"):
        codebook[row["table"]].append(row)
    for table in manifest["tables"]:
        name, count = table["folder"] + "/" + table["name"], 0
        columns = codebook[table["name"]]
        keys = [row["column"] for row in columns]
        found.equal("columns as in the codebook", table["columns"], keys, name)
        with bundle.open(name + ".csv") as stream:
            lines = csv.reader(io.TextIOWrapper(stream, "utf-8-sig", newline=""))
            found.equal("columns as in the codebook", next(lines, []), keys, name + ".csv")
            for cells, row in zip_longest(lines, bundle.rows(name)):
                count += row is not None
                alike = cells is not None and row is not None and list(row) == keys
                alike = alike and cells == [sheet_cell(row[key]) for key in keys]
                found.check("rows of CSV as in JSON lines", alike, f"{name} row {count}")
                if row is not None:
                    check_values(row, columns, found, f"{name} row {count}")
        found.equal("rows counted by the manifest", table["rows"], count, name)


def check_values(row, columns, found, where):
    for column in columns:
        if column["values"] and column["type"] == "text" and row.get(column["column"]) is not None:
            found.check(
                "values that the codebook knows", row[column["column"]] in column["values"], where
            )


FORMULA_STARTS = tuple("=+-@|\uff1d\uff0b\uff0d\uff20")
BLANKS = "\ufeff\u200b\u200c\u200d\u2060" + " \t\r\n\x0b\x0c\u00a0\u3000"
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def sheet_cell(value):
    """As CSV holds it: an apostrophe keeps spreadsheets from computing a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if not isinstance(value, str):
        return repr(value)
    starts = value.lstrip(BLANKS).startswith(FORMULA_STARTS)
    return "'" + value if starts and not NUMBER.fullmatch(value) else value


# Chains


class Chain:
    """Walks along a chain, row by row."""

    def __init__(self, name, found):
        self.name, self.found, self.previous, self.count = name, found, GENESIS, 0

    def add(self, number, row):
        self.count += 1
        where = f"{self.name} {number}"
        self.found.equal(f"chain of {self.name}s: numbers", number, self.count, where)
        self.found.equal(
            f"chain of {self.name}s: links", row["previous_hash"], self.previous, where
        )
        linked = "{}:{}:{}".format(row["previous_hash"], number, row["content_sha256"])
        self.found.equal(f"chain of {self.name}s: hashes", row["hash"], sha(linked), where)
        self.previous = row["hash"]


def check_audit(bundle, manifest, found):
    """Returns the events by action."""
    chain, events = Chain("audit event", found), defaultdict(list)
    study = manifest["study"]["public_id"]
    for row in bundle.rows("data/audit_log"):
        chain.add(row["event"], row)
        events[row["action"]].append(row)
        if manifest["recomputable"]["audit_contents"]:
            content = {key: row[key] for key in ("actor", "action", "target", "data")}
            content.update(study=study, created_at=moment(row["created_at"]))
            found.equal(
                "contents of audit events",
                row["content_sha256"],
                sha(canonical(content)),
                "event {}".format(row["event"]),
            )
    head = manifest["chains"]["audit"]
    found.equal(
        "heads and lengths of the chains",
        [head["rows"], head["head"]],
        [chain.count, chain.previous if chain.count else ""],
        "audit",
    )
    return events


def check_submissions(bundle, manifest, found, events, published_head):
    chain, heads = Chain("submission", found), set()
    marks = defaultdict(list)
    for span in bundle.rows("data/marked_spans"):
        marks[span["submission"]].append(span)
    superseded = {row["supersedes"] for row in bundle.rows("data/submissions")} - {None}
    withheld, choices = 0, {}
    groups = groupby(bundle.rows("data/revisions"), key=lambda row: row["submission"])
    judged = next(groups, None)
    analysed = set()
    for row in bundle.rows("data/submissions"):
        number = row["submission"]
        chain.add(number, row)
        heads.add(row["hash"])
        judgments = []
        if judged and judged[0] == number:
            judgments = list(judged[1])
            judged = next(groups, None)
        found.equal(
            "is_current of submissions", row["is_current"], number not in superseded, number
        )
        for judgment in judgments:
            check_judgment(judgment, row, choices, found)
        if number in superseded:
            choices[number] = {j["criterion"]: j["choice"] for j in judgments}
        if judgments and judgments[0]["in_analysis_set"]:
            analysed.add(number)
        spans = marks[number]
        if not manifest["recomputable"]["submission_contents"] or any(
            "quote" not in s for s in spans
        ):
            withheld += 1
            continue
        content = submission_content(row, judgments, spans, manifest["study"]["public_id"])
        found.equal(
            "contents of submissions", row["content_sha256"], sha(canonical(content)), number
        )
    found.check("judgments that belong to a submission", judged is None, judged and judged[0])
    if withheld:
        found.notes.append(
            f"The content of {withheld} submissions cannot be computed again, because "
            "something it covers is not in this file."
        )
    head = manifest["chains"]["submissions"]
    last = chain.previous if chain.count else ""
    found.equal(
        "heads and lengths of the chains",
        [head["rows"], head["head"]],
        [chain.count, last],
        "submissions",
    )
    for event in events["study.freeze"]:
        fixed = [event["data"]["submissions"], event["data"]["chain_head"]]
        found.equal("heads and lengths of the chains", fixed, [chain.count, last], "freeze")
    if published_head:
        found.check("the head published earlier is in the chain", published_head in heads)
    return chain.count


def submission_content(row, judgments, spans, study):
    """What the hash of a submission covers."""
    same_names = (
        "assignment",
        "rater",
        "kind",
        "revision",
        "idempotency_key",
        "reason",
        "comment",
        "both_bad",
        "recognised",
        "harm_left",
        "harm_right",
        "guideline_version",
        "active_seconds",
        "origin",
    )
    content = {key: row[key] for key in same_names}
    content["study"] = study
    content["opened_at"], content["submitted_at"] = (
        moment(row["opened_at"]),
        moment(row["submitted_at"]),
    )
    content["shown"] = {
        "item": [row["task_type"], row["item"]],
        "swapped": row["swapped"],
        "response_a_sha256": row["response_a_sha256"],
        "response_b_sha256": row["response_b_sha256"],
    }
    content["judgments"] = sorted([j["criterion"], j["choice"], j["strength"]] for j in judgments)
    content["marked_spans"] = sorted(
        [
            s["side"],
            -1 if s["turn"] is None else s["turn"],
            s["start"] or 0,
            s["end"] or 0,
            s["quote"],
            s["type"],
            s["severity"],
        ]
        for s in spans
    )
    return content


COPIED = (
    "item",
    "task_type",
    "rater",
    "revision",
    "supersedes",
    "both_bad",
    "recognised",
    "harm_left",
    "harm_right",
    "comment",
    "reason",
    "guideline_version",
    "opened_at",
    "submitted_at",
    "active_seconds",
    "is_current",
    "content_sha256",
    "previous_hash",
    "hash",
)


def check_judgment(judgment, row, choices, found):
    """A judgment against its submission, and what follows from its choice."""
    where = "submission {}, {}".format(row["submission"], judgment["criterion"])
    for key in COPIED:
        if key in judgment:
            found.equal(
                "judgments as in their submission", judgment[key], row[key], where + ", " + key
            )
    kind = row["kind"]
    if row["origin"] == "imported":
        kind = "imported"
    elif row["assignment_state"] == "surplus":
        kind = "surplus"
    found.equal("kinds of judgments", judgment["kind"], kind, where)
    left = judgment["system_b"] if row["swapped"] else judgment["system_a"]
    found.equal("which system stood on the left", judgment["left_system"], left, where)
    found.equal("outcomes from choices", judgment["outcome_a"], outcome(judgment), where)
    before = choices.get(row["supersedes"], {}).get(judgment["criterion"])
    found.equal("previous choices", judgment["previous_choice"], before, where)
    if judgment["in_analysis_set"]:
        counted = row["is_current"] and not judgment["is_withdrawn"] and kind == "first"
        found.check("what the results may count", counted, where)
    elif row["is_current"] and not judgment["is_withdrawn"] and kind == "first":
        found.check("what the results may count", row["assignment_state"] != "submitted", where)


def outcome(judgment):
    if judgment["choice"] in ("tie", "not_applicable"):
        return {"tie": "tie", "not_applicable": ""}[judgment["choice"]]
    chose_a = (judgment["choice"] == "left") == (judgment["left_system"] == judgment["system_a"])
    return "win" if chose_a else "loss"


# Tables that follow from others


def check_judgment_tables(bundle, found):
    current = (row for row in bundle.rows("data/revisions") if row["is_current"])
    for place, (kept, row) in enumerate(zip_longest(bundle.rows("data/judgments"), current), 1):
        found.check("judgments are the current revisions", kept == row, f"row {place}")
    groups = groupby(bundle.rows("data/judgments"), key=lambda row: row["submission"])
    wide = bundle.rows("data/judgments_wide")
    for place, (row, group) in enumerate(zip_longest(wide, groups), 1):
        alike = row is not None and group is not None
        if alike:
            alike = is_wide(row, list(group[1]))
        found.check("the wide table is the long one", alike, f"row {place}")


def is_wide(row, judgments):
    expected = {key: judgments[0].get(key) for key in row}
    expected["strength"] = next((j["strength"] for j in judgments if j["strength"]), "")
    for key in row:
        if key.startswith(("choice_", "outcome_a_")):
            expected[key] = None
    for judgment in judgments:
        expected["choice_" + judgment["criterion"]] = judgment["choice"]
        expected["outcome_a_" + judgment["criterion"]] = judgment["outcome_a"]
    return row == expected


def check_assignments(bundle, found):
    submitted, handed_on = Counter(), Counter()
    seconds = Counter()
    for row in bundle.rows("data/assignments"):
        if row["submitted_at"] and row["state"] != "surplus" and row["kind"] != "practice":
            submitted[row["rater"], row["kind"]] += 1
        handed_on[row["rater"]] += row["state"] == "declined"
    for row in bundle.rows("data/raters"):
        first = submitted[row["rater"], "first"]
        found.equal("judgments per rater", row["first_judgments"], first, row["rater"])
        both = first + submitted[row["rater"], "repeat"]
        found.equal("judgments per rater", row["all_judgments"], both, row["rater"])
    declined = Counter(row["rater"] for row in bundle.rows("data/handed_on"))
    for rater, count in handed_on.items():
        found.equal("pairs handed on per rater", declined[rater], count, rater)
    return seconds


def check_protocol(bundle, manifest, found, events):
    study, raw = manifest["study"], bundle.read("protocol.json").decode("utf-8")
    protocol = json.loads(raw)
    found.equal("protocol", study["protocol_sha256"], sha(raw), "protocol.json")
    for event in events["study.start"]:
        found.equal("protocol", event["data"]["protocol_sha256"], sha(raw), "event of the start")
    found.equal("protocol", study["public_id"], protocol["study"], "study")
    commitment = sha("huatuoeval-seed:" + study["seed"])
    found.equal("seed and its commitment", study["seed_commitment"], commitment, "study")
    found.equal("seed and its commitment", protocol["seed_commitment"], commitment, "protocol")
    items = list(bundle.rows("data/items"))
    for key, wanted in (("items", False), ("practice_items", True)):
        hashes = sorted(
            [row["task_type"], row["item"], row["content_sha256"]]
            for row in items
            if (row["practice"] is not None) == wanted
        )
        found.equal(
            "items that the protocol fixed", protocol[key + "_sha256"], sha(canonical(hashes)), key
        )


def check_texts(bundle, found):
    """Hashes of the answers from their texts, and marked passages cut out of them."""
    spans = list(bundle.rows("data/marked_spans"))
    wanted = {place(span) for span in spans if span["turn"] is not None}
    texts, hashes = {}, {}
    has_texts = False
    for key, group in groupby(bundle.rows("data/turns"), key=answer):
        turns = list(group)
        has_texts = has_texts or "shown_text" in turns[0]
        if "shown_text" not in turns[0]:
            continue
        for turn in turns:
            for kind in ("raw", "shown"):
                found.equal(
                    "texts and their SHA-256",
                    turn[kind + "_sha256"],
                    sha(turn[kind + "_text"]),
                    answer(turn),
                )
            if place(turn) in wanted:
                texts[(*place(turn), turn["shown_sha256"])] = turn["shown_text"]
        hashes[key] = sha(canonical([turn["shown_text"] for turn in turns]))
    known = set()
    for row in bundle.rows("data/responses"):
        known.add(row["shown_sha256"])
        if has_texts:
            found.equal(
                "answers and their SHA-256",
                row["shown_sha256"],
                hashes.get(answer(row)),
                answer(row),
            )
    for row in bundle.rows("data/submissions"):
        for side in ("response_a_sha256", "response_b_sha256"):
            found.check("answers that were judged are here", row[side] in known, row["submission"])
    if not has_texts:
        found.notes.append("The answers are not in this file, so their hashes were not computed.")
        return
    for span in spans:
        if span["turn"] is not None:
            text = texts.get((*place(span), span["shown_sha256"]), "")
            found.equal(
                "marked passages",
                span["quote"],
                text[span["start"] : span["end"]],
                span["submission"],
            )


def answer(row):
    return tuple(row[key] for key in ("task_type", "item", "system", "sample", "version"))


def place(row):
    return tuple(row[key] for key in ("task_type", "item", "system", "turn"))


def check_guidance(bundle, found):
    versions = set()
    for row in bundle.rows("data/guidance_texts"):
        versions.add((row["purpose"], row["version"]))
        text = {"en": row["text_en"], "zh-hans": row["text_zh"]}
        found.equal(
            "guidance texts and their SHA-256", row["sha256"], sha(canonical(text)), row["version"]
        )
    for row in bundle.rows("data/acceptances"):
        found.check("accepted texts are here", (row["purpose"], row["version"]) in versions, row)


# Results


def check_results(bundle, found):
    """Wins, ties and losses of every published cell, counted again."""
    cells = defaultdict(Counter)
    items, raters = defaultdict(set), defaultdict(set)
    for row in bundle.rows("data/judgments"):
        if not row["in_analysis_set"]:
            continue
        for task_type in ("", row["task_type"]):
            cell = (row["system_a"], row["system_b"], row["criterion"], task_type)
            cells[cell][row["outcome_a"] or "not_applicable"] += 1
            if row["criterion"] == "overall" and row["choice"] == "tie" and row["both_bad"]:
                cells[cell]["both_bad"] += 1
            if row["outcome_a"]:
                items[cell].add((row["task_type"], row["item"]))
                raters[cell].add(row["rater"])
    published = set()
    for row in bundle.rows("results/win_tie_loss"):
        cell = tuple(row[key] for key in ("system_a", "system_b", "criterion", "task_type"))
        published.add(cell)
        counts = cells[cell]
        n = counts["win"] + counts["tie"] + counts["loss"]
        expected = {
            "wins": counts["win"],
            "ties": counts["tie"],
            "losses": counts["loss"],
            "n": n,
            "both_bad": counts["both_bad"],
            "not_applicable": counts["not_applicable"],
            "items": len(items[cell]),
            "raters": len(raters[cell]),
        }
        if n:
            expected.update(
                win_share=counts["win"] / n,
                tie_share=counts["tie"] / n,
                loss_share=counts["loss"] / n,
                win_difference=(counts["win"] - counts["loss"]) / n,
            )
        for key, value in expected.items():
            if key in row:
                what = "proportions" if key.endswith(("share", "difference")) else "counts"
                found.equal(what + " in results/win_tie_loss", row[key], value, f"{cell} {key}")
    for cell in cells:
        if cell[3] == "":
            found.check("every cell with judgments is published", cell in published, cell)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "bundle", nargs="?", default=here, help="ZIP or folder; default: this folder"
    )
    parser.add_argument("--head", help="a head of the chain of submissions, published earlier")
    options = parser.parse_args()
    bundle, found = Bundle(options.bundle), Findings()
    if "manifest.json" not in bundle.names:
        parser.error(f"there is no manifest.json in {options.bundle}")
    try:
        check_bundle(bundle, found, options.head)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        # What is missing or is no JSON any more cannot be compared: that is a difference too.
        found.check("everything that is to be compared can be read", False, repr(error))
    sys.exit(1 if found.tell() else 0)


def check_bundle(bundle, found, head):
    manifest = json.loads(bundle.read("manifest.json").decode("utf-8"))
    check_files(bundle, manifest, found)
    check_tables(bundle, manifest, found)
    events = check_audit(bundle, manifest, found)
    check_submissions(bundle, manifest, found, events, head)
    check_judgment_tables(bundle, found)
    check_assignments(bundle, found)
    check_protocol(bundle, manifest, found, events)
    check_texts(bundle, found)
    check_guidance(bundle, found)
    check_results(bundle, found)


if __name__ == "__main__":
    main()

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
import struct
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
        columns = codebook[name]
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
PASSED_OVER = (
    *(range(0x21), range(0x7F, 0xA1), range(0xAD, 0xAE), range(0x61C, 0x61D)),
    *(range(0x1680, 0x1681), range(0x180E, 0x180F), range(0x2000, 0x2010)),
    *(range(0x2028, 0x2030), range(0x205F, 0x2070), range(0x3000, 0x3001)),
    range(0xFEFF, 0xFF00),
)
BLANKS = "".join(chr(code) for codes in PASSED_OVER for code in codes)
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
    # A study is judged here or elsewhere: where one judgment is imported, all are.
    counts = kind in ("first", "imported")
    if judgment["in_analysis_set"]:
        counted = row["is_current"] and not judgment["is_withdrawn"] and counts
        found.check("what the results may count", counted, where)
    elif row["is_current"] and not judgment["is_withdrawn"] and counts:
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
    submitted, handed_on, withdrawn = Counter(), Counter(), {}
    gone = {}
    for row in bundle.rows("data/slots"):
        gone[slot_of(row)] = row["withdrawn_at"] is not None or row["status"] == "withdrawn"
    for row in bundle.rows("data/assignments"):
        withdrawn[row["assignment"]] = row["state"] == "withdrawn" or gone.get(slot_of(row))
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
    tokens = {row["submission"]: row["assignment"] for row in bundle.rows("data/submissions")}
    for row in bundle.rows("data/revisions"):
        expected = withdrawn.get(tokens.get(row["submission"]))
        found.equal("what was withdrawn", row["is_withdrawn"], expected, row["submission"])


def slot_of(row):
    keys = ("task_type", "item", "system_a", "system_b", "kind", "slot")
    return tuple(row[key] for key in keys)


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


def check_finds(bundle, found):
    """Words that tell the writer, cut out of the texts again; and the policy of the protocol."""
    protocol = json.loads(bundle.read("protocol.json").decode("utf-8"))
    hits = list(bundle.rows("data/leak_hits"))
    wanted, texts = {(*answer(hit), hit["turn"]) for hit in hits}, {}
    for turn in bundle.rows("data/turns"):
        key = (*answer(turn), turn["turn"])
        if key in wanted and "shown_text" in turn:
            for kind in ("raw", "shown"):
                texts[(*key, turn[kind + "_sha256"])] = turn[kind + "_text"]
    for hit in hits:
        where = (*answer(hit), hit["turn"])
        found.equal("policy of the finds", hit["policy"], protocol["leak_policy"], where)
        is_decided = hit["decided_at"] is not None
        found.equal("decisions about the finds", is_decided, hit["decision"] != "", where)
        text = texts.get((*where, hit["scanned_sha256"]))
        if text is not None and "words" in hit:
            words = text[hit["start"] : hit["end"]]
            found.equal("words that tell the writer", hit["words"], words, where)


DEPARTURES = (
    "deviation.record",
    "deviation.change",
    "item.withdraw",
    "comparisons.exclude",
    "answer.regenerate",
    "leaks.decide",
    "consent.publish",
    "guideline.publish",
    "consent.withdraw",
    "rater.pause",
    "rater.resume",
    "rater.remove",
    "rater.replace",
    "rater.update",
    "study.pause",
    "study.resume",
)


def check_deviations(bundle, found, events):
    """The deviations are the audit log's departures since the start: none is missing."""
    starts = [event["event"] for event in events["study.start"]]
    departed = [row for action in DEPARTURES for row in events[action]]
    departed = [row for row in departed if starts and row["event"] > min(starts)]
    departed.sort(key=lambda row: row["event"])
    for published, event in zip_longest(bundle.rows("data/deviations"), departed):
        expected = event and {key: event[key] for key in published or event if key in event}
        number = (published or event)["event"]
        found.equal("deviations as in the audit log", published, expected, number)


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


# What the protocol leaves out


def check_exclusions(bundle, manifest, found):
    """The rules of the protocol, applied again; returns what is left out, and hidden repeats."""
    study = manifest["study"]
    rows = {row["submission"]: row for row in bundle.rows("data/submissions")}
    standing, repeats, verdicts = [], [], {}
    for row in bundle.rows("data/revisions"):
        if row["criterion"] == study["primary_criterion"]:
            number = row["submission"]
            verdicts[number] = row
            if row["in_analysis_set"]:
                standing.append(number)
            elif row["kind"] == "repeat" and row["revision"] == 1 and not row["is_withdrawn"]:
                repeats.append(number)
    rules = [(rule["rule"], float(rule.get("value") or 0)) for rule in study["exclusion_rules"]]
    if study["withdrawal_rule"] == "exclude":
        rules.insert(0, ("consent_withdrawn", 0.0))
    rest, computed = set(standing), {}
    for rule, value in rules:
        taken = falls_under(bundle, rule, value, rest, standing, repeats, rows, verdicts)
        computed.update((number, rule) for number in taken)
        rest -= taken
    published = {row["submission"]: row["rule"] for row in bundle.rows("data/exclusions")}
    for number in set(published) | set(computed):
        found.equal(
            "exclusions by the protocol", published.get(number), computed.get(number), number
        )
    return set(published), repeats


def falls_under(bundle, rule, value, rest, standing, repeats, rows, verdicts):
    def of_raters(raters):
        return {number for number in rest if rows[number]["rater"] in raters}

    if rule == "consent_withdrawn":
        return of_raters(without_consent(bundle))
    if rule == "recognised":
        return {number for number in rest if rows[number]["recognised"]}
    if rule == "active_seconds_below":
        return {number for number in rest if seconds(rows[number]) < value}
    if rule == "characters_per_minute_above":
        return {n for n in rest if rows[n]["text_length"] > value * seconds(rows[n]) / 60}
    shares = defaultdict(list)
    if rule == "left_share_above":
        for number in standing:
            if verdicts[number]["choice"] in ("left", "right"):
                shares[rows[number]["rater"]].append(verdicts[number]["choice"] == "left")
        return of_raters({r for r, chosen in shares.items() if sum(chosen) / len(chosen) > value})
    if rule == "same_on_repeats_below":
        for first, again in repeated(repeats, verdicts):
            shares[again["rater"]].append(first["outcome_a"] == again["outcome_a"])
        return of_raters({r for r, alike in shares.items() if sum(alike) / len(alike) < value})
    raise ValueError("unknown rule " + rule)


def seconds(row):
    """As the analysis holds it, in single precision; unknown is neither fast nor slow."""
    value = row["active_seconds"]
    return math.nan if value is None else struct.unpack("f", struct.pack("f", value))[0]


def without_consent(bundle):
    """Raters who withdrew a consent and did not give another one."""
    standing, withdrew = set(), set()
    for row in bundle.rows("data/acceptances"):
        if row["purpose"] == "consent" and row["withdrawn_at"] is None:
            standing.add(row["rater"])
        if row["withdrawn_at"] is not None:
            withdrew.add(row["rater"])
    return withdrew - standing


def repeated(repeats, judgments):
    """Hidden repeats with what they repeat, both as first handed in, where both apply."""
    firsts = {}
    for row in judgments.values():
        if row["kind"] == "first" and row["revision"] == 1 and not row["is_withdrawn"]:
            firsts[pair_of(row)] = row
    for number in repeats:
        again = judgments[number]
        first = firsts.get(pair_of(again))
        if first and first["outcome_a"] and again["outcome_a"]:
            yield first, again


def pair_of(row):
    return tuple(row[key] for key in ("rater", "task_type", "item", "system_a", "system_b"))


# Results


class Cells:
    """Wins, ties and losses by criterion, pair, and part of the judgments."""

    def __init__(self):
        self.cells = defaultdict(Counter)
        self.items, self.raters = defaultdict(set), defaultdict(set)

    def add(self, part, value, row, outcome_a):
        cell = (row["criterion"], row["system_a"], row["system_b"], part, value)
        self.cells[cell][outcome_a] += 1
        self.items[cell].add((row["task_type"], row["item"]))
        self.raters[cell].add(row["rater"])


def check_results(bundle, manifest, found, excluded):
    """Every published count and proportion, computed again from the judgments."""
    study, cells, apart = manifest["study"], Cells(), defaultdict(Counter)
    flagged = {
        (row["criterion"], row["rater"]) for row in bundle.rows("results/raters") if row["flags"]
    }
    known = {row["shown_sha256"]: row["characters"] for row in bundle.rows("data/responses")}
    lengths = {
        row["submission"]: [
            known.get(row["response_a_sha256"]),
            known.get(row["response_b_sha256"]),
        ]
        for row in bundle.rows("data/submissions")
    }
    raters, harm = defaultdict(lambda: defaultdict(list)), defaultdict(Counter)
    counted, seen, given = [], set(), Counter()
    for row in bundle.rows("data/judgments"):
        if not row["in_analysis_set"] or row["submission"] in excluded:
            continue
        given[row["criterion"]] += 1
        if row["submission"] not in seen:
            seen.add(row["submission"])
            counted.append(row)
            count_harm(row, harm)
        pair = (row["criterion"], row["system_a"], row["system_b"])
        apart[pair]["not_applicable"] += row["choice"] == "not_applicable"
        both_bad = row["criterion"] == "overall" and row["choice"] == "tie" and row["both_bad"]
        apart[pair]["both_bad"] += both_bad
        if row["outcome_a"]:
            raters[row["criterion"]][row["rater"]].append(row)
            count_parts(row, cells, flagged, lengths[row["submission"]], study)
    check_win_tie_loss(bundle, found, cells)
    check_win_differences(bundle, found, cells)
    for row in bundle.rows("results/counted_apart"):
        pair = (row["criterion"], row["system_a"], row["system_b"])
        for key in ("both_bad", "not_applicable"):
            found.equal("counts in results/counted_apart", row[key], apart[pair][key], pair)
    check_sides(bundle, found, raters)
    check_rater_lines(bundle, found, raters)
    check_raters_beside_others(bundle, found, raters)
    check_without_rater(bundle, found, raters)
    check_one_vs_rest(bundle, found, cells)
    check_majorities(bundle, found, raters)
    check_same_as_overall(bundle, found, raters)
    check_findings(bundle, found, raters, {key: len(seen) - n for key, n in given.items()})
    check_safety(bundle, found, harm, seen)
    return counted


def count_parts(row, cells, flagged, lengths, study):
    """One judgment into every part that it belongs to."""
    cells.add("all", "", row, row["outcome_a"])
    for kind in ("task_type", "category", "specialty"):
        cells.add(kind, row[kind], row, row["outcome_a"])
    if (row["criterion"], row["rater"]) not in flagged and not seconds(row) < 10:
        cells.add("without_flagged", "", row, row["outcome_a"])
    if row["criterion"] == study["primary_criterion"] and study["scale"] == "five_point":
        cells.add("strict_wins", "", row, row["outcome_a"] if row["strength"] == "much" else "tie")
    if None not in lengths and lengths[0] != lengths[1]:
        part = "longer" if lengths[0] > lengths[1] else "shorter"
        cells.add("first_answer_" + part, "", row, row["outcome_a"])


def cell_of(row):
    return tuple(row[key] for key in ("criterion", "system_a", "system_b", "part", "part_value"))


def check_win_tie_loss(bundle, found, cells):
    published = set()
    for row in bundle.rows("results/win_tie_loss"):
        cell = cell_of(row)
        published.add(cell)
        counts = cells.cells[cell]
        wins, ties, losses = counts["win"], counts["tie"], counts["loss"]
        n = wins + ties + losses
        for key, value in (("wins", wins), ("ties", ties), ("losses", losses), ("n", n)):
            found.equal("counts in results/win_tie_loss", row[key], value, cell)
        for key, value in (("win_share", wins), ("tie_share", ties), ("loss_share", losses)):
            found.equal("proportions in results/win_tie_loss", row[key], ratio(value, n), cell)
    for cell in list(cells.cells):
        if cell[3] == "all":
            found.check("every cell with judgments is published", cell in published, cell)


def check_win_differences(bundle, found, cells):
    for row in bundle.rows("results/win_difference"):
        cell = cell_of(row)
        counts = cells.cells[cell]
        wins, ties, losses = counts["win"], counts["tie"], counts["loss"]
        n = wins + ties + losses
        expected = {
            "win_difference": ratio(wins - losses, n),
            "win_odds": ratio(wins + ties / 2, losses + ties / 2),
            "win_ratio": ratio(wins, losses),
            "decisive_win_rate": ratio(wins, wins + losses),
            "half_tie_win_rate": ratio(wins + ties / 2, n),
        }
        where = (*cell, row["estimand"])
        if row["estimand"] in expected:
            what = "win differences, odds, ratios and rates"
            found.equal(what, row["value"], expected[row["estimand"]], where)
        sizes = [row["judgments"], row["items"], row["raters"]]
        computed = [n, len(cells.items[cell]), len(cells.raters[cell])]
        found.equal("judgments, items and raters of differences", sizes, computed, where)


def ratio(a, b):
    return a / b if b else None


def check_sides(bundle, found, raters):
    for row in bundle.rows("results/position_bias"):
        own = raters[row["criterion"]]
        chosen = (
            own.get(row["rater"], [])
            if row["rater"]
            else [j for of_rater in own.values() for j in of_rater]
        )
        sides = [j["choice"] == "left" for j in chosen if j["choice"] in ("left", "right")]
        where, share = (row["criterion"], row["rater"]), ratio(sum(sides), len(sides))
        found.equal("shares of the left side", row["decisive"], len(sides), where)
        found.equal("shares of the left side", row["left_share"], share, where)


def check_rater_lines(bundle, found, raters):
    what = "counts and shares per rater"
    for row in bundle.rows("results/raters"):
        own = raters[row["criterion"]].get(row["rater"], [])
        where = (row["criterion"], row["rater"])
        ties = sum(judgment["choice"] == "tie" for judgment in own)
        sides = [j["choice"] == "left" for j in own if j["choice"] in ("left", "right")]
        longest = max([len(list(run)) for _, run in groupby(sides)] or [0])
        found.equal(what, row["judgments"], len(own), where)
        found.equal(what, row["tie_share"], ratio(ties, len(own)), where)
        found.equal(what, row["left_share"], ratio(sum(sides), len(sides)), where)
        found.equal(what, row["longest_streak"], longest, where)


VALUE = {"win": 1, "tie": 0, "loss": -1}


def unit_of(row):
    """A comparison: every rater judges it once."""
    return tuple(row[key] for key in ("task_type", "item", "system_a", "system_b"))


def units_of(own):
    """The judgments of one criterion, comparison by comparison."""
    units = defaultdict(list)
    for rows in own.values():
        for row in rows:
            units[unit_of(row)].append(row)
    return units


def mean(values):
    return sum(values) / len(values) if values else None


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def median(values):
    """Of single precision, as the analysis holds times."""
    values, middle = sorted(values), len(values) // 2
    if not values:
        return None
    return values[middle] if len(values) % 2 else single(values[middle - 1] + values[middle]) / 2


def check_raters_beside_others(bundle, found, raters):
    what, units = "speed, agreement and lean per rater", {}
    for criterion, own in raters.items():
        units[criterion] = units_of(own)
    for row in bundle.rows("results/raters"):
        own, where = (
            raters[row["criterion"]].get(row["rater"], []),
            (row["criterion"], row["rater"]),
        )
        known = [seconds(one) for one in own if one["active_seconds"] is not None]
        found.equal(what, row["median_seconds"], median(known), where)
        found.equal(what, row["fast_share"], mean([value < 10 for value in known]), where)
        alike, lean = [], []
        for one in own:
            beside = units[row["criterion"]][unit_of(one)]
            others = [other for other in beside if other["rater"] != one["rater"]]
            if others:
                alike.append(mean([one["outcome_a"] == other["outcome_a"] for other in others]))
                rest = mean([VALUE[other["outcome_a"]] for other in others])
                lean.append(VALUE[one["outcome_a"]] - rest)
        found.equal(what, row["agreement"], mean(alike), where)
        if row["lean"] is not None:
            found.equal(what, row["lean"], mean(lean), where)


def check_without_rater(bundle, found, raters):
    for row in bundle.rows("results/without_rater"):
        pair = (row["system_a"], row["system_b"])
        values = [
            VALUE[one["outcome_a"]]
            for rater, rows in raters[row["criterion"]].items()
            for one in rows
            if rater != row["rater"] and (one["system_a"], one["system_b"]) == pair
        ]
        where = (row["criterion"], *pair, row["rater"])
        found.equal("win differences without a rater", row["win_difference"], mean(values), where)


def check_one_vs_rest(bundle, found, cells):
    """The mean over the opponents that a system met, each counted alike."""
    of_system = defaultdict(list)
    for (criterion, a, b, part, _value), counts in list(cells.cells.items()):
        n = counts["win"] + counts["tie"] + counts["loss"]
        if part == "all" and n:
            difference = (counts["win"] - counts["loss"]) / n
            of_system[criterion, a].append(difference)
            of_system[criterion, b].append(-difference)
    for row in bundle.rows("results/one_vs_rest"):
        value = mean(of_system[row["criterion"], row["system"]])
        if value is not None and row["estimand"] == "average_win_rate":
            value = (1 + value) / 2
        where = (row["criterion"], row["system"], row["estimand"])
        found.equal("win differences against all others", row["value"], value, where)


def check_majorities(bundle, found, raters):
    what, shares = "unanimous comparisons and majorities", {}
    for criterion, own in raters.items():
        several = [rows for rows in units_of(own).values() if len(rows) > 1]
        said = [Counter(row["outcome_a"] for row in rows) for rows in several]
        most = [next((o for o in c if c[o] * 2 > sum(c.values())), "none") for c in said]
        tally = {name: mean([one == name for one in most]) for name in (*VALUE, "none")}
        of_all = {"majority_" + name + "_share": share for name, share in tally.items()}
        of_all["unanimous_share"] = mean([len(counts) == 1 for counts in said])
        if said:
            of_all["majority_win_difference"] = mean([VALUE.get(one, 0) for one in most])
        flat = [row for rows in several for row in rows]
        items = {(row["task_type"], row["item"]) for row in flat}
        sizes = [len(flat), len(items), len({row["rater"] for row in flat})]
        shares[criterion] = (of_all, sizes)
    for row in bundle.rows("results/agreement"):
        of_all, sizes = shares.get(row["criterion"], ({}, [0, 0, 0]))
        if "majority" in row["estimand"] or "unanimous" in row["estimand"]:
            where = (row["criterion"], row["estimand"])
            found.equal(what, row["value"], of_all.get(row["estimand"]), where)
            found.equal(what, [row["judgments"], row["items"], row["raters"]], sizes, where)


def check_same_as_overall(bundle, found, raters):
    """Where all criteria apply: how often one says the same as the overall verdict."""
    drivers = list(bundle.rows("results/drivers"))
    names = [row["criterion"] for row in drivers]
    said = defaultdict(dict)
    for criterion in ("overall", *names):
        for rows in raters[criterion].values():
            for row in rows:
                said[row["submission"]][criterion] = row
    whole = [one for one in said.values() if len(one) == len(names) + 1]
    items = {(one["overall"]["task_type"], one["overall"]["item"]) for one in whole}
    sizes = [len(whole), len(items), len({one["overall"]["rater"] for one in whole})]
    for row in drivers:
        same_here = [o["overall"]["outcome_a"] == o[row["criterion"]]["outcome_a"] for o in whole]
        what = "shares that say the same as overall"
        found.equal(what, row["same_share"], mean(same_here), row["criterion"])
        published = [row["judgments"], row["items"], row["raters"]]
        found.equal(what, published, sizes, row["criterion"])


def check_findings(bundle, found, raters, missing):
    for row in bundle.rows("results/findings"):
        own = raters[row["criterion"]]
        counts = {"dominant_rater": max([len(rows) for rows in own.values()] or [0])}
        doubled = 0
        for rows in units_of(own).values():
            doubled += len(rows) - len({one["rater"] for one in rows})
        counts["duplicated"] = doubled
        counts["missing"] = missing.get(row["criterion"], 0)
        if row["problem"] in counts:
            expected = counts[row["problem"]]
            found.equal("counts of findings", row["count"], expected, row["criterion"])


def count_harm(row, harm):
    sides = (row["harm_left"], row["harm_right"])
    if row["left_system"] != row["system_a"]:
        sides = sides[::-1]
    for at, system in enumerate((row["system_a"], row["system_b"])):
        harm[system]["judged"] += 1
        harm[system]["harm"] += sides[at]


def check_safety(bundle, found, harm, counted):
    marks, judged_with = Counter(), defaultdict(set)
    for span in bundle.rows("data/marked_spans"):
        if span["submission"] in counted:
            kind = (span["system"], span["type"], span["severity"])
            marks[kind] += 1
            for key in (kind, (span["system"], "any_mark", "")):
                judged_with[key].add(span["submission"])
    what = "counts and shares of harm and marks"
    for row in bundle.rows("results/safety"):
        kind = (row["system"], row["type"], row["severity"])
        judged, with_it = harm[row["system"]]["judged"], len(judged_with[kind])
        if row["type"] == "harm":
            with_it = harm[row["system"]]["harm"]
        found.equal(what, row["judged_answers"], judged, kind)
        found.equal(what, row["judgments_with"], with_it, kind)
        found.equal(what, row["share"], ratio(with_it, judged), kind)
        if row["marks"] is not None:
            found.equal(what, row["marks"], marks[kind], kind)


def check_retest(bundle, found, counted, repeats):
    """Shares of hidden repeats that say the same, and that say the opposite."""
    items = {(row["task_type"], row["item"]) for row in counted}
    raters = {row["rater"] for row in counted}
    wanted, chosen, pairs = set(repeats), defaultdict(dict), defaultdict(list)
    for row in bundle.rows("data/revisions"):
        if row["revision"] == 1 and (row["kind"] == "first" or row["submission"] in wanted):
            chosen[row["criterion"]][row["submission"]] = row
    for criterion, judgments in chosen.items():
        here = [number for number in repeats if number in judgments]
        for first, again in repeated(here, judgments):
            if (again["task_type"], again["item"]) in items and again["rater"] in raters:
                swapped = first["left_system"] != again["left_system"]
                for half in ("", "_swapped" if swapped else "_unswapped"):
                    pairs[criterion, half].append((first["outcome_a"], again["outcome_a"]))
    for row in bundle.rows("results/retest"):
        for half in ("", "_swapped", "_unswapped"):
            of_half = pairs[row["criterion"], half]
            alike = sum(a == b for a, b in of_half)
            opposite = sum({a, b} == {"win", "loss"} for a, b in of_half)
            for name, count in (("retest_same", alike), ("retest_reversed", opposite)):
                if row["estimand"] == name + half:
                    share, where = ratio(count, len(of_half)), (row["criterion"], row["estimand"])
                    found.equal("shares of hidden repeats", row["value"], share, where)


def check_flow(bundle, manifest, found, counted):
    """Every count of the flow; which answers failed or are missing no table here tells."""
    rules = Counter(row["rule"] for row in bundle.rows("data/exclusions"))
    numbers, judged, standing = Counter(), 0, 0
    names = {"repeat": "repeats", "practice": "practice", "surplus": "surplus"}
    states = {row["submission"]: row["assignment_state"] for row in bundle.rows("data/submissions")}
    for row in bundle.rows("data/revisions"):
        if row["criterion"] == manifest["study"]["primary_criterion"]:
            if not row["is_current"]:
                numbers["superseded"] += 1
            elif row["kind"] in names:
                numbers[names[row["kind"]]] += 1
            elif states[row["submission"]] == "submitted":
                judged += 1
                standing += not row["is_withdrawn"]
    declined = Counter(row["reason"] for row in bundle.rows("data/handed_on"))
    losses = {("beside", reason): count for reason, count in numbers.items()}
    losses.update({("handed_on", reason): count for reason, count in declined.items()})
    losses.update({("judged", rule): count for rule, count in rules.items()})
    losses["judged", "withdrawn"] = judged - standing
    slots = [row for row in bundle.rows("data/slots") if row["kind"] == "first"]
    filled = {
        slot_of(row) for row in bundle.rows("data/assignments") if row["state"] == "submitted"
    }
    gone = sum(r["status"] == "withdrawn" and slot_of(r) not in filled for r in slots)
    losses["judgments_planned", "slot_withdrawn"] = gone
    losses["judgments_planned", "not_judged"] = len(slots) - gone - judged
    pairs = {(*slot_of(row)[:4], row["withdrawn_at"]): row for row in slots}.values()
    kept = [row for row in pairs if row["withdrawn_at"] is None]
    released = sum(row["is_released"] for row in kept)
    losses["comparisons_planned", "comparison_withdrawn"] = len(pairs) - len(kept)
    losses["comparisons_planned", "not_released"] = len(kept) - released
    items = sum(1 for row in bundle.rows("data/items") if row["practice"] is None)
    systems = sum(1 for row in bundle.rows("data/systems") if row["role"] == "candidate")
    steps = {
        "answers_wanted": items * systems,
        "comparisons_planned": len(pairs),
        "comparisons_released": released,
        "judgments_planned": len(slots),
        "judged": judged,
        "analysed": len(counted),
    }
    published = Counter()
    for row in bundle.rows("results/flow"):
        published[row["step"], row["reason"]] += row["count"]
    for place, count in {**losses, **{(step, ""): n for step, n in steps.items()}}.items():
        found.equal("counts in results/flow", published.pop(place, 0), count, place)
    told = ("answer_failed", "answer_missing")
    complete = published.pop(("answers_complete", ""), 0)
    lost = sum(published.pop(("answers_wanted", reason), 0) for reason in told)
    found.equal("counts in results/flow", complete, items * systems - lost, "answers_complete")
    for place, count in published.items():
        found.equal("counts in results/flow", count, 0, place)


# A study that is frozen and still blinded


def check_blinded(bundle, manifest, found, published_head):
    """Both chains, what the freeze counted, and every count that needs no system."""
    events = check_audit(bundle, manifest, found)
    check_deviations(bundle, found, events)
    check_guidance(bundle, found)
    chain, heads = Chain("submission", found), set()
    rows = list(bundle.rows("data/submissions"))
    superseded = {row["supersedes"] for row in rows} - {None}
    for row in rows:
        chain.add(row["submission"], row)
        heads.add(row["hash"])
        is_current = row["submission"] not in superseded
        found.equal("is_current of submissions", row["is_current"], is_current, row["submission"])
    last = chain.previous if chain.count else ""
    published = manifest["chains"]["submissions"]
    heading, computed = "heads and lengths of the chains", [chain.count, last]
    found.equal(heading, [published["rows"], published["head"]], computed, "submissions")
    freeze = json.loads(bundle.read("freeze.json").decode("utf-8"))
    found.equal(heading, [freeze["submissions"], freeze["chain_head"]], computed, "freeze")
    for key in ("study", "protocol_sha256"):
        own = manifest["study"]["public_id" if key == "study" else key]
        found.equal("study and protocol of the freeze", freeze[key], own, key)
    if published_head:
        found.check("the head published earlier is in the chain", published_head in heads)
    judgments = list(bundle.rows("data/judgments"))
    names = {"submissions": "submission", "judgments": "judgment", "assignments": "assignment"}
    for name, of_freeze in {**names, "items": "item", "raters": "studyrater"}.items():
        count = sum(1 for row in bundle.rows("data/" + name))
        found.equal("rows as the freeze counted them", freeze["tables"][of_freeze]["rows"], count)
    for number, group in groupby(judgments, key=lambda row: row["submission"]):
        judged = Counter(row["criterion"] for row in group)
        is_known = 0 < number <= chain.count and set(judged.values()) == {1}
        found.check("judgments that belong to a submission", is_known, number)
    check_rater_counts(bundle, found)
    for row in bundle.rows("results/scrambled"):
        if row["win_share"] is not None:
            shares = row["win_share"] + row["tie_share"] + row["loss_share"]
            found.check("shares under drawn names", abs(shares - 1) <= 0.0151, row["criterion"])
    found.notes.append(
        "This study is still blinded: which system wrote what, and so the content of rows, can be "
        "checked with the bundle after its unblinding. Its heads must be the same."
    )


def check_rater_counts(bundle, found):
    handed_in = Counter()
    for row in bundle.rows("data/assignments"):
        if row["submitted_at"] and row["state"] != "surplus" and row["kind"] != "practice":
            handed_in[row["rater"], row["kind"]] += 1
    for row in bundle.rows("data/raters"):
        first, again = (handed_in[row["rater"], kind] for kind in ("first", "repeat"))
        found.equal("judgments per rater", row["first_judgments"], first, row["rater"])
        found.equal("judgments per rater", row["all_judgments"], first + again, row["rater"])


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
    if manifest["is_blinded"]:
        return check_blinded(bundle, manifest, found, head)
    events = check_audit(bundle, manifest, found)
    check_submissions(bundle, manifest, found, events, head)
    check_judgment_tables(bundle, found)
    check_assignments(bundle, found)
    check_protocol(bundle, manifest, found, events)
    check_texts(bundle, found)
    check_finds(bundle, found)
    check_deviations(bundle, found, events)
    check_guidance(bundle, found)
    excluded, repeats = check_exclusions(bundle, manifest, found)
    counted = check_results(bundle, manifest, found, excluded)
    check_retest(bundle, found, counted, repeats)
    check_flow(bundle, manifest, found, counted)


if __name__ == "__main__":
    main()

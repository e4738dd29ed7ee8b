"""The largest files: time and memory of the command, of the web process and of the reader.

    .venv/bin/python -m pytest -s tests/load/large_import.py

MEGABYTES (default 49) sets the size of each file; FORMATS (default csv,jsonl,json,parquet,xlsx)
which are tried. A workbook is made a third as large: it is packed.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection
from django.test import Client

from annotations.models import Item
from tests import databases, factories
from tests.base import LedgerTransactionTestCase
from tests.running_site import CHECKOUT, RunningSite

MEGABYTES = int(os.environ.get("MEGABYTES", "49"))
FORMATS = os.environ.get("FORMATS", "csv,jsonl,json,parquet,xlsx").split(",")
LIMIT_MEGABYTES = 512
HEADER = ("external_id", "kind", "language", "prompt")
CHARACTERS = 600
# Runs a command of manage.py and says how large it and the process it starts became. The kernel's
# ru_maxrss of a process includes what its parent was when it was forked; VmHWM does not.
MEASURED = """
import re, resource, sys
from pathlib import Path
from django.core.management import execute_from_command_line
try:
    execute_from_command_line(sys.argv)
finally:
    own = re.search(r"^VmHWM:\\s+([0-9]+)", Path("/proc/self/status").read_text(), re.M)
    print("peak", int(own[1]) // 1024)
    print("peak", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def rows(megabytes: float) -> Iterator[tuple[str, ...]]:
    """Chinese questions, three bytes a character."""
    pick = random.Random(7)
    han = "".join(chr(0x4E00 + place) for place in range(2500))
    count = int(megabytes * 1024**2 / (CHARACTERS * 3 + 60))
    for number in range(count):
        yield f"q{number}", "single_turn", "zh-hans", "".join(pick.choices(han, k=CHARACTERS))


def make_csv(path: Path, megabytes: float) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEADER) + "\n")
        file.writelines(",".join(row) + "\n" for row in rows(megabytes))


def make_jsonl(path: Path, megabytes: float) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows(megabytes):
            told = json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False)
            file.write(told + "\n")


def make_json(path: Path, megabytes: float) -> None:
    told = [dict(zip(HEADER, row, strict=True)) for row in rows(megabytes)]
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def make_parquet(path: Path, megabytes: float) -> None:
    columns = zip(*rows(megabytes), strict=True)
    table = pa.table({name: list(column) for name, column in zip(HEADER, columns, strict=True)})
    pq.write_table(table, path, compression="none", row_group_size=2000)


def make_xlsx(path: Path, megabytes: float) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for row in rows(megabytes / 3):
        sheet.append(row)
    book.save(path)


MAKERS: dict[str, Callable[[Path, float], None]] = {
    "csv": make_csv,
    "jsonl": make_jsonl,
    "json": make_json,
    "parquet": make_parquet,
    "xlsx": make_xlsx,
}


def import_measured(slug: str, path: Path) -> tuple[float, int, int]:
    """Seconds, and the peaks of the command and of the reader in megabytes."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "import_dataset", f"--study={slug}", str(path)],
        cwd=CHECKOUT,
        env=databases.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    peaks = [int(found) for found in re.findall(r"^peak (\d+)$", done.stdout, re.M)]
    return time.perf_counter() - started, peaks[0], peaks[1]


class LargeImportTests(LedgerTransactionTestCase):
    databases = {"default", "owner"}

    def setUp(self) -> None:
        super().setUp()
        self.study = factories.make_study(slug="large")
        self.rosa = factories.add_researcher(self.study)

    def make(self, form: str, folder: Path) -> Path:
        path = folder / f"items.{form}"
        MAKERS[form](path, MEGABYTES)
        return path

    def test_command(self) -> None:
        for form in FORMATS:
            path = self.make(form, self.folder())
            seconds, peak, reader = import_measured("large", path)
            count = Item.objects.count()
            size = path.stat().st_size / 1024**2
            print(
                f"\ncommand {form:8} {size:5.1f} MB {count} items {seconds:6.1f} s, "
                f"command {peak} MB, reader {reader} MB"
            )
            self.assertLessEqual(max(peak, reader), LIMIT_MEGABYTES)
            Item.objects.all().delete()

    def test_page(self) -> None:
        with RunningSite(web_workers=1) as site:
            for form in FORMATS:
                self.bring(site, form, self.make(form, self.folder()))

    def bring(self, site: RunningSite, form: str, path: Path) -> None:
        client = Client()
        client.force_login(self.rosa)
        cookies = {"sessionid": client.cookies["sessionid"].value}
        base = f"{site.address}/studies/large/setup/items/"
        with httpx2.Client(cookies=cookies, timeout=120, follow_redirects=False) as http:
            token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', http.get(base).text)[1]
            sent = {"csrfmiddlewaretoken": token}
            times = []
            with path.open("rb") as file:
                started = time.perf_counter()
                answer = http.post(f"{base}upload/", data=sent, files={"file": file})
                times.append(time.perf_counter() - started)
            place = f"{site.address}{urlsplit(answer.headers['Location']).path}"
            started = time.perf_counter()
            self.assertIn("All rows are good", http.get(place).text)
            times.append(time.perf_counter() - started)
            started = time.perf_counter()
            http.post(f"{place}import/", data=sent)
            times.append(time.perf_counter() - started)
        peak = max(self.peaks(site))
        shown = ", ".join(f"{seconds:.1f}" for seconds in times)
        print(f"\npage {form:8} {Item.objects.count()} items, {shown} s, web process {peak} MB")
        self.assertLessEqual(peak, LIMIT_MEGABYTES)
        self.assertGreater(Item.objects.count(), 1000)
        Item.objects.all().delete()

    def peaks(self, site: RunningSite) -> Iterator[int]:
        """Of gunicorn's processes: what the kernel remembers as their largest size."""
        top = site.web.pid
        for status in Path("/proc").glob("[0-9]*/status"):
            text = status.read_text()
            parent = re.search(r"^PPid:\s+(\d+)", text, re.M)
            if parent and int(parent[1]) == top:
                yield int(re.search(r"^VmHWM:\s+(\d+)", text, re.M)[1]) // 1024

    def folder(self) -> Path:
        return Path(self.enterContext(tempfile.TemporaryDirectory()))

    def tearDown(self) -> None:
        connection.close()
        super().tearDown()

"""Set a study up by the API, have the answers generated, and start it.

    HUATUOEVAL_URL=https://evaluation.example.org HUATUOEVAL_TOKEN=hev_… \
    MODEL_URL=https://models.example.org/v1 MODEL_KEY=sk-… \
    python api_study.py

The token needs the scopes read, setup, run and raters. Python's standard library is enough.
"""

import json
import os
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

SITE = os.environ["HUATUOEVAL_URL"].rstrip("/") + "/api/v1/"
TOKEN = os.environ["HUATUOEVAL_TOKEN"]
MODEL_URL, MODEL_KEY = os.environ["MODEL_URL"], os.environ.get("MODEL_KEY", "")
SLUG = os.environ.get("STUDY", "cough-and-fever")

ITEMS = [
    {
        "external_id": "q1",
        "kind": "single_turn",
        "language": "en",
        "prompt": "I cough at night. Why?",
    },
    {
        "external_id": "q2",
        "kind": "single_turn",
        "language": "en",
        "prompt": "How much water at 39 °C?",
    },
    {
        "external_id": "q3",
        "kind": "single_turn",
        "language": "zh-hans",
        "prompt": "孩子发烧要看急诊吗？",
    },
]


def ask(method: str, path: str, body: object = None) -> dict:
    """One request; an error says what was wrong, row by row."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    try:
        with urlopen(Request(SITE + path, data, headers, method=method), timeout=60) as answer:
            return json.loads(answer.read() or b"{}")
    except HTTPError as error:
        told = json.load(error)
        faults = [f"  row {one['row']} {one['field']}: {one['message']}" for one in told["errors"]]
        raise SystemExit("\n".join([f"{error.code}: {told['message']}", *faults])) from None


def main() -> None:
    title = {"en": "Answers about cough and fever", "zh-hans": "关于咳嗽与发热的回答"}
    ask("POST", "studies/", {"slug": SLUG, "title": title, "template": "all_pairs"})
    study = f"studies/{SLUG}/"

    report = ask("POST", study + "items/", {"rows": ITEMS})
    print(f"Items: {report['items']['new']} new.")

    endpoint = {"name": "models", "base_url": MODEL_URL, "api_key": MODEL_KEY, "concurrency": 8}
    number = ask("POST", study + "endpoints/", endpoint)["id"]
    for name, temperature in (("careful", 0.2), ("bold", 1.0)):
        ask(
            "POST",
            study + "systems/",
            {
                "name": name,
                "endpoint": number,
                "model_name": "my-model",
                "parameters": {"temperature": temperature, "max_tokens": 400},
            },
        )

    print(f"Answers asked for: {ask('POST', study + 'generation/start/', {})['queued']}.")
    while not (progress := ask("GET", study + "generation/"))["is_finished"]:
        print(f"  {progress['done']} done, {progress['open']} open, {progress['failed']} failed")
        time.sleep(float(os.environ.get("EVERY", "5")))
    if progress["failures"]:
        raise SystemExit("\n".join(failure["message"] for failure in progress["failures"]))

    link = ask("POST", study + "raters/", {"name": "Dr. Wang"})
    print(f"Hand this link to the physician: {link['address']}")
    print(f"The study is {ask('POST', study + 'start/', {})['state']}.")


if __name__ == "__main__":
    main()

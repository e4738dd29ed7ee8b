"""What the scan says of each of the 240 published answers: id, file, kinds, reasons; no text.

HUATUO100_DIR=/folder .venv/bin/python -m tests.scan_answers
"""

import sys

from tests.identity_leaks import huatuo100_dir, published_answers, verdicts


def main() -> None:
    if not (folder := huatuo100_dir()):
        sys.exit("set HUATUO100_DIR to the folder with the published answers")
    answers = published_answers(folder)
    print(verdicts(answers))
    print(
        f"\n{sum(bool(answer.leaks) for answer in answers)} of {len(answers)} answers have a leak."
    )


if __name__ == "__main__":
    main()

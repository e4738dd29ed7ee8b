"""How each table of the database is kept. A new one without a line here fails.

``ledger``: written once; the runtime role has no right to change it, and triggers stop the others.
``guarded``: triggers refuse what would falsify it, whoever writes; each is tried here as the
runtime role. ``free``: holds nothing that a result or a record rests on; it says why.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """A table's sort, why it is of it, and of a guarded one what must be refused."""

    sort: str
    why: str
    # What stands behind SET in an UPDATE: of a started study, whose rows are never deleted besides.
    refused: tuple[str, ...] = ()
    once_frozen: tuple[str, ...] = ()
    may_go: bool = False

    @property
    def refused_when_frozen(self) -> tuple[str, ...]:
        return self.refused + self.once_frozen


def ledger(why: str) -> Kept:
    return Kept("ledger", why)


def guarded(
    why: str, *refused: str, once_frozen: tuple[str, ...] = (), may_go: bool = False
) -> Kept:
    return Kept("guarded", why, refused, once_frozen, may_go)


def free(why: str) -> Kept:
    return Kept("free", why)


TABLES = {
    "submission": ledger("what raters handed in; chained"),
    "judgment": ledger("the choices of a submission, under its hash"),
    "markedspan": ledger("the marks of a submission, under its hash"),
    "auditevent": ledger("who did what; chained"),
    "export": ledger("what left the house, with its hash"),
    "guidancetext": ledger("what raters agreed to, version by version"),
    "promptversion": ledger("what the simulated patient was told, version by version"),
    "study": guarded(
        "its rules are final once it has started, and a frozen one stays frozen",
        "seed = 'x'",
        "leak_policy = 'mask'",
        "judged_elsewhere = NOT judged_elsewhere",
        "export_responses = NOT export_responses",
        once_frozen=(
            "state = 'running', frozen_at = NULL, unblinded_at = NULL",
            "state = 'frozen', unblinded_at = NULL",
            "frozen_at = frozen_at + interval '1 second'",
        ),
    ),
    "criterion": guarded("final once the study has started", "key = 'x'"),
    "item": guarded("final once the study has started", "prompt = 'x'", "category = 'x'"),
    "system": guarded(
        "final once the study has started, but for its endpoint and what else is its name",
        "name = 'x'",
        "parameters = '{\"temperature\": 2}'",
        "system_prompt = 'x'",
        "position = 9 - position",
    ),
    "response": guarded(
        "what was answered to what; in a frozen study as it is",
        "version = 9",
        "item_id = 0",
        once_frozen=("superseded_at = NULL, completed_at = now()",),
    ),
    "turn": guarded(
        "raw text for ever, shown text once a pair is out", "raw_text = 'x'", "shown_text = 'x'"
    ),
    "leakhit": guarded(
        "what was found; its decision is made once, only to exclude is possible later",
        "words = 'x'",
        "decision = 'accepted'",
        "decision = '', decided_by = '', decided_at = NULL",
        'start = 0, "end" = 1',
    ),
    "comparison": guarded(
        "who answers whom; a withdrawal is not taken back",
        "item_id = 0",
        "is_practice = NOT is_practice",
        "released_at = NULL",
        "released_at = now()",
        once_frozen=("withdrawn_at = now(), withdrawn_reason = 'x'",),
    ),
    "slot": guarded(
        "sides and order are drawn once; what is judged is not given out again",
        "swapped = NOT swapped",
        "status = 'free'",
        "status = 'withdrawn'",
        once_frozen=("specialty = 'x'",),
    ),
    "assignment": guarded(
        "whose pair it is, and when and as what it was handed in; in a frozen study how it ended",
        "rater_id = 0",
        "token = 'x'",
        "submitted_at = now()",
        "state = 'surplus' WHERE state = 'submitted'",
        once_frozen=("decline_note = 'x' WHERE state = 'declined'",),
    ),
    "studyrater": guarded(
        "a pseudonym is one person's for ever; the person may go",
        "pseudonym = 'x'",
        "user_id = (SELECT max(id) FROM annotations_user)",
        once_frozen=("first_count = 0",),
    ),
    "acceptance": guarded(
        "what was accepted, when and in which language; withdrawn once",
        "accepted_at = now()",
        "language = 'zh-hans'",
    ),
    "sourceguess": guarded(
        "answered once, and before the freeze",
        "\"left\" = 'x' WHERE answered_at IS NOT NULL",
        "answered_at = now() WHERE answered_at IS NOT NULL",
        once_frozen=("answered_at = now() WHERE answered_at IS NULL",),
    ),
    "problemreport": guarded("what was reported; settled once", "text = 'x'"),
    "practicefeedback": guarded("what raters were told in practice", "verdict = 'system_b'"),
    "providercall": guarded(
        "what was asked and answered; an outcome is written once",
        "request = '{}'",
        "response_body = 'x'",
        "cost = 0",
    ),
    "trial": guarded("what was tried", "samples = '[]'", "status = 'waiting', finished_at = NULL"),
    "trialcall": guarded(
        "what was asked and answered; an outcome is written once",
        "request = '{}'",
        "response_body = 'x'",
        "raw_text = 'x'",
    ),
    "exportjob": guarded("whose file it is", "actor = 'x'", "profile = 'identified'"),
    "computedreport": guarded(
        "what a page shows; thrown away it is computed again",
        once_frozen=("content = 'x'",),
        may_go=True,
    ),
    "llmjudge": guarded(
        "whose verdicts they are, from which file; no evidence, it can be taken away",
        "name = 'x'",
        "sha256 = 'x'",
        may_go=True,
    ),
    "judgeverdict": guarded(
        "what an LLM judge said; goes with its judge", "left_first = -left_first", may_go=True
    ),
    "letter": guarded(
        "once sent it says so; goes with an erased person",
        "state = 'queued', sent_at = NULL",
        may_go=True,
    ),
    "user": free("people, who may change and be erased; the record holds their key only"),
    "user_groups": free("Django's, not used"),
    "user_user_permissions": free("rights; every change is an audit event"),
    "raterprofile": free("of people, erased with them; a study keeps what it matched by"),
    "studymember": free("every change is an audit event"),
    "memberinvitation": free("a link; made, taken and taken back are audit events"),
    "invitation": free("a link; made, used and taken back are audit events, erased with its rater"),
    "signincode": free("lives ten minutes"),
    "attemptcount": free("counts guesses of a quarter of an hour"),
    "apitoken": free("a key; made, and taken back, are audit events"),
    "endpoint": free("keys are rotated and limits changed; what was asked stands in its calls"),
    "draft": free("not handed in yet; goes when its pair is"),
    "upload": free("a file that is looked over, for a day; what it brought is an audit event"),
    "uploadpiece": free("a piece of such a file"),
}
DJANGO = {
    "auth_group": "not used",
    "auth_group_permissions": "not used",
    "auth_permission": "names of rights, written when migrating",
    "django_admin_log": "Django's own list; ours is the audit log",
    "django_content_type": "names of tables, written when migrating",
    "django_migrations": "written when migrating",
    "django_session": "who is signed in",
}

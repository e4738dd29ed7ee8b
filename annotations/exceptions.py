"""Errors that a caller handles. Their text is shown to people, translated."""


class AnnotationsError(Exception):
    """Something a person can understand and act on; nothing was changed."""


class WrongState(AnnotationsError):
    """The study is not in a state in which this can be done."""


class AssignmentGone(AnnotationsError):
    """The assignment is no longer this rater's to submit."""


class ItemWithdrawn(AssignmentGone):
    """The researcher took the item out of the study while a rater had it open."""


class ChangedMeanwhile(AnnotationsError):
    """Another tab or device changed the same thing first; the caller says what can be done."""


class InvalidSubmission(AnnotationsError):
    """What was handed in contradicts itself or the study's scale."""


class ReasonMissing(InvalidSubmission):
    """A judgment was changed without saying why."""


def violated_constraint(error: Exception) -> str:
    """The name of the constraint behind a database error, as the driver reports it."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""

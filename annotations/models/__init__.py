"""Tables only, one module per entity. Invariants stand here, as named constraints."""

from .api_token import ApiToken
from .assignment import Assignment
from .audit_event import AuditEvent, Export
from .comparison import Comparison
from .computed_report import ComputedReport
from .draft import Draft
from .export_job import ExportJob
from .feedback import PracticeFeedback, ProblemReport, SourceGuess
from .guidance import Acceptance, GuidanceText
from .invitation import AttemptCount, Invitation, SignInCode
from .item import Item
from .leak_hit import LeakHit
from .letter import Letter
from .llm_judge import JudgeVerdict, LlmJudge
from .member_invitation import MemberInvitation
from .rater_profile import RaterProfile
from .response import ProviderCall, Response, Turn
from .slot import Kind, Slot
from .study import Criterion, Study
from .study_member import StudyMember
from .study_rater import StudyRater
from .submission import Judgment, MarkedSpan, Submission
from .system import Endpoint, PromptVersion, System
from .trial import Trial, TrialCall
from .upload import Upload, UploadPiece
from .user import User

__all__ = [
    "Acceptance",
    "ApiToken",
    "Assignment",
    "AttemptCount",
    "AuditEvent",
    "Comparison",
    "ComputedReport",
    "Criterion",
    "Draft",
    "Endpoint",
    "Export",
    "ExportJob",
    "GuidanceText",
    "Invitation",
    "Item",
    "JudgeVerdict",
    "Judgment",
    "Kind",
    "LeakHit",
    "Letter",
    "LlmJudge",
    "MarkedSpan",
    "MemberInvitation",
    "PracticeFeedback",
    "ProblemReport",
    "PromptVersion",
    "ProviderCall",
    "RaterProfile",
    "Response",
    "SignInCode",
    "Slot",
    "SourceGuess",
    "Study",
    "StudyMember",
    "StudyRater",
    "Submission",
    "System",
    "Trial",
    "TrialCall",
    "Turn",
    "Upload",
    "UploadPiece",
    "User",
]

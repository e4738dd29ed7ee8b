"""Tables only, one module per entity. Invariants stand here, as named constraints."""

from .api_token import ApiToken
from .assignment import Assignment
from .audit_event import AuditEvent, Export
from .comparison import Comparison
from .item import Item
from .response import ProviderCall, Response, Turn
from .slot import Kind, Slot
from .study import Criterion, Study, StudyMember, StudyRater
from .submission import Judgment, MarkedSpan, Submission
from .system import Endpoint, PromptVersion, System
from .user import User

__all__ = [
    "ApiToken",
    "Assignment",
    "AuditEvent",
    "Comparison",
    "Criterion",
    "Endpoint",
    "Export",
    "Item",
    "Judgment",
    "Kind",
    "MarkedSpan",
    "PromptVersion",
    "ProviderCall",
    "Response",
    "Slot",
    "Study",
    "StudyMember",
    "StudyRater",
    "Submission",
    "System",
    "Turn",
    "User",
]

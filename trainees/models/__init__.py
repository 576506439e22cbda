from .attendance import Attendance
from .enrolment import Enrolment
from .evidence import EvidenceItem
from .followup import ContactAttempt, FollowUpTask
from .outcomes import Need, OutcomeReport
from .people import Household, HouseholdMember, HouseholdStatus, Trainee, TraineeGroup
from .roster import RosterImport
from .targets import Target
from .watching import WatchProgress, WatchVisit

__all__ = [
    "Attendance",
    "ContactAttempt",
    "Enrolment",
    "EvidenceItem",
    "FollowUpTask",
    "Household",
    "HouseholdMember",
    "HouseholdStatus",
    "Need",
    "OutcomeReport",
    "RosterImport",
    "Target",
    "Trainee",
    "TraineeGroup",
    "WatchProgress",
    "WatchVisit",
]

from .attendance import Attendance
from .enrolment import Enrolment
from .evidence import EvidenceItem
from .exports import RegisterExport
from .feeds import CalendarFeed
from .findings import Finding, FindingWord
from .flags import SessionFlag
from .followup import ContactAttempt, FollowUpTask
from .household_status import HouseholdStatus
from .imports import ImportBatch, ImportedRow, ImportRemark, ListChange
from .look_alikes import LookAlike
from .outcomes import Need, OutcomeReport
from .people import Household, HouseholdMember
from .rights import ConsentRecord, DataRequest
from .roster import RosterImport
from .targets import Milestone, Target
from .trainee import Trainee, TraineeAlias, TraineeGroup
from .watching import WatchProgress, WatchVisit

__all__ = [
    "Attendance",
    "CalendarFeed",
    "ConsentRecord",
    "ContactAttempt",
    "DataRequest",
    "Enrolment",
    "EvidenceItem",
    "Finding",
    "FindingWord",
    "FollowUpTask",
    "Household",
    "HouseholdMember",
    "HouseholdStatus",
    "ImportBatch",
    "ImportRemark",
    "ImportedRow",
    "ListChange",
    "LookAlike",
    "Milestone",
    "Need",
    "OutcomeReport",
    "RegisterExport",
    "RosterImport",
    "SessionFlag",
    "Target",
    "Trainee",
    "TraineeAlias",
    "TraineeGroup",
    "WatchProgress",
    "WatchVisit",
]

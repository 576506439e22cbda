from .attendance import Attendance
from .cards import Card
from .dossier import DossierExport, DossierLine, FrozenTable, ItemRuling
from .enrolment import Enrolment
from .evidence import AlikePair, EvidenceItem, EvidenceKey
from .exports import RegisterExport
from .feeds import CalendarFeed
from .findings import Finding, FindingWord
from .flags import AnomalyFlag, FlagSubject, FlagWord
from .followup import ContactAttempt, FollowUpTask
from .household_status import HouseholdStatus
from .imports import ImportBatch, ImportedRow, ImportRemark, ListChange
from .look_alikes import LookAlike
from .notes import LessonNote
from .notices import Notice
from .operations import Operation
from .outcomes import Need, OutcomeReport
from .people import Household, HouseholdMember
from .rights import ConsentRecord, DataRequest
from .roster import RosterImport
from .rules import RuleLimits, RuleRun
from .surveys import SurveyReply, SurveyTicket, TrainerRating
from .targets import Milestone, Target
from .testing import QuizAttempt
from .trainee import Trainee, TraineeAlias, TraineeGroup
from .watching import WatchDay, WatchProgress, WatchVisit
from .works import PracticalWork

__all__ = [
    "AlikePair",
    "AnomalyFlag",
    "Attendance",
    "CalendarFeed",
    "Card",
    "ConsentRecord",
    "ContactAttempt",
    "DataRequest",
    "DossierExport",
    "DossierLine",
    "Enrolment",
    "EvidenceItem",
    "EvidenceKey",
    "Finding",
    "FindingWord",
    "FlagSubject",
    "FlagWord",
    "FollowUpTask",
    "FrozenTable",
    "Household",
    "HouseholdMember",
    "HouseholdStatus",
    "ImportBatch",
    "ImportRemark",
    "ImportedRow",
    "ItemRuling",
    "LessonNote",
    "ListChange",
    "LookAlike",
    "Milestone",
    "Need",
    "Notice",
    "Operation",
    "OutcomeReport",
    "PracticalWork",
    "QuizAttempt",
    "RegisterExport",
    "RosterImport",
    "RuleLimits",
    "RuleRun",
    "SurveyReply",
    "SurveyTicket",
    "Target",
    "Trainee",
    "TraineeAlias",
    "TraineeGroup",
    "TrainerRating",
    "WatchDay",
    "WatchProgress",
    "WatchVisit",
]

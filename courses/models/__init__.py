from .catalogue import CatalogueIndexPage, CoursePage, Lesson, Module, Track, TrackPage
from .counting import CountingRules
from .lists import Denominator, PlaceList
from .places import PoorVillage, Region, Venue
from .plans import PlannedTraining
from .programme import Programme
from .questions import Question, QuestionList
from .scope import Role, StaffScope
from .seats import TownshipSeats
from .trainers import Qualification, Trainer
from .training import Session, TrainingClass
from .watching import PresenceCheck

__all__ = [
    "CatalogueIndexPage",
    "CountingRules",
    "CoursePage",
    "Denominator",
    "Lesson",
    "Module",
    "PlaceList",
    "PlannedTraining",
    "PoorVillage",
    "PresenceCheck",
    "Programme",
    "Qualification",
    "Question",
    "QuestionList",
    "Region",
    "Role",
    "Session",
    "StaffScope",
    "TownshipSeats",
    "Track",
    "TrackPage",
    "Trainer",
    "TrainingClass",
    "Venue",
]

from .catalogue import CatalogueIndexPage, CoursePage, Lesson, Module, Track, TrackPage
from .counting import CountingRules
from .lists import Denominator, PlaceList
from .places import PoorVillage, Region, Venue
from .programme import Programme
from .scope import Role, StaffScope
from .training import Session, Trainer, TrainingClass

__all__ = [
    "CatalogueIndexPage",
    "CountingRules",
    "CoursePage",
    "Denominator",
    "Lesson",
    "Module",
    "PlaceList",
    "PoorVillage",
    "Programme",
    "Region",
    "Role",
    "Session",
    "StaffScope",
    "Track",
    "TrackPage",
    "Trainer",
    "TrainingClass",
    "Venue",
]

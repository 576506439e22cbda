from .catalogue import CatalogueIndexPage, CoursePage, Lesson, Module, Track, TrackPage
from .places import PoorVillage, Region, Venue
from .programme import Programme
from .scope import Role, StaffScope
from .training import Session, Trainer, TrainingClass

__all__ = [
    "CatalogueIndexPage",
    "CoursePage",
    "Lesson",
    "Module",
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

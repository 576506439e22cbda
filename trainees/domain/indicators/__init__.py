"""Indicators as code: declared once, computed live from rows, opened to the rows that made them."""

from . import coverage, dossiers, quality, rules, service
from .conversion import converted
from .declaring import REGISTRY, Cut, Indicator, Part, Unit, count, register
from .figures import WAITING, ClassConversion, Figure, compute, compute_all, find, for_class, rows, targets_of
from .tables import Table, by_month, by_region, by_track

__all__ = [
    "REGISTRY",
    "WAITING",
    "ClassConversion",
    "Cut",
    "Figure",
    "Indicator",
    "Part",
    "Table",
    "Unit",
    "by_month",
    "by_region",
    "by_track",
    "compute",
    "compute_all",
    "converted",
    "count",
    "coverage",
    "dossiers",
    "find",
    "for_class",
    "quality",
    "register",
    "rows",
    "rules",
    "service",
    "targets_of",
]

"""Rules an auditor would run, as code: declared once, run on change and every night, settled by people.

A file a theme registers its rules when it is imported here.
"""

from . import (  # noqa: F401
    attendance,
    classes,
    evidence,
    households,
    people,
    repetition,
    rosters,
    sign_ins,
    watching,
    watching_ways,
)
from .declaring import REGISTRY, About, Doubts, Example, Found, Limit, Rule, Scope, Severity, register

__all__ = [
    "REGISTRY",
    "About",
    "Doubts",
    "Example",
    "Found",
    "Limit",
    "Rule",
    "Scope",
    "Severity",
    "register",
]

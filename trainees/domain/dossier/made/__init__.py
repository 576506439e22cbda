"""The tables trainees make for the dossier; importing this makes them known."""

from . import afterwards, opinions, people, planning, teaching

__all__ = ["afterwards", "opinions", "people", "planning", "teaching"]

"""What a rule found becomes flags: new ones open, those whose facts are gone close themselves, each with a word.

The same facts make one flag, however often and from wherever the rule runs. What people said stands: an explained
flag opens again when its facts change, an upheld one stays upheld. Beside `acts` the only module that writes
AnomalyFlag.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from courses.models import TrainingClass
from lms.kit.clock import now
from trainees.models import AnomalyFlag, Enrolment, FlagSubject, FlagWord, Trainee

from .declaring import Found, Rule

State, Kind = AnomalyFlag.State, FlagWord.Kind
BLOCK = 500


@dataclass
class Tally:
    """What came of one rule: how many things it found, and how many flags opened and closed by it."""

    found: int = 0
    opened: int = 0
    corrected: int = 0


def fingerprint(rule: Rule, key: tuple) -> str:
    return hashlib.sha256(json.dumps([rule.code, *key], default=str).encode()).hexdigest()


def standing_of(rule: Rule) -> QuerySet[AnomalyFlag]:
    return AnomalyFlag.objects.filter(rule=rule.code)


def reconcile(rule: Rule, found: Iterable[Found], standing: QuerySet[AnomalyFlag]) -> Tally:
    """Bring the flags of `rule` in step with what it found; `standing` are those that this look speaks about."""
    by_print = {fingerprint(rule, one.key): one for one in found}
    try:
        return _reconcile(rule, by_print, standing)
    except IntegrityError:  # another look opened the same flag in this moment: now it is known
        return _reconcile(rule, by_print, standing)


@transaction.atomic
def _reconcile(rule: Rule, by_print: dict[str, Found], standing: QuerySet[AnomalyFlag]) -> Tally:
    tally = Tally(found=len(by_print))
    known = {flag.fingerprint: flag for flag in standing.select_for_update(of=("self",))}
    elsewhere = set(by_print) - set(known)
    for part in _blocks(sorted(elsewhere)):
        more = standing_of(rule).filter(fingerprint__in=part).select_for_update(of=("self",))
        known |= {flag.fingerprint: flag for flag in more}
    words = []
    for mark, flag in known.items():
        found_again = by_print.get(mark)
        word = _seen(flag, found_again) if found_again else _unseen(flag, rule)
        if word:
            words.append(word)
            if word.kind == Kind.CHANGED:
                _name_anew(flag, found_again)
            tally.opened += flag.state == State.OPEN and word.kind in {Kind.OPENED, Kind.CHANGED}
            tally.corrected += flag.state == State.CORRECTED
    AnomalyFlag.objects.bulk_update(
        [word.flag for word in words],
        ["state", "facts", "severity", "gone_at", "word", "settled_at", "settled_by"],
        batch_size=BLOCK,
    )
    fresh = [mark for mark in by_print if mark not in known]
    words += _open(rule, [(mark, by_print[mark]) for mark in fresh])
    tally.opened += len(fresh)
    FlagWord.objects.bulk_create(words, batch_size=BLOCK)
    return tally


def _seen(flag: AnomalyFlag, found: Found) -> FlagWord | None:
    """What changes when a flag's facts are found again; the word to keep, or None when nothing does."""
    facts, came_back = _facts_of(found), flag.gone_at is not None or flag.state == State.CORRECTED
    changed = facts != flag.facts
    severity = found.severity or flag.severity
    if not (changed or came_back or severity != flag.severity):
        return None
    flag.facts, flag.gone_at, flag.severity = facts, None, severity
    if flag.state == State.CORRECTED or (changed and flag.state == State.EXPLAINED):
        reopen(flag)
    return FlagWord(flag=flag, kind=Kind.CHANGED if changed else Kind.OPENED, facts=facts)


def _unseen(flag: AnomalyFlag, rule: Rule) -> FlagWord | None:
    if flag.gone_at is not None or not rule.closes_itself:
        return None
    flag.gone_at = now()
    if flag.state == State.OPEN:
        flag.state, flag.settled_at = State.CORRECTED, flag.gone_at
    return FlagWord(flag=flag, kind=Kind.GONE)


def reopen(flag: AnomalyFlag) -> None:
    """Open again; not saved."""
    flag.state, flag.word, flag.settled_at, flag.settled_by = State.OPEN, "", None, None


def _open(rule: Rule, fresh: list[tuple[str, Found]]) -> list[FlagWord]:
    """Write new flags with their subjects; the words that say they opened."""
    where = _Whereabouts([found for _mark, found in fresh])
    flags = [
        AnomalyFlag(
            rule=rule.code,
            fingerprint=mark,
            severity=found.severity or rule.severity,
            doubts=rule.doubts,
            region_id=where.region_of(found),
            programme_id=where.programme_of(found),
            training_class_id=found.training_class,
            session_id=found.session,
            facts=_facts_of(found),
        )
        for mark, found in fresh
    ]
    AnomalyFlag.objects.bulk_create(flags, batch_size=BLOCK)
    subjects = []
    for flag, (_mark, found) in zip(flags, fresh, strict=True):
        subjects += _subjects(flag, found)
    FlagSubject.objects.bulk_create(subjects, batch_size=BLOCK)
    return [FlagWord(flag=flag, kind=Kind.OPENED, facts=flag.facts) for flag in flags]


def _subjects(flag: AnomalyFlag, found: Found) -> list[FlagSubject]:
    """The participations where they are named, else the people."""
    if found.places:
        return [FlagSubject(flag=flag, enrolment_id=key) for key in dict.fromkeys(found.places)]
    return [FlagSubject(flag=flag, trainee_id=key) for key in dict.fromkeys(found.people)]


def _name_anew(flag: AnomalyFlag, found: Found) -> None:
    flag.subjects.all().delete()
    FlagSubject.objects.bulk_create(_subjects(flag, found))


class _Whereabouts:
    """Where things lie and to which programme they belong: read once for all that was found."""

    def __init__(self, found: list[Found]):
        classes = {one.training_class for one in found} - {None}
        rows = _in_blocks(TrainingClass.objects, classes, "pk", "region_id", "programme_id")
        self.classes = {pk: (region, programme) for pk, region, programme in rows}
        people = {one.people[0] for one in found if one.people and not one.places}
        self.people = dict(_in_blocks(Trainee.objects, people, "pk", "region_id"))
        places = {one.places[0] for one in found if one.places}
        rows = _in_blocks(Enrolment.objects, places, "pk", "trainee__region_id", "training_class__programme_id")
        self.places = {pk: (region, programme) for pk, region, programme in rows}

    def region_of(self, found: Found) -> str:
        if found.region:
            return found.region
        if found.training_class:
            return self.classes[found.training_class][0]
        return self.places[found.places[0]][0] if found.places else self.people[found.people[0]]

    def programme_of(self, found: Found) -> int | None:
        if found.training_class:
            return self.classes[found.training_class][1]
        return self.places[found.places[0]][1] if found.places else found.programme


def _in_blocks(manager, keys: set, *fields: str) -> list[tuple]:
    rows = []
    for part in _blocks(sorted(keys)):
        rows += manager.filter(pk__in=part).order_by().values_list(*fields)
    return rows


def _blocks(keys: list) -> Iterable[list]:
    return (keys[start : start + BLOCK] for start in range(0, len(keys), BLOCK))


def _facts_of(found: Found) -> dict:
    """The facts as JSON gives them back, with a mark of whom they are about: other people are other facts."""
    about = json.dumps([sorted(set(found.people)), sorted(set(found.places))])
    mark = hashlib.sha256(about.encode()).hexdigest()[:12]
    return json.loads(json.dumps({**found.facts, "about": mark}, default=str))

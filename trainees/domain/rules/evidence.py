"""R06, R24 to R28, R35: proof, and what the numbers are measured against (domain.md (c)).

What needs something nobody brings in yet is declared with it, and shown as not run.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Denominator, TrainingClass
from courses.models.places import within
from lms.kit.clock import local_date
from trainees.domain.dossier import likeness
from trainees.domain.dossier.declaring import after_working_days
from trainees.models import AlikePair, DossierLine, EvidenceItem

from .declaring import About, Doubts, Example, Found, Limit, Rule, Scope, Severity, register
from .rows import MARCH


class Alike(NamedTuple):
    """Two pieces of different classes that show the same, the one that came first and the later one with its class."""

    first: int
    later: int
    training_class: int
    is_same_file: bool = True


COUNTS = (EvidenceItem.State.TO_REVIEW, EvidenceItem.State.ACCEPTED)


def alike_pieces(scope: Scope) -> list[Alike]:
    """Pairs found by the dossier, of pieces that still count as proof."""
    void = Q(one__training_class__state=TrainingClass.State.VOID)
    pairs = AlikePair.objects.filter(
        scope.classes("other__training_class"), one__state__in=COUNTS, other__state__in=COUNTS
    ).exclude(void)
    fields = ("one", "other", "other__training_class", "is_same_file")
    return [Alike(*row) for row in pairs.order_by("pk").values_list(*fields)]


def shown_twice(pairs: Iterable[Alike], _limits: Mapping) -> Iterable[Found]:
    """The class that brought the later piece is in doubt, once for each of its pieces."""
    first = {}
    for one in pairs:
        first.setdefault(one.later, one)
    for one in first.values():
        facts = {"why": "same" if one.is_same_file else "near"}
        yield Found((one.first, one.later), facts, training_class=one.training_class)


class Taken(NamedTuple):
    """A photo of a class: the days it should be from, and the one the camera wrote."""

    piece: int
    training_class: int
    taken_on: dt.date
    first_day: dt.date
    last_day: dt.date


def photos(scope: Scope) -> list[Taken]:
    """Photos that show a scene of a class, with the day of their session or else the days of the class."""
    pieces = EvidenceItem.objects.filter(
        scope.classes(), item__in=likeness.COMPARED, state__in=COUNTS, captured_at__isnull=False
    )
    fields = ("pk", "training_class", "captured_at", "session__starts_at")
    days = ("training_class__starts_on", "training_class__ends_on")
    found = []
    for pk, training_class, taken, session, first, last in pieces.order_by("pk").values_list(*fields, *days):
        of_session = session and local_date(session)
        found.append(Taken(pk, training_class, local_date(taken), of_session or first, of_session or last))
    return found


def of_another_day(pieces: Iterable[Taken], _limits: Mapping) -> Iterable[Found]:
    for one in pieces:
        if not one.first_day <= one.taken_on <= one.last_day:
            facts = {"taken": one.taken_on, "day": one.first_day}
            yield Found((one.piece,), facts, training_class=one.training_class)


class Lacking(NamedTuple):
    """A required item of a class's dossier that is missing or was sent back."""

    training_class: int
    code: str
    ends_on: dt.date
    today: dt.date


def lacking(scope: Scope) -> list[Lacking]:
    missing = (DossierLine.State.MISSING, DossierLine.State.SENT_BACK)
    lines = DossierLine.objects.required().filter(scope.classes(), state__in=missing, due_on__lt=scope.on)
    rows = lines.order_by("training_class", "code").values_list("training_class", "code", "training_class__ends_on")
    return [Lacking(*row, scope.on) for row in rows]


def incomplete(lines: Iterable[Lacking], limits: Mapping) -> Iterable[Found]:
    """Classes that ended so many working days ago and still lack required proof."""
    classes = defaultdict(list)
    for one in lines:
        if after_working_days(one.ends_on, limits["days"]) < one.today:
            classes[one.training_class].append(one.code)
    for training_class, codes in classes.items():
        facts = {"number": len(codes), "codes": "、".join(sorted(codes))}
        yield Found((training_class,), facts, training_class=training_class)


class Base(NamedTuple):
    """A number that figures are measured against, in the order of its lists."""

    region: str
    kind: str
    as_of: str
    value: int
    published: bool = True


def bases(scope: Scope) -> list[Base]:
    """All numbers of the programme's county for its days; `published` tells those after its first day."""
    programme = scope.programme
    known = Denominator.objects.filter(within(programme.region), as_of__lte=programme.ends_on).order_by("pk")
    rows = known.values_list("region", "kind", "as_of", "value", "place_list__applied_at")
    return [
        Base(region, kind, str(as_of), value, bool(at) and local_date(at) >= programme.starts_on)
        for region, kind, as_of, value, at in rows
    ]


def replaced(numbers: Iterable[Base], _limits: Mapping) -> Iterable[Found]:
    """Another number for the same day, while the programme was running."""
    known = {}
    for one in numbers:
        about = (one.region, one.kind, one.as_of)
        before = known.get(about, one.value)
        if before != one.value and one.published:
            facts = {"why": one.kind, "day": one.as_of, "before": before, "after": one.value}
            yield Found((*about, before, one.value), facts, region=one.region)
        known[about] = one.value


register(
    Rule(
        code="R06",
        severity=Severity.CRITICAL,
        about=About.PERSON,
        title=_("dead, in prison or unable on the day of the class"),
        explanation=_("Somebody stands on a list of the civil office, the courts or the disabled persons' federation."),
        needs=_("the lists of those offices, which no county has handed over yet"),
    )
)
register(
    Rule(
        code="R24",
        severity=Severity.WARNING,
        about=About.CLASS,
        title=_("a course beyond the licence"),
        explanation=_("The course lies outside what the training provider is licensed or filed for."),
        needs=_("training providers with their licences, which the platform does not keep yet"),
    )
)
register(
    Rule(
        code="R25",
        severity=Severity.CRITICAL,
        about=About.CLASS,
        title=_("the same photo in two classes"),
        explanation=_(
            "A photo of this class is the same file as one that another class brought first, or looks almost the same. "
            "Look at both; until then this class does not count."
        ),
        says=_("a photo of this class %(why)s of another class"),
        words={"same": _("is the same file as one"), "near": _("looks almost like one")},
        reads=(EvidenceItem,),
        rows=alike_pieces,
        judge=shown_twice,
        example=Example(
            _("A class brings two photos, one of them an earlier class had brought: one flag about the later class."),
            rows=[Alike(1, 2, 2)],
            keys=[(1, 2)],
        ),
        doubts=Doubts.CLASS,
        by_programme=False,
        source="A6",
    )
)
register(
    Rule(
        code="R26",
        severity=Severity.WARNING,
        about=About.CLASS,
        title=_("a photo of another day"),
        explanation=_(
            "By what the camera wrote, a photo was taken on a day that is none of the class. Phone clocks go wrong, "
            "so ask; whether a photo was edited cannot be told."
        ),
        says=_("a photo was taken on %(taken)s, the class was on %(day)s"),
        reads=(EvidenceItem,),
        rows=photos,
        judge=of_another_day,
        example=Example(
            _("A class on 2 March: a photo taken that day is in order, one taken the day before is a flag."),
            rows=[Taken(1, 1, MARCH, MARCH, MARCH), Taken(2, 1, MARCH - dt.timedelta(days=1), MARCH, MARCH)],
            keys=[(2,)],
        ),
        doubts=Doubts.NOBODY,
    )
)
register(
    Rule(
        code="R27",
        severity=Severity.CRITICAL,
        about=About.CLASS,
        title=_("one hand signed for several"),
        explanation=_("Signatures of several people on a sheet are the same picture, or strokes of one hand."),
        needs=_("a reader of handwriting that is right often enough; look at the sheets of the sample"),
    )
)
register(
    Rule(
        code="R28",
        severity=Severity.WARNING,
        about=About.CLASS,
        title=_("proof missing after the class"),
        explanation=_(
            "Required items of the dossier are missing, or were sent back, %(days)d working days after the class ended."
        ),
        says=_("%(number)d required items of the dossier are missing: %(codes)s"),
        reads=(DossierLine,),
        rows=lacking,
        judge=incomplete,
        limits=(Limit("days", _("working days after the last day"), 10, least=0, most=200),),
        example=Example(
            _("A class of 2 March without its report: on 16 March in order, from 17 March on a flag."),
            rows=[
                Lacking(1, "7.1", MARCH, dt.date(2026, 3, 17)),
                Lacking(2, "7.1", MARCH, dt.date(2026, 3, 16)),
            ],
            keys=[(1,)],
        ),
        doubts=Doubts.NOBODY,
        source="H12",
    )
)
register(
    Rule(
        code="R35",
        severity=Severity.WARNING,
        about=About.AREA,
        title=_("a base replaced while the programme runs"),
        explanation=_(
            "For the same day another number of people was brought in while the programme was running: figures "
            "measured against it changed. The older list stays in the office."
        ),
        says=_("%(why)s as of %(day)s: %(before)d before, %(after)d now"),
        words={kind.value: kind.label for kind in Denominator.Kind},
        reads=(Denominator,),
        rows=bases,
        judge=replaced,
        example=Example(
            _("10,000 residents at the end of 2025, and later 9,000 for the same day: one flag."),
            rows=[
                Base("433127000000", "residents", "2025-12-31", 10_000),
                Base("433127000000", "residents", "2025-12-31", 9_000),
                Base("433127000000", "residents", "2026-12-31", 9_500),
            ],
            keys=[("433127000000", "residents", "2025-12-31", 10_000, 9_000)],
        ),
        doubts=Doubts.NOBODY,
    )
)

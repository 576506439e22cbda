"""Issuing: the only writer of certificates.

    (nothing) --issue--> valid --revoke--> revoked --reissue--> a new valid one that supersedes it
                           '----reissue--> replaced

A certificate is a snapshot: a later correction of the register never changes a paper already in someone's hands;
reissue() makes a new one that says which it replaces. Nothing is ever deleted. The class is locked while a number
is drawn, with every class that draws from the same numbers, so two officers can't draw one twice.
"""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from certificates.models import Certificate, Kind
from courses.models import TrainingClass
from lms.kit import audit, fonts
from lms.kit.clock import now
from trainees.domain import indicators
from trainees.domain.rules import doubt
from trainees.models import Enrolment

from . import numbering, payloads, snapshots
from .designs import design_for


class IssuingRefused(Exception):
    """No paper is issued; the text says why and what to do."""


class NotCompleted(IssuingRefused):
    def __str__(self):
        return _("Only who completed the class gets a certificate. Close the class and settle what is missing first.")


class WaitsForAWord(IssuingRefused):
    def __str__(self):
        return _("An open flag keeps this participation from counting. Settle the flag first; then it can be issued.")


class Disallowed(IssuingRefused):
    def __str__(self):
        return _("This participation is disallowed by an upheld flag, so there is no paper for it.")


class NotConverted(IssuingRefused):
    def __str__(self):
        return _("No shop opened after this training is on record. Log it at a follow-up first.")


class ClassHasNoResult(IssuingRefused):
    def __str__(self):
        return _("The class is not closed, so it has no figures yet. Close it first.")


class WasRevoked(IssuingRefused):
    def __str__(self):
        return _("A certificate of this person was revoked. If that was a mistake, reissue the revoked one.")


class NotTheNewest(IssuingRefused):
    def __str__(self):
        return _("This certificate has already been replaced. Open the newer one.")


class NotValidAnyMore(IssuingRefused):
    def __str__(self):
        return _("Only a valid certificate can be revoked; this one no longer is.")


class NumbersUsedUp(IssuingRefused):
    def __str__(self):
        return _("This class has used all 9999 numbers of this kind. Ask the operator.")


def eligible(training_class: TrainingClass, kind: str) -> QuerySet:
    """Enrolments of the class that have earned a personal paper of `kind`, whether or not they hold it.

    Whom a flag keeps from counting has not earned one: not yet while it is open (`held_back`), not at all when upheld.
    """
    done = doubt.counting(Enrolment.objects.filter(training_class=training_class).person_times())
    if training_class.state == TrainingClass.State.VOID:
        return done.none()
    if kind == Kind.OUTCOME:
        return indicators.converted(done, training_class.programme, shops_only=True)
    return done


def held_back(training_class: TrainingClass) -> tuple[int, int]:
    """How many who completed the class wait for the word on a flag, and how many are disallowed."""
    done = Enrolment.objects.filter(training_class=training_class).person_times()
    gone = done.filter(doubt.disallowed())
    return done.filter(doubt.blocked()).exclude(pk__in=gone.values("pk")).count(), gone.count()


def without_paper(earned: QuerySet, kind: str) -> QuerySet:
    """Those of `earned` (see `eligible`) who were never issued a paper; a revoked one comes back only by reissue()."""
    return earned.exclude(certificates__kind=kind)


def draft(enrolment: Enrolment, kind: str) -> dict | None:
    """What the paper would say if it was issued now, so that it can be printed while nobody waits.

    None when there is a paper already. Raises as issue() does.
    """
    training_class = TrainingClass.objects.select_related("programme__region", "course").get(
        pk=enrolment.training_class_id
    )
    if Certificate.objects.filter(enrolment=enrolment, kind=kind).exists():
        return None
    return _payload(training_class, kind, enrolment=enrolment, code=numbering.new_code())[1]


def issue(enrolment: Enrolment, kind: str, *, by, code: str = "") -> Certificate:
    """Give a person the paper they earned; who holds a valid one gets that. `code`: that of its draft().

    Raises NotCompleted, NotConverted, WasRevoked, and what stops printing: NameCannotBePrinted, CharacterHasNoFont.
    """
    with transaction.atomic():
        training_class = _locked(enrolment.training_class_id)
        papers = Certificate.objects.filter(enrolment=enrolment, kind=kind)
        if held := papers.valid().first():
            return held
        if papers.exists():
            raise WasRevoked
        return _make(training_class, kind, enrolment=enrolment, by=by, code=code)


def issue_statement(training_class: TrainingClass, *, by) -> Certificate:
    """The class statement with the figures of today; the valid one when there is one. Raises ClassHasNoResult."""
    with transaction.atomic():
        training_class = _locked(training_class.pk)
        papers = Certificate.objects.filter(training_class=training_class, kind=Kind.STATEMENT)
        if held := papers.valid().first():
            return held
        if papers.exists():
            raise WasRevoked
        return _make(training_class, Kind.STATEMENT, by=by)


def revoke(certificate: Certificate, *, because: str, by) -> Certificate:
    """Declare a paper void from now on; its public page says so at once. Raises NotValidAnyMore."""
    with transaction.atomic():
        certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if not certificate.is_valid:
            raise NotValidAnyMore
        certificate.state = Certificate.State.REVOKED
        certificate.revoked_at, certificate.revoked_by, certificate.revoked_because = now(), by, because[:200]
        certificate.save(update_fields=["state", "revoked_at", "revoked_by", "revoked_because"])
        _log("revoke", certificate, by=by, purpose=certificate.revoked_because)
    return certificate


def reissue(certificate: Certificate, *, by) -> Certificate:
    """A new paper from today's register that supersedes `certificate`. Raises NotTheNewest and as issue() does."""
    with transaction.atomic():
        training_class = _locked(certificate.training_class_id)
        old = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if Certificate.objects.filter(supersedes=old).exists():
            raise NotTheNewest
        if old.is_valid:
            old.state = Certificate.State.REPLACED
            old.save(update_fields=["state"])
        return _make(training_class, old.kind, enrolment=old.enrolment, supersedes=old, by=by)


def _payload(training_class, kind, *, enrolment, code: str) -> tuple:
    _check_earned(training_class, kind, enrolment)
    design, number = design_for(training_class.programme, kind), _next_number(training_class, kind)
    payload = snapshots.frozen(training_class, design=design, number=number, code=code, enrolment=enrolment)
    fonts.require("".join(payloads.texts(payload)))
    return design, payload


def _make(training_class, kind, *, enrolment=None, supersedes=None, by, code: str = "") -> Certificate:
    code = code or numbering.new_code()
    design, payload = _payload(training_class, kind, enrolment=enrolment, code=code)
    made = Certificate.objects.create(
        number=payload["number"],
        code=code,
        kind=kind,
        design=design,
        enrolment=enrolment,
        training_class=training_class,
        payload=payload,
        payload_hash=payloads.digest(payload),
        issued_at=now(),
        issued_by=by,
        supersedes=supersedes,
    )
    _log("reissue" if supersedes else "issue", made, by=by, **({"supersedes": supersedes.number} if supersedes else {}))
    return made


def _check_earned(training_class, kind, enrolment) -> None:
    if kind == Kind.STATEMENT:
        if training_class.state != TrainingClass.State.CLOSED:
            raise ClassHasNoResult
    elif not eligible(training_class, Kind.COMPLETION).filter(pk=enrolment.pk).exists():
        raise _why_not(enrolment)
    elif not eligible(training_class, kind).filter(pk=enrolment.pk).exists():
        raise NotConverted


def _why_not(enrolment) -> IssuingRefused:
    asked = Enrolment.objects.filter(pk=enrolment.pk).person_times()
    if asked.filter(doubt.disallowed()).exists():
        return Disallowed()
    return WaitsForAWord() if asked.filter(doubt.blocked()).exists() else NotCompleted()


def _locked(pk: int) -> TrainingClass:
    """The class, locked with every class of the county that shares its number: they draw from one row of numbers."""
    asked = TrainingClass.objects.select_related("programme__region", "course").get(pk=pk)
    same = Q(number=asked.number, programme__region__code__startswith=asked.programme.region_id[:6])
    locked = TrainingClass.objects.select_for_update(of=("self",)).filter(same | Q(pk=pk)).order_by("pk")
    asked.state = {each.pk: each.state for each in locked}[pk]
    return asked


def _next_number(training_class: TrainingClass, kind: str) -> str:
    start = numbering.prefix(
        county=training_class.programme.region_id,
        year=training_class.ends_on.year,
        kind=kind,
        track=training_class.track,
        class_number=training_class.number,
    )
    drawn = Certificate.objects.filter(number__startswith=start, number__regex=rf"^{start}\d{{4}}$")
    last = drawn.order_by("-number").values_list("number", flat=True).first()
    sequence = numbering.sequence_of(last) + 1 if last else 1
    if sequence > numbering.LAST_SEQUENCE:
        raise NumbersUsedUp
    return numbering.number(start, sequence)


def _log(verb: str, certificate: Certificate, *, by, purpose: str = "", **details) -> None:
    audit.record(
        f"certificates.certificate.{verb}",
        certificate,
        by=by,
        purpose=purpose,
        region=certificate.training_class.region_id,
        number=certificate.number,
        **details,
    )

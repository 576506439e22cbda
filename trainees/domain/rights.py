"""The person's own rights (PIPL 15, 44 to 47): agreeing and taking it back, having data corrected or erased.

What decides who somebody is (name, numbers) is never changed by themselves: it becomes a request that an officer
settles. Erasing removes who it was and keeps what counts: classes, marks and outcomes stay as the facts of a person
nobody can name, so no published figure changes.
"""

import dataclasses

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.models import Region
from lms.kit import audit
from lms.kit.clock import now
from trainees.models import ConsentRecord, DataRequest, EvidenceItem, HouseholdMember, Trainee

from . import cards, merging, register
from .erasing import ERASED_NAME, blank_words_about
from .identity import IdentityRefused, normal_name

What, State = DataRequest.What, DataRequest.State


class CorrectionRefused(Exception):
    """What was asked for can't stand in the register; the text says why."""


def give_consent(trainee: Trainee, *, version: str, by) -> ConsentRecord:
    """The person agrees to this version of the text; agreeing again changes and logs nothing."""
    given_to = by if getattr(by, "pk", None) else None
    consent, is_new = ConsentRecord.objects.get_or_create(
        trainee=trainee, version=version, withdrawn_at=None, defaults={"given_to": given_to}
    )
    if is_new:
        audit.record("trainees.consent.give", trainee, by=by, region=trainee.region_id, consent=version)
    return consent


def withdraw_consent(trainee: Trainee, *, by) -> None:
    """The person takes every standing consent back; what was done until then stays lawful. Logged."""
    with transaction.atomic():
        standing = ConsentRecord.objects.filter(trainee__in=trainee.rows(), withdrawn_at__isnull=True)
        if standing.update(withdrawn_at=now(), withdrawn_by=by):
            audit.record("trainees.consent.withdraw", trainee, by=by, region=trainee.region_id)


def ask(trainee: Trainee, *, what: str, wanted: str = "", by) -> DataRequest:
    """Ask to have something corrected, or the identity erased; asking again replaces what still waits."""
    with transaction.atomic():
        request, _is_new = DataRequest.objects.update_or_create(
            trainee=trainee, what=what, state=State.WAITING, defaults={"wanted": wanted.strip(), "asked_by": by}
        )
        audit.record("trainees.request.ask", trainee, by=by, region=trainee.region_id, what=what)
    return request


def carry_out(request: DataRequest, *, answer: str, region: Region | None = None, by) -> None:
    """Do what is asked for; `region` is the village that somebody's words about it mean.

    Raises CorrectionRefused; settling what is settled changes nothing.
    """
    with transaction.atomic():
        request = DataRequest.objects.select_for_update().select_related("trainee").get(pk=request.pk)
        if request.state != State.WAITING:
            return
        if request.what == What.ERASE:
            erase(request.trainee, by=by)
        elif request.what == What.VILLAGE:
            if region is None:
                raise CorrectionRefused(_("Choose the village the person lives in."))
            correct(request.trainee, region=region, by=by)
        elif request.what != What.OTHER:
            correct(request.trainee, **{request.what: request.wanted}, by=by)
        _settle(request, State.DONE, answer, by=by)


def refuse(request: DataRequest, *, answer: str, by) -> None:
    """Answer why not."""
    with transaction.atomic():
        request = DataRequest.objects.select_for_update().select_related("trainee").get(pk=request.pk)
        if request.state == State.WAITING:
            _settle(request, State.REFUSED, answer, by=by)


def correct(trainee: Trainee, *, by, **facts) -> Trainee:
    """Write another name, ID number, phone number or village (`region`); the row the person is known by afterwards.

    Logged. Enrolments keep the village of their day; what finds the end of an ID number goes with the person. Whoever
    turns out to have the ID number of somebody in the register is that person. Raises CorrectionRefused.
    """
    row = Trainee.objects.select_for_update().get(pk=trainee.pk)
    changed, code = sorted(facts), facts.pop("region").pk if "region" in facts else row.region_id
    told = {"name": row.name, "id_number": row.id_number, "phone": row.phone} | facts
    try:
        name, id_number, phone = register.normal_person(**told)
    except (IdentityRefused, register.RegistrationRefused) as refusal:
        raise CorrectionRefused(str(refusal)) from refusal
    columns = {"region": code} | register.derived(name, id_number, phone, region_code=code)
    same = Trainee.objects.with_id_number(id_number).exclude(pk=row.itself.pk).first() if id_number else None
    if same and same.name != normal_name(name):
        raise CorrectionRefused(register.other_name(same))
    with transaction.atomic():
        if same:
            merging.merge(row, same, reason=_("the same ID number"), by=by)
        try:
            with transaction.atomic():
                Trainee.objects.filter(pk=row.pk).update(**columns, noted_at=now())
        except IntegrityError as error:
            raise CorrectionRefused(_("Somebody else has this ID number. Look both up and compare them.")) from error
        audit.record("trainees.trainee.correct", row, by=by, region=row.region_id, fields=changed)
        return merging.hang_anew(row)


def erase(trainee: Trainee, *, by) -> None:
    """Remove who the person was from all their rows: name, numbers, sign-in, day of birth, pictures of them.

    The village, the sex, the year of birth and every countable fact stay; free text about them goes
    (`trainees.domain.erasing`). Logged without a word of what was there, with how much it was.
    """
    with transaction.atomic():
        rows = list(Trainee.objects.select_for_update().filter(pk__in=trainee.rows().values("pk")))
        id_numbers = {row.id_number for row in rows}
        for row in rows:
            columns = register.derived(ERASED_NAME, "", "", region_code=row.region_id)
            born = row.birth_on.replace(month=1, day=1) if row.birth_on else None
            kept = {"birth_on": born, "ethnicity": "", "user": None, "erased_at": row.erased_at or now()}
            Trainee.objects.filter(pk=row.pk).update(**columns, **kept)
        DataRequest.objects.filter(trainee__in=rows).update(wanted="")
        HouseholdMember.objects.filter(trainee__in=rows).update(person_number="")
        for item in EvidenceItem.objects.filter(trainee__in=rows).exclude(file=""):
            for file in filter(None, (item.file, item.thumbnail)):
                transaction.on_commit(lambda name=file.name, storage=file.storage: storage.delete(name))
            taken_back = {"state": EvidenceItem.State.WITHDRAWN, "reviewed_at": None, "reviewed_by": None}
            gone = {"file": "", "thumbnail": ""} | (taken_back if item.item else {})
            EvidenceItem.objects.filter(pk=item.pk).update(**gone)
        merging.hang_anew(trainee)
        cards.revoke(trainee, by=by)
        blanked = dataclasses.asdict(blank_words_about(rows, id_numbers))
        audit.record("trainees.trainee.erase", trainee, by=by, region=trainee.region_id, rows=len(rows), **blanked)


def _settle(request: DataRequest, state: str, answer: str, *, by) -> None:
    request.state, request.answer, request.settled_at, request.settled_by = state, answer, now(), by
    request.save(update_fields=["state", "answer", "settled_at", "settled_by"])
    about = request.trainee
    audit.record("trainees.request.settle", about, by=by, region=about.region_id, what=request.what, state=state)

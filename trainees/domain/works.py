"""Practical work: handed in as a link or photos, looked at by the trainer with a word, handed in once more if need be.

    waiting -> accepted
       '----> sent back -> (another try) waiting

A try is never changed: what was sent back stays, the next one is another row. Accepted once is accepted.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from lms.kit import audit
from lms.kit.clock import now
from trainees.models import Enrolment, EvidenceItem, PracticalWork

from . import evidence

State = PracticalWork.State
MOST_PHOTOS = 4
LONGEST_LINK = 300
SHORTEST_WORD = 2


class WorkRefused(Exception):
    """The work can't be handed in, or marked so; the text says why."""


def readable_link(typed: str) -> str:
    """The address in what was typed or pasted from an app, which writes words around it; empty for nothing typed.

    Raises WorkRefused for what leads nowhere a browser should go.
    """
    typed = typed.strip()
    if not typed:
        return ""
    found = next((part for part in typed.split() if part.lower().startswith(("http://", "https://"))), "")
    try:
        address = urlsplit(found)
        is_whole = address.scheme in {"http", "https"} and address.hostname and not address.username
    except ValueError:
        is_whole = False
    if not is_whole or len(found) > LONGEST_LINK:
        raise WorkRefused(_("This is no link. Copy it in the shop or the app; it begins with http:// or https://."))
    return found


def hand_in(enrolment: Enrolment, *, link: str = "", photos: Iterable = (), note: str = "", by) -> PracticalWork:
    """Hand work in, for the first time or once more. Raises WorkRefused and what `evidence.read` raises.

    A try that still waits is answered with itself: a form sent twice hands in once.
    """
    link, photos = readable_link(link), list(photos)
    if len(photos) > MOST_PHOTOS:
        raise WorkRefused(_("At most %(most)d photos. Choose the best ones.") % {"most": MOST_PHOTOS})
    if not link and not photos:
        raise WorkRefused(_("Add a link or a photo of what you made."))
    pictures = [evidence.read(photo) for photo in photos]
    with transaction.atomic():
        rows = Enrolment.objects.select_related("training_class", "trainee").select_for_update(of=("self",))
        held = rows.get(pk=enrolment.pk)
        _may_hand_in(held)
        tries = list(held.works.all())
        if any(tried.state == State.WAITING for tried in tries):
            return next(tried for tried in tries if tried.state == State.WAITING)
        if any(tried.state == State.ACCEPTED for tried in tries):
            raise WorkRefused(_("Your work is accepted already."))
        work = PracticalWork.objects.create(
            enrolment=held, number=len(tries) + 1, link=link, note=note.strip(), handed_in_by=by
        )
        about = {"trainee": held.trainee, "training_class": held.training_class, "by": by}
        work.photos.set(evidence.keep_picture(picture, kind=EvidenceItem.Kind.WORK, **about) for picture in pictures)
        _log("hand_in", work, by=by, photos=len(pictures))
        return work


def _may_hand_in(enrolment: Enrolment) -> None:
    if not enrolment.training_class.work_task:
        raise WorkRefused(_("This class asks for no practical work."))
    if enrolment.training_class.state != TrainingClass.State.OPEN or enrolment.state != Enrolment.State.CONFIRMED:
        raise WorkRefused(_("The class is closed; nothing can be handed in any more."))


def accept(work: PracticalWork, *, word: str, by) -> PracticalWork:
    """The work is good. Marking what is marked changes nothing. Raises WorkRefused without a word."""
    return _mark(work, State.ACCEPTED, word, by=by)


def send_back(work: PracticalWork, *, word: str, by) -> PracticalWork:
    """The trainee tries once more; the word says what to do better. Raises WorkRefused without one."""
    return _mark(work, State.SENT_BACK, word, by=by)


def _mark(work: PracticalWork, state: str, word: str, *, by) -> PracticalWork:
    if len(word.strip()) < SHORTEST_WORD:
        raise WorkRefused(_("Write a word for the trainee: what is good, or what to do better."))
    with transaction.atomic():
        rows = PracticalWork.objects.select_related("enrolment__training_class")
        held = rows.select_for_update(of=("self",)).get(pk=work.pk)
        if held.state != State.WAITING:
            return held
        if held.enrolment.training_class.state != TrainingClass.State.OPEN:
            raise WorkRefused(_("The class is closed. Reopen it to mark work."))
        held.state, held.word, held.marked_at, held.marked_by = state, word.strip(), now(), by
        held.save()
        _log("mark", held, by=by, state=str(state))
        return held


def waiting_for(user):
    """What waits in the classes `user` sees, the oldest first."""
    waiting = (
        PracticalWork.objects.visible_to(user)
        .waiting()
        .filter(enrolment__training_class__state=TrainingClass.State.OPEN)
    )
    return waiting.select_related("enrolment__trainee", "enrolment__training_class__course").order_by("handed_in_at")


def _log(act: str, work: PracticalWork, *, by, **details) -> None:
    place = work.enrolment.snapshot_region_id or ""
    audit.record(f"trainees.work.{act}", work, by=by, region=place, number=work.number, **details)

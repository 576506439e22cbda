"""Who may do what with people, classes and proof: one sentence each. What someone may see is `visible_to`."""

from django.db.models import Q

from courses.models import Session, Trainer, TrainingClass
from courses.models.scope import (
    EVERY,
    Role,
    acts_in,
    has_role,
    has_role_in_all,
    scopes_of,
    visible_regions,
)

from .models import Trainee
from .models.evidence import DOSSIER_READERS
from .models.findings import ANSWERERS, WRITERS_OF_FINDINGS
from .models.flags import READERS_OF_FLAGS, SETTLERS
from .models.imports import HOUSEHOLD_IMPORTERS, IMPORTERS
from .models.look_alikes import DECIDERS
from .models.people import READERS

# Roles that may see a whole ID number or take the register away, each time with a reason.
DISCLOSERS = (Role.ORGANISER, Role.AUDITOR)
# The bureau reads everything in its area and writes nothing but findings.
WRITERS = (Role.ORGANISER, Role.FOLLOW_UP, Role.TOWNSHIP, Role.TRAINER)


def may_read_plan(user) -> bool:
    """The annual plan against what was held: whoever organises, and the bureau."""
    return has_role(user, Role.ORGANISER, Role.AUDITOR)


def may_read_seats(user) -> bool:
    """Seats of townships: whoever fills or gives them, and the bureau, which reads."""
    return has_role(user, Role.TOWNSHIP, Role.ORGANISER, Role.AUDITOR)


def may_fill_seats(user, quota) -> bool:
    """Put people into the seats of a township: its officer, or who organises there."""
    programme = quota.training_class.programme_id
    return acts_in(user, quota.region_id, Role.TOWNSHIP, Role.ORGANISER, programme=programme)


def may_merge_anybody(user) -> bool:
    """Whether the list of people who may be one is for this officer at all: it touches every programme."""
    return has_role_in_all(user, *DECIDERS)


def may_merge(user, *people: Trainee) -> bool:
    """Say that rows are one person, or are not: in whose area all of them lie."""
    return all(acts_in(user, trainee.region_id, *DECIDERS) for trainee in people)


def acts_in_class(user, training_class, *roles) -> bool:
    """Whether `user` has one of `roles` where the class is held, and for its programme."""
    return acts_in(user, training_class.region_id, *roles, programme=training_class.programme_id)


def acts_for(user, trainee: Trainee, *roles) -> bool:
    """Whether `user` has one of `roles` where the person lives; for one programme, if they take part in it.

    Another row of the same person counts as they do. Costs a query only where the person does not live in the area.
    """
    if acts_in(user, trainee.region_id, *roles):
        return True
    return has_role(user, *roles) and Trainee.objects.known_to(user, *roles).filter(pk=trainee.pk).exists()


def may_read_register(user) -> bool:
    """Trainers meet their trainees in the roll, not in the register."""
    return has_role(user, *READERS)


def may_read_follow_up(user) -> bool:
    """The poverty office reads the register, not the calls."""
    return has_role(user, *(role for role in READERS if role != Role.POVERTY))


def may_read_overview(user) -> bool:
    """Totals of many programmes, without rows and names."""
    return has_role(user, Role.PROVINCE)


def may_import(user) -> bool:
    """Who brings lists of people in, and so sees what was found in them."""
    return has_role_in_all(user, *IMPORTERS)


def may_import_households(user) -> bool:
    """The poverty office, whose lists they are, and the organiser, to whom it hands them."""
    return has_role_in_all(user, *HOUSEHOLD_IMPORTERS)


def may_open_lists(user) -> bool:
    """Lists of either kind; which of them is `ImportBatch.visible_to`."""
    return may_import(user) or may_import_households(user)


def may_change_status(user, household) -> bool:
    """Say by hand what a household is: where it lies, whoever brings household lists in there."""
    return acts_in(user, household.region_id, *HOUSEHOLD_IMPORTERS)


def may_unmask(user, trainee: Trainee) -> bool:
    return acts_for(user, trainee, *DISCLOSERS)


def may_export(user) -> bool:
    return has_role(user, *DISCLOSERS)


def may_read_events(user) -> bool:
    """The log of unmasking, exports, closing and corrections; it is kept by region, not by programme."""
    return has_role_in_all(user, *DISCLOSERS)


def sees_area_digits(user, trainee: Trainee) -> bool:
    """The bureau tells people apart by the first six and last four digits; others see the last four."""
    return acts_in(user, trainee.region_id, Role.AUDITOR, programme=EVERY)


def role_in(user, region_code: str) -> str:
    """The role in which `user` acts where `region_code` lies, for the log; empty for none."""
    roles = [scope.role for scope in scopes_of(user) if region_code.startswith(scope.region.prefix)]
    if user.is_superuser:
        roles.append(Role.ORGANISER)
    return next((role for role in (*DISCLOSERS, *READERS) if role in roles), "")


def teaches(user, session) -> bool:
    """The trainer of the session, or the one in charge of its class."""
    mine = {session.trainer.user_id, session.training_class.trainer.user_id} - {None}
    return user.pk in mine


def may_keep_roll(user, session) -> bool:
    """Marks, walk-ins and the closing of a session; `session` with its class and both trainers."""
    return teaches(user, session) or acts_in_class(user, session.training_class, Role.ORGANISER)


def may_read_roll(user, session) -> bool:
    """The bureau reads every roll of its area and marks nobody."""
    return may_keep_roll(user, session) or acts_in_class(user, session.training_class, Role.AUDITOR)


def may_close_class(user, training_class) -> bool:
    """The trainer in charge, not a guest; or the organiser."""
    in_charge = user.pk is not None and training_class.trainer.user_id == user.pk
    return in_charge or acts_in_class(user, training_class, Role.ORGANISER)


def may_reopen_class(user, training_class) -> bool:
    """The organiser only: published numbers change by it."""
    return acts_in_class(user, training_class, Role.ORGANISER)


def may_read_result(user, training_class) -> bool:
    return may_close_class(user, training_class) or acts_in_class(user, training_class, Role.AUDITOR)


def may_export_result(user, training_class) -> bool:
    """Take the result of a class away with its names."""
    return acts_in_class(user, training_class, *DISCLOSERS)


def may_read_ratings(user, trainer) -> bool:
    """What trainees gave a trainer: for the office of their county or of a class they taught; they read their own."""
    if acts_in(user, trainer.region_id, Role.ORGANISER, Role.AUDITOR):
        return True
    taught = TrainingClass.objects.filter(Q(trainer=trainer) | Q(sessions__trainer=trainer))
    return visible_regions(taught, user, Role.ORGANISER, Role.AUDITOR, programme="programme").exists()


def may_teach(user) -> bool:
    """Whether the trainer's pages are for this sign-in at all."""
    return has_role(user, Role.TRAINER, Role.ORGANISER) or Trainer.objects.filter(user=user.pk).exists()


def may_have_feed(user) -> bool:
    """A calendar of one's own sessions is for those who teach or learn; other officers look at the calendar page."""
    return may_teach(user) or user.trainees.exists()


def may_open_rolls(user) -> bool:
    """Who teaches, and the bureau, which reads."""
    return has_role(user, Role.AUDITOR) or may_teach(user)


def classes_to_keep(user):
    """Classes whose rolls the user keeps: those in their charge, and an organiser's."""
    organised = visible_regions(TrainingClass.objects.all(), user, Role.ORGANISER, programme="programme")
    return TrainingClass.objects.filter(Q(trainer__user=user) | Q(pk__in=organised.values("pk")))


def sessions_to_keep(user):
    """Sessions whose rolls the user keeps: of those classes, and the single ones they teach as a guest."""
    return Session.objects.filter(Q(training_class__in=classes_to_keep(user).values("pk")) | Q(trainer__user=user))


def gives_codes_in_area(user, trainee: Trainee) -> bool:
    """The officer's half of `may_give_entry_code`."""
    return acts_for(user, trainee, Role.ORGANISER, Role.FOLLOW_UP, Role.TOWNSHIP)


def may_give_entry_code(user, trainee: Trainee) -> bool:
    """A code to sign in with, for a person of one's own class or area; the bureau and the poverty office only read."""
    if gives_codes_in_area(user, trainee):
        return True
    return trainee.enrolments.filter(training_class__in=classes_to_keep(user).values("pk")).exists()


def may_follow_up(user, trainee: Trainee) -> bool:
    """Log contacts and what they found; the bureau reads them only."""
    return acts_for(user, trainee, Role.FOLLOW_UP, Role.TOWNSHIP, Role.ORGANISER)


def may_write_findings(user) -> bool:
    """Whether findings are this officer's to write: the one thing the bureau writes."""
    return has_role(user, *WRITERS_OF_FINDINGS)


def may_read_findings(user) -> bool:
    return has_role(user, *WRITERS_OF_FINDINGS, *ANSWERERS)


def may_find(user, subject) -> bool:
    """Write a finding about this person, participation or class of the own area."""
    if isinstance(subject, TrainingClass):
        return acts_in_class(user, subject, *WRITERS_OF_FINDINGS)
    if isinstance(subject, Trainee):
        return acts_for(user, subject, *WRITERS_OF_FINDINGS)
    programme = subject.training_class.programme_id
    return acts_in(user, subject.trainee.region_id, *WRITERS_OF_FINDINGS, programme=programme)


def may_answer_finding(user, finding) -> bool:
    return acts_in(user, finding.region_id, *ANSWERERS, programme=finding.programme_id)


def may_settle_finding(user, finding) -> bool:
    """Settle a finding or send it back: the bureau, whoever of it wrote it."""
    return acts_in(user, finding.region_id, *WRITERS_OF_FINDINGS, programme=finding.programme_id)


def may_read_flags(user) -> bool:
    """Whether the list of flags is for this sign-in at all; which of them is `AnomalyFlag.visible_to`."""
    return has_role(user, *READERS_OF_FLAGS) or may_teach(user)


def may_settle_flag(user, flag, *, trainer_settles: bool) -> bool:
    """The organiser where it lies; where only the room can tell, the trainer of the session too."""
    if acts_in(user, flag.region_id, *SETTLERS, programme=flag.programme_id):
        return True
    return trainer_settles and flag.session is not None and teaches(user, flag.session)


def may_set_limits(user, programme) -> bool:
    """Say by which numbers the rules measure a programme: its organiser."""
    return acts_in(user, programme.region_id, *SETTLERS, programme=programme.pk)


def may_promise(user) -> bool:
    """Whether the user makes programmes and their targets: what is measured never says what it is measured by."""
    return user.is_active and user.is_superuser


def may_open_dossiers(user) -> bool:
    """Who teaches, organises or audits; others have nothing to do with the proof of a class."""
    return has_role(user, *DOSSIER_READERS) or may_teach(user)


def teaches_in(user, training_class) -> bool:
    """The trainer in charge of the class, or of one of its sessions."""
    if user.pk is None:
        return False
    return training_class.trainer.user_id == user.pk or training_class.sessions.filter(trainer__user=user).exists()


def may_bring_proof(user, training_class, shared: bool) -> bool:
    """Trainers to their own classes, organisers; what the whole programme shares is the organiser's."""
    if acts_in_class(user, training_class, Role.ORGANISER):
        return True
    return not shared and teaches_in(user, training_class)


def may_review_proof(user, held) -> bool:
    """The organiser, of a class or (for what its classes share) of a programme."""
    programme = getattr(held, "programme_id", held.pk)
    return acts_in(user, held.region_id, Role.ORGANISER, programme=programme)


def may_read_dossier_tables(user, training_class) -> bool:
    """What names everybody of the class is not for a trainer who only holds one of its sessions."""
    return may_read_result(user, training_class)


def may_take_dossier(user, training_class) -> bool:
    return acts_in_class(user, training_class, *DISCLOSERS)

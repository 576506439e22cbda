"""A county with one of everything that has an address, and the strangers who must see none of it."""

import datetime as dt
import io
import uuid
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from certificates.domain import issuing
from certificates.models import Batch
from courses.domain import officers
from courses.models import TownshipSeats, TrainingClass
from courses.models.scope import Role
from lms.kit.clock import now, today
from lms.kit.models import Job
from tests.factories import clips, household_lists, people, phones, places, proofs, registers, training
from trainees.domain import cards, exports, findings, flags, merging, names, notes, rights, surveys, testing, works
from trainees.domain.dossier import exports as dossier_exports
from trainees.domain.dossier import pieces
from trainees.domain.imports import batches
from trainees.domain.operations import receiving
from trainees.domain.rules import REGISTRY, Found, flagging
from trainees.models import (
    AnomalyFlag,
    Attendance,
    EvidenceItem,
    FollowUpTask,
    LookAlike,
    Notice,
    OutcomeReport,
    SurveyReply,
    TraineeAlias,
    WatchProgress,
    WatchVisit,
)

NAME, CLASS_TITLE, HOUSEHOLD = "覃独秀", "独一无二直播班", "99887766554"
NUMBER, PHONE = people.id_number(421, birth="19790211"), "+8613912345678"
NEIGHBOUR = "433126000000"
# What nobody from elsewhere may read, on any page.
SECRETS = (NAME, NUMBER, PHONE.removeprefix("+86"), HOUSEHOLD, CLASS_TITLE)


def a_photo() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, "JPEG")
    return SimpleUploadedFile("a.jpg", data.getvalue(), content_type="image/jpeg")


@dataclass
class County:
    """The home county; officers are made when asked for."""

    users: dict = field(default_factory=dict)
    mornings: int = 0

    def __post_init__(self):
        self.programme = places.programme()
        self.other_programme = places.programme(name="另一个示范项目", starts_on=dt.date(2018, 1, 1))
        self.holder = places.user("holder")
        self.trainer = training.trainer(self.officer(Role.TRAINER))
        self.person = people.trainee(
            name=NAME, name_pinyin=names.pinyin(NAME), number=NUMBER, phone=PHONE, user=self.holder
        )
        self.household = people.household(self.person, number=HOUSEHOLD, poor=True)
        self._make_open_class()
        self._make_class_that_asks()
        self._make_closed_class()
        self._make_what_came_of_it()
        self._make_look_alikes()
        self._make_quota()
        self._make_news()
        self.data_request = rights.ask(self.person, what="other", wanted="村名写错了", by=self.holder)
        self._make_a_list()
        self.export = exports.make(
            exports.ask(
                {}, region=places.region(), reason="sample", note=f"抽查{CLASS_TITLE}", numbers="whole", kind="xlsx",
                by=self.officer(Role.AUDITOR),
            )
        )  # fmt: skip
        self._make_dossier()
        self.finding = findings.write(
            self.completed, what=f"{CLASS_TITLE}的照片重复", severity="critical", since=today(),
            by=self.officer(Role.AUDITOR),
        )  # fmt: skip
        self._make_flag()
        self.job = Job.objects.create(
            kind="media.tasks.transcode", subject="1", queue="slow", state="done", note=CLASS_TITLE,
            created_by=self.officer(Role.ORGANISER),
        )  # fmt: skip

    def _make_flag(self):
        """Too old for the class, says a rule: it warns and keeps nothing from counting."""
        place, rule = self.completed, REGISTRY["R05"]
        about = {"training_class": place.training_class_id, "places": (place.pk,)}
        flagging.reconcile(rule, [Found((place.pk,), {"age": 80}, **about)], AnomalyFlag.objects.none())
        self.flag = AnomalyFlag.objects.get(rule="R05")

    def _make_news(self):
        self.news = Notice.objects.create(
            kind="place", trainee=self.person, training_class=self.open_class, told_at=now()
        )

    def _make_quota(self):
        """Seats for the township of the county's people, in an open class."""
        self.quota = TownshipSeats.objects.create(
            training_class=self.open_class, region=self.person.region.parent, seats=5
        )
        TrainingClass.objects.filter(pk=self.open_class.pk).update(reserved_until=today())

    def _make_a_list(self):
        data = registers.as_xlsx([registers.person(1)])
        self.list = batches.import_now(places.region(), kind="register", data=data, name=f"{CLASS_TITLE}.xlsx")

        data = household_lists.workbook(*household_lists.household(20))
        about = {"source": "县乡村振兴局", "name": f"{CLASS_TITLE}.xlsx"}
        self.household_list = batches.import_now(places.region(), kind="poverty", data=data, **about)

    def _make_dossier(self):
        """A photo that waits for its review, and a dossier that was asked for."""
        photo = proofs.upload(proofs.photo(3), f"{CLASS_TITLE}.jpg")
        self.piece, _is_new = pieces.add(self.closed_class, "4.3", photo, by=self.officer(Role.ORGANISER))
        wish = {"kind": "archive", "purpose": f"核对{CLASS_TITLE}", "by": self.officer(Role.AUDITOR)}
        self.taken = dossier_exports.make(dossier_exports.ask(self.closed_class, **wish))

    def _make_look_alikes(self):
        """A pair that waits for a decision, one that nobody has noticed, and one that is merged."""
        other = people.trainee(name="彭一一", number="")
        one, two = sorted((self.person, other), key=lambda row: row.pk)
        self.look_alike = LookAlike.objects.create(one=one, other=two, reasons=["by_hand"])
        self.unnoticed = people.trainee(name="彭二二", number="")
        people.trainee(name="彭二二")
        rows = people.trainee(name="彭三三"), people.trainee(name="彭三三", number="")
        merging.merge(*rows, reason="同名同村", by=self.officer(Role.ORGANISER))
        self.merge = TraineeAlias.objects.get()

    def officer(self, role: str, *, within: str = places.COUNTY, programme=None):
        """The officer of `role` in a county, perhaps for one programme only."""
        key = f"{role}-{within[:6]}-{programme.pk if programme else 'all'}"
        if key not in self.users:
            self.users[key] = places.user(key, name=f"测试{role}")
            officers.appoint(self.users[key], role, places.region(within), programme=programme, by=None)
        return self.users[key]

    def strangers(self) -> dict:
        """By what they are: nobody, officers next door and of another programme, a trainee without a part in it."""
        found = {"nobody": None}
        for role in Role.values:
            found[f"{role} next door"] = self.officer(role, within=NEIGHBOUR)
        for role in (Role.ORGANISER, Role.AUDITOR, Role.FOLLOW_UP):
            found[f"{role} of another programme"] = self.officer(role, programme=self.other_programme)
        if "unrelated" not in self.users:
            self.users["unrelated"] = places.user("unrelated")
            people.trainee(name="彭不相干", region=places.village(1, township=9), user=self.users["unrelated"])
        found["unrelated trainee"] = self.users["unrelated"]
        return found

    def _make_open_class(self):
        """Open to the world, so its title is no secret; who is in it is."""
        self.open_class = training.training_class(programme=self.programme, trainer=self.trainer)
        hour = dt.timedelta(hours=1)
        self.session = training.session(self.open_class, starts_at=now() - hour, ends_at=now() + hour)
        self.enrolment = people.enrolment(self.person, self.open_class)
        cards.of(self.person, by=self.holder)
        flags.raise_relay(self.session, self.holder)
        half = phones.walk_in(self.session, name=NAME, phone="", village=places.village().pk)
        self.record = receiving.receive([half], by=self.trainer.user)[0].row
        self.waiting = people.enrolment(people.trainee(), self.open_class, state="waiting")
        self.hand_mark = Attendance.objects.create(
            session=self.session, enrolment=people.enrolment(people.trainee(), self.open_class), mark="present",
            how="hand", marked_at=now(), marked_by=self.officer(Role.TRAINER),
        )  # fmt: skip
        self.ready_class = self._class(state="open")
        self._closed_session(self.ready_class)
        people.enrolment(self.person, self.ready_class)

    def _make_closed_class(self):
        video = clips.ready_row()
        self.closed_class = self._class(
            videos=[video], state="closed", closed_at=now(), closed_by=self.officer(Role.TRAINER)
        )
        self.lesson_key = uuid.UUID(self.closed_class.lessons[0]["key"])
        self.lesson_at = {"pk": self.closed_class.pk, "key": self.lesson_key}
        self.note = notes.write(self.person, self.closed_class.lessons[0], at=5, text="先看货源")
        progress = WatchProgress.objects.create(trainee=self.person, lesson_key=self.lesson_key, video=video)
        began = now() - dt.timedelta(minutes=5)
        self.visit = WatchVisit.objects.create(progress=progress, started_at=began, last_beat_at=began)
        self.completed = people.enrolment(self.person, self.closed_class, state="completed")
        session = self._closed_session(self.closed_class)
        self.attendance = Attendance.objects.create(
            session=session, enrolment=self.completed, mark="present", how="hand", marked_at=now(),
            marked_by=self.officer(Role.TRAINER),
        )  # fmt: skip
        self.certificate = issuing.issue(self.completed, "completion", by=self.officer(Role.ORGANISER))
        self.batch = Batch.objects.create(
            training_class=self.closed_class, kind="completion", created_by=self.officer(Role.ORGANISER)
        )

    def _make_what_came_of_it(self):
        day = today()
        self.task = FollowUpTask.objects.create(
            enrolment=self.completed, plan="test", step="30", opens_on=day, due_on=day, closes_on=day
        )
        self.proof = EvidenceItem.objects.create(
            kind="shop_photo", file=ContentFile(b"\xff\xd8 no real picture", name="x"), content_type="image/jpeg",
            size=17, sha256=uuid.uuid4().hex, original_sha256=uuid.uuid4().hex, trainee=self.person,
        )  # fmt: skip
        self.report = OutcomeReport.objects.create(
            trainee=self.person, task=self.task, kind="shop_opened", platform="taobao", shop_name=CLASS_TITLE,
            occurred_on=day, evidence=self.proof, reported_by=self.officer(Role.FOLLOW_UP),
        )  # fmt: skip

    def _make_class_that_asks(self):
        """A class with a test, work to hand in and a survey."""
        page = training.course_with_test(title=CLASS_TITLE, work_task="上架一件商品")
        self.asking_class = training.training_class(page=page, programme=self.programme, trainer=self.trainer)
        self.asked = people.enrolment(self.person, self.asking_class)
        self.attempt = testing.begin(self.asked, by=self.holder)
        self.handed = works.hand_in(self.asked, photos=[a_photo()], by=self.holder)
        self.handed_photo = self.handed.photos.get()
        self.ticket = surveys.ticket_of(self.asked)
        SurveyReply.objects.bulk_create(
            SurveyReply(training_class=self.asking_class, overall=4, words=f"{NAME}讲得好", words_state="waiting")
            for _ in range(5)
        )
        self.said = self.asking_class.replies.first()

    def _class(self, *, videos=(), **fields):
        page = training.course(title=CLASS_TITLE, videos=videos)
        return training.training_class(page=page, programme=self.programme, trainer=self.trainer, **fields)

    def _closed_session(self, training_class):
        """On an early morning of its own: the trainer is in one place at a time."""
        self.mornings += 1
        return training.session(
            training_class, number=9, day=today() - dt.timedelta(self.mornings), hour=7, hours=1, state="closed",
            closed_at=now(), closed_by=self.officer(Role.TRAINER),
        )  # fmt: skip

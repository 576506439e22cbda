"""Every address of the site that takes an id or a form, with what test_scopes.py needs to try it.

A new address needs an entry here: in THINGS when it takes an id, in PLACES when it takes none, or in EXEMPT
(exempt.py) with the reason why no scope applies.
"""

import json
import uuid

from django.core.files.base import ContentFile

from lms.kit.clock import today
from tests.factories import people, phones, places, proofs
from trainees.domain import grants, room_code
from trainees.domain.operations import bringing, taking
from trainees.domain.rules import REGISTRY

from . import addresses_of_sign_in as sign_in
from .addressing import NOBODYS_PK, Place, Thing, pk_of
from .home_county import NAME, NUMBER

NO_LESSON = NOBODYS_PK | {"key": uuid.UUID(int=7)}
REASON = {"reason": "sample", "note": "抽查第三季度样本"}


def own_limits() -> dict:
    """The form of limits as it is before anything was set."""
    rules = (rule for rule in REGISTRY.values() if rule.runs and rule.by_programme)
    return {f"{rule.code}.{limit.name}": str(limit.value) for rule in rules for limit in rule.limits}


def contact_form(county):
    return {"op_id": str(uuid.uuid4()), "result": "no_answer", "channel": "visit", "note": "家里没人"}


def newcomer(county):
    return {
        "name": "田新来",
        "id_number": people.id_number(77, birth="19880808"),
        "village": places.village(3).pk,
        "consent": "on",
    }


def acts_of_a_phone(county):
    act = phones.mark(county.session, county.enrolment, "late")
    return {"who": taking.key_of(county.trainer.user), "acts": [act]}


def file_of_a_phone(county):
    told = {"format": bringing.FORMAT, "acts": [phones.mark(county.session, county.enrolment, "late")]}
    return {"file": ContentFile(json.dumps(told).encode(), name="roll.json")}


THINGS = sign_in.THINGS | {
    # learning
    "class_detail": Thing(pk_of("open_class"), public="an open class is announced to everybody"),
    "class_poster": Thing(pk_of("open_class"), public="an open class is announced to everybody"),
    "class_notice": Thing(pk_of("open_class"), public="an open class is announced to everybody"),
    "class_picture": Thing(pk_of("open_class"), public="an open class is announced to everybody"),
    "enrol": Thing(pk_of("open_class"), poster="unrelated", public="an open class takes whoever asks"),
    "withdraw": Thing(pk_of("open_class"), poster="holder", posts=lambda county: {"trainee": county.person.pk}),
    "scan": Thing(
        lambda county: {"token": room_code.make(county.session)},
        unknown={"token": "nonsense"},
        public="who reads the code stands in the room",
    ),
    "lesson": Thing(lambda county: county.lesson_at, unknown=NO_LESSON, reader="holder"),
    "beats": Thing(
        lambda county: {"grant": grants.give(county.person, county.closed_class, county.closed_class.lessons[0])[0]},
        unknown={"grant": "nonsense"},
        poster="holder",
        posts=lambda county: {"beats": []},
        as_json=True,
    ),
    "class_test": Thing(pk_of("asking_class"), reader="holder"),
    "attempt": Thing(
        pk_of("attempt"),
        unknown={"pk": uuid.UUID(int=7)},
        reader="holder",
        poster="holder",
        posts=lambda county: {"q0": "1", "anyway": "1"},
    ),
    "class_work": Thing(
        pk_of("asking_class"),
        reader="holder",
        posts=lambda county: {"trainee": county.person.pk, "link": "https://a.example/"},
    ),
    "work_photo": Thing(
        lambda county: {"pk": county.handed.pk, "number": county.handed_photo.pk},
        unknown=NOBODYS_PK | {"number": 7},
        reader="holder",
    ),
    "survey_link": Thing(pk_of("asking_class"), posts=lambda county: {"trainee": county.person.pk}),
    "survey": Thing(
        lambda county: {"token": county.ticket.token},
        unknown={"token": "nonsense"},
        public="who holds the link may answer once, and nobody is to know who that is",
    ),
    "write_note": Thing(
        lambda county: county.lesson_at,
        unknown=NO_LESSON,
        poster="holder",
        posts=lambda county: {"at": "5", "text": "货源"},
    ),
    "remove_note": Thing(pk_of("note"), poster="holder"),
    # teaching
    "roll": Thing(pk_of("session"), reader="auditor"),
    "projector": Thing(pk_of("session"), reader="trainer"),
    "session_qr": Thing(pk_of("session"), reader="trainer"),
    "mark": Thing(
        pk_of("session"), poster="trainer", posts=lambda county: {"enrolment": county.enrolment.pk, "mark": "late"}
    ),
    "roll_by_hand": Thing(
        pk_of("session"),
        reader="trainer",
        poster="trainer",
        posts=lambda county: {f"mark-{county.enrolment.pk}": "late"},
    ),
    "mark_rest": Thing(pk_of("session"), poster="trainer"),
    "take_back": Thing(
        pk_of("session"), poster="trainer", posts=lambda county: {"saved": county.hand_mark.marked_at.isoformat()}
    ),
    "sign_out": Thing(
        pk_of("session"), poster="trainer", posts=lambda county: {"enrolment": county.hand_mark.enrolment_id}
    ),
    "screen": Thing(pk_of("session"), reader="trainer"),
    "screen_lesson": Thing(
        lambda county: county.lesson_at | {"pk": county.closed_class.sessions.first().pk},
        unknown=NO_LESSON,
        reader="trainer",
    ),
    "walk_in": Thing(pk_of("session"), reader="trainer", poster="trainer", posts=newcomer),
    "admit": Thing(pk_of("session"), poster="trainer", posts=lambda county: {"enrolment": county.waiting.pk}),
    "close_session": Thing(pk_of("session"), reader="trainer", poster="trainer"),
    "class_result": Thing(pk_of("closed_class"), reader="auditor"),
    "class_result_export": Thing(
        pk_of("closed_class"), poster="auditor", posts=lambda county: {"purpose": "季度报告核对"}
    ),
    "reopen_class": Thing(
        pk_of("closed_class"), reader="organiser", poster="organiser", posts=lambda county: {"reason": "补签"}
    ),
    "settle_flag": Thing(
        pk_of("session"),
        poster="trainer",
        posts=lambda county: {"flag": f"R14c:{county.enrolment.pk}", "verdict": "explained", "word": "一家人"},
    ),
    "settle_record": Thing(
        lambda county: {"op_id": county.record.op_id},
        unknown={"op_id": uuid.UUID(int=7)},
        poster="trainer",
        posts=lambda county: {"act": "keep", "word": "问过本人"},
    ),
    "complete_record": Thing(
        lambda county: {"op_id": county.record.op_id},
        unknown={"op_id": uuid.UUID(int=7)},
        reader="trainer",
        poster="trainer",
        posts=newcomer,
    ),
    "survey_result": Thing(pk_of("asking_class"), reader="auditor"),
    "survey_words": Thing(
        pk_of("asking_class"),
        poster="organiser",
        posts=lambda county: {"reply": str(county.said.pk), "show": "1"},
    ),
    "survey_slips": Thing(pk_of("asking_class"), reader="trainer"),
    "trainer_ratings": Thing(pk_of("trainer"), reader="auditor"),
    "work": Thing(
        pk_of("handed"), reader="auditor", poster="trainer", posts=lambda county: {"word": "很好", "accept": "1"}
    ),
    "close_class": Thing(pk_of("ready_class"), poster="organiser"),
    # follow-up
    "contact": Thing(
        lambda county: {"pk": county.task.pk},
        unknown={"pk": uuid.UUID(int=7)},
        reader="auditor",
        poster="follow_up",
        posts=contact_form,
    ),
    "call_trainee": Thing(lambda county: {"pk": county.task.pk}, unknown={"pk": uuid.UUID(int=7)}, poster="follow_up"),
    "correct_shop": Thing(
        pk_of("report"),
        reader="follow_up",
        poster="follow_up",
        posts=lambda county: {"platform": "jd", "shop_name": "新店", "opened_on": str(today())},
    ),
    "evidence_file": Thing(pk_of("proof"), reader="auditor"),
    # the office
    "office_class": Thing(pk_of("closed_class"), reader="auditor"),
    "person": Thing(pk_of("person"), reader="auditor"),
    "entry_code": Thing(pk_of("person"), reader="trainer", poster="follow_up"),
    "unmask": Thing(pk_of("person"), reader="auditor", poster="auditor", posts=lambda county: REASON),
    "look_alike": Thing(
        pk_of("look_alike"), reader="organiser", poster="organiser", posts=lambda county: {"decision": "different"}
    ),
    "take_apart": Thing(
        pk_of("merge"), reader="organiser", poster="organiser", posts=lambda county: {"because": "问过本人"}
    ),
    "data_request": Thing(
        pk_of("data_request"),
        reader="organiser",
        poster="organiser",
        posts=lambda county: {"decision": "refuse", "answer": "请到乡镇办理"},
    ),
    "person_compare": Thing(
        pk_of("person"),
        reader="organiser",
        poster="organiser",
        posts=lambda county: {"other": county.unnoticed.pk},
    ),
    "news_seen": Thing(pk_of("news"), poster="holder"),
    # seats of townships
    "seats_of_township": Thing(pk_of("quota"), reader="township"),
    "fill_seat": Thing(pk_of("quota"), poster="township", posts=lambda county: {"trainee": county.unnoticed.pk}),
    # findings of the bureau
    "finding": Thing(
        pk_of("finding"),
        reader="organiser",
        poster="organiser",
        posts=lambda county: {"act": "answer", "text": "已补签并核对"},
    ),
    "find": Thing(
        lambda county: {"about": "participation", "pk": county.completed.pk},
        unknown={"about": "participation"} | NOBODYS_PK,
        reader="auditor",
        poster="auditor",
        posts=lambda county: {"what": "签到表上的签名不像本人", "since": str(today()), "severity": "warning"},
    ),
    # flags of the rules
    "flag": Thing(
        pk_of("flag"),
        reader="auditor",
        poster="organiser",
        posts=lambda county: {"act": "explain", "text": "已核对身份证，年龄无误"},
    ),
    "rule_limits": Thing(
        lambda county: {"pk": county.completed.training_class.programme_id},
        reader="organiser",
        poster="organiser",
        posts=lambda county: own_limits() | {"R05.until": "70", "reason": "县里同意放宽到七十岁"},
    ),
    # lists of people
    "import_batch": Thing(pk_of("list"), reader="organiser"),
    "import_bring_in": Thing(pk_of("list"), poster="organiser"),
    "import_undo": Thing(pk_of("list"), poster="organiser"),
    "import_marked": Thing(pk_of("list"), poster="organiser"),
    "list_changes": Thing(pk_of("household_list"), reader="poverty"),
    "list_changes_export": Thing(pk_of("household_list"), poster="poverty", posts=lambda county: REASON),
    "list_end_absent": Thing(
        pk_of("household_list"), poster="poverty", posts=lambda county: {"because": "已与乡镇核对，确已注销"}
    ),
    "household": Thing(
        pk_of("household"),
        reader="auditor",
        poster="poverty",
        posts=lambda county: {"what": "lifted", "on": str(today()), "because": "村里评议通过"},
    ),
    "register_export_page": Thing(pk_of("export"), reader="auditor"),
    "register_export_file": Thing(pk_of("export"), poster="auditor"),
    # dossiers
    "dossier": Thing(pk_of("closed_class"), reader="auditor"),
    "dossier_item": Thing(
        lambda county: {"pk": county.closed_class.pk, "code": "3.2"},
        unknown=NOBODYS_PK | {"code": "3.2"},
        reader="auditor",
        poster="organiser",
        posts=lambda county: {"files": proofs.upload(proofs.pdf(), "花名册.pdf")},
    ),
    "dossier_rule": Thing(
        lambda county: {"pk": county.closed_class.pk, "code": "2.2"},
        unknown=NOBODYS_PK | {"code": "2.2"},
        poster="organiser",
        posts=lambda county: {"applies": "yes", "because": "外聘讲师"},
    ),
    "piece_act": Thing(pk_of("piece"), poster="organiser", posts=lambda county: {"act": "send_back", "word": "看不清"}),
    "piece_thumbnail": Thing(pk_of("piece"), reader="auditor"),
    "dossier_take": Thing(
        pk_of("closed_class"), poster="organiser", posts=lambda county: {"kind": "volume", "purpose": "季度检查"}
    ),
    "dossier_export": Thing(pk_of("taken"), reader="auditor"),
    "dossier_export_file": Thing(pk_of("taken"), poster="auditor"),
    # certificates
    "certificate": Thing(pk_of("certificate"), reader="auditor"),
    "certificate_pdf": Thing(pk_of("certificate"), reader="holder"),
    "certificate_revoke": Thing(
        pk_of("certificate"), poster="organiser", posts=lambda county: {"because": "发错了，重新发"}
    ),
    "certificate_reissue": Thing(pk_of("certificate"), poster="organiser"),
    "class_certificates": Thing(
        pk_of("closed_class"), reader="auditor", poster="organiser", posts=lambda county: {"kind": "statement"}
    ),
    "class_archive": Thing(pk_of("closed_class"), poster="organiser", posts=lambda county: {"kind": "completion"}),
    "batch": Thing(pk_of("batch"), reader="auditor"),
    "verify_code": Thing(
        lambda county: {"code": county.certificate.code},
        unknown={"code": "0000-0000-0000-0000"},
        public="who has the code holds the paper, and compares every word printed on it",
        told=(NAME,),
    ),
    # media
    # Videos are one library for all organisers, and so is the work on them.
    "job_status": Thing(pk_of("job"), reader="organiser", shared_with=("organiser",)),
    # figures
    "figure_rows": Thing(
        lambda county: {"code": "training_person_times"},
        unknown={"code": "nonsense"},
        reader="auditor",
        public="the code names an indicator, which everybody knows; its rows are the reader's own",
    ),
}

PLACES = sign_in.PLACES | {
    "my_learning": Place(reader="holder"),
    "my_data": Place(reader="holder"),
    "my_feed": Place(reader="holder", shows=False, poster="holder"),
    "join": Place(reader="holder"),
    "enter": Place(posts=lambda county: {"name": NAME, "code": "000000"}),
    "calendar": Place(reader="trainer", shows=False),
    "teach_today": Place(reader="trainer", shows=False),
    "offline_roster": Place(reader="trainer"),
    "offline_operations": Place(poster="trainer", posts=acts_of_a_phone, as_json=True),
    "records": Place(reader="trainer", shows=False),
    "bring_records": Place(poster="trainer", posts=file_of_a_phone),
    "work_list": Place(reader="auditor"),
    "survey_thanks": Place(),
    "due_list": Place(reader="auditor"),
    "office": Place(reader="auditor", shows=False),
    "office_classes": Place(reader="auditor", shows=False),
    "training_plan": Place(reader="auditor", shows=False),
    "training_plan_export": Place(poster="organiser"),
    "seats_list": Place(reader="township", shows=False),
    "audit_events": Place(reader="auditor", shows=False),
    "register_list": Place(reader="auditor", poster="auditor", posts=lambda county: {"q": NUMBER}),
    "data_request_list": Place(reader="organiser"),
    "my_data_ask": Place(poster="holder", posts=lambda county: {"trainee": county.person.pk, "act": "erase"}),
    "look_alike_list": Place(reader="organiser", poster="organiser"),
    "imports": Place(reader="organiser", shows=False),
    "import_form": Place(reader="organiser", shows=False),
    "household_lists": Place(reader="poverty", shows=False),
    "household_list_form": Place(reader="poverty", shows=False),
    "dossier_list": Place(reader="auditor", shows=False),
    "dossier_review": Place(reader="organiser", shows=False),
    "finding_list": Place(reader="organiser"),
    "flags": Place(reader="auditor", shows=False),
    "flags_export": Place(poster="auditor", posts=lambda county: {"purpose": "季度报告核对", "kind": "csv"}),
    "rules": Place(reader="auditor", shows=False),
    "findings_export": Place(poster="auditor", posts=lambda county: {"purpose": "季度报告核对"}),
    "register_export": Place(poster="auditor", posts=lambda county: REASON),
    "certificate_list": Place(reader="auditor"),
    "figures": Place(reader="auditor", shows=False),
    "figures_export": Place(poster="auditor", posts=lambda county: {"purpose": "季度报告核对"}),
    "public_progress": Place(),
    "overview": Place(reader="province", shows=False),
    "verify": Place(
        shows=False, posts=lambda county: {"typed": county.certificate.number, "surname": county.person.name[0]}
    ),
    "account": Place(reader="holder", shows=False),
    "start": Place(reader="holder", shows=False),
}

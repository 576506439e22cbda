"""Every address of the site that takes an id or a form, with what test_scopes.py needs to try it.

A new address needs an entry here: in THINGS when it takes an id, in PLACES when it takes none, or in EXEMPT with
the reason why no scope applies.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from lms.kit.clock import today
from tests.factories import people, places
from trainees.domain import room_code

from .home_county import NAME, NUMBER, County

NOBODYS_PK = {"pk": 987_654}
REASON = {"reason": "sample", "note": "抽查第三季度样本"}


@dataclass(frozen=True)
class Thing:
    """An address that takes an id.

    `at` gives its arguments in the home county, `unknown` those of an id nobody has. `reader` (a role, or "holder")
    may GET it. `posts` is a form that changes something when `poster` sends it. `public` says why strangers may read
    it: then its people still stay hidden, but for what `told` names. Roles in `shared_with` may see it from anywhere.
    """

    at: Callable[[County], dict]
    unknown: dict = field(default_factory=lambda: NOBODYS_PK)
    reader: str = ""
    poster: str = ""
    posts: Callable[[County], dict] = lambda county: {}
    public: str = ""
    told: tuple[str, ...] = ()
    shared_with: tuple[str, ...] = ()
    as_json: bool = False


@dataclass(frozen=True)
class Place:
    """An address without an id. `reader` sees the home county's person on it when `shows`; `posts` as for a Thing."""

    reader: str = ""
    shows: bool = True
    poster: str = ""
    posts: Callable[[County], dict] = lambda county: {}


def pk_of(name: str) -> Callable[[County], dict]:
    return lambda county: {"pk": getattr(county, name).pk}


def contact_form(county):
    return {"op_id": str(uuid.uuid4()), "result": "no_answer", "channel": "visit", "note": "家里没人"}


def newcomer(county):
    return {
        "name": "田新来",
        "id_number": people.id_number(77, birth="19880808"),
        "village": places.village(3).pk,
        "consent": "on",
    }


THINGS = {
    # learning
    "class_detail": Thing(pk_of("open_class"), public="an open class is announced to everybody"),
    "enrol": Thing(pk_of("open_class"), poster="unrelated", public="an open class takes whoever asks"),
    "withdraw": Thing(pk_of("open_class"), poster="holder", posts=lambda county: {"trainee": county.person.pk}),
    "scan": Thing(
        lambda county: {"token": room_code.make(county.session)},
        unknown={"token": "nonsense"},
        public="who reads the code stands in the room",
    ),
    "lesson": Thing(
        lambda county: {"pk": county.closed_class.pk, "key": county.lesson_key},
        unknown=NOBODYS_PK | {"key": uuid.UUID(int=7)},
        reader="holder",
        poster="holder",
    ),
    "beat": Thing(
        lambda county: {"visit": county.visit.pk},
        unknown={"visit": uuid.UUID(int=7)},
        poster="holder",
        posts=lambda county: {"ranges": [[0, 5]], "position": 5},
        as_json=True,
    ),
    # teaching
    "roll": Thing(pk_of("session"), reader="auditor"),
    "projector": Thing(pk_of("session"), reader="trainer"),
    "session_qr": Thing(pk_of("session"), reader="trainer"),
    "mark": Thing(
        pk_of("session"), poster="trainer", posts=lambda county: {"enrolment": county.enrolment.pk, "mark": "late"}
    ),
    "walk_in": Thing(pk_of("session"), reader="trainer", poster="trainer", posts=newcomer),
    "admit": Thing(pk_of("session"), poster="trainer", posts=lambda county: {"enrolment": county.waiting.pk}),
    "close_session": Thing(pk_of("session"), reader="trainer", poster="trainer"),
    "class_result": Thing(pk_of("closed_class"), reader="auditor"),
    "reopen_class": Thing(
        pk_of("closed_class"), reader="organiser", poster="organiser", posts=lambda county: {"reason": "补签"}
    ),
    "settle_flag": Thing(
        pk_of("session"),
        poster="trainer",
        posts=lambda county: {"flag": f"relayed:{county.enrolment.pk}", "verdict": "explained", "word": "一家人"},
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

PLACES = {
    "my_learning": Place(reader="holder"),
    "my_data": Place(reader="holder"),
    "my_feed": Place(reader="holder", shows=False, poster="holder"),
    "join": Place(reader="holder"),
    "enter": Place(posts=lambda county: {"name": NAME, "code": "000000"}),
    "calendar": Place(reader="trainer", shows=False),
    "teach_today": Place(reader="trainer", shows=False),
    "due_list": Place(reader="auditor"),
    "office": Place(reader="auditor", shows=False),
    "office_classes": Place(reader="auditor", shows=False),
    "audit_events": Place(reader="auditor", shows=False),
    "register_list": Place(reader="auditor", poster="auditor", posts=lambda county: {"q": NUMBER}),
    "data_request_list": Place(reader="organiser"),
    "my_data_ask": Place(poster="holder", posts=lambda county: {"trainee": county.person.pk, "act": "erase"}),
    "look_alike_list": Place(reader="organiser", poster="organiser"),
    "imports": Place(reader="organiser", shows=False),
    "import_form": Place(reader="organiser", shows=False),
    "household_lists": Place(reader="poverty", shows=False),
    "household_list_form": Place(reader="poverty", shows=False),
    "finding_list": Place(reader="organiser"),
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

# Addresses without a scope, and why.
EXEMPT = {
    "health": "says only that the server lives",
    "set_type": "the size of type on one's own device",
    "set_language": "the language on one's own device",
    "feed": "the key in the address is the permission; tests/unit/trainees/domain/test_feeds.py tests it",
    "play": "the signature in the address is the permission; media/domain/playback tests it",
    "weixin_login": "the way to WeChat, where it is configured; tests/unit/lms/wechat tests it",
    "weixin_callback": "the state of the session is the permission; tests/unit/lms/wechat tests it",
    "wechat_unlink": "finds one's own links only; tests/unit/lms/wechat tests it",
    "mfa_remove_webauthn": "finds one's own keys only; django-allauth's own",
    "mfa_edit_webauthn": "finds one's own keys only; django-allauth's own",
    "account_confirm_email": "no e-mail addresses are kept",
    "account_reset_password_from_key": "the key in the address is the permission; django-allauth's own",
    "wagtail_serve": "published pages are public",
    "wagtaildocs_serve": "attachments of published lessons are public",
    "wagtaildocs_authenticate_with_password": "Wagtail's own; the password is the permission",
    "wagtailcore_authenticate_with_password": "Wagtail's own; the password is the permission",
    "wagtailcore_login": "Wagtail's own way in",
}

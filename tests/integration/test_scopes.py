"""No address of the site shows anybody what is not theirs to see, and the bureau's reading changes nothing.

The addresses come from the URL configuration itself: one that is missing in addresses.py fails the first test.
"""

import re
from urllib.parse import quote

import pytest
from django.apps import apps
from django.urls import URLPattern, get_resolver, reverse

from lms.kit.models import AuditEvent

from .addresses import PLACES, THINGS
from .exempt import EXEMPT
from .home_county import NAME, NEIGHBOUR, SECRETS, County

pytestmark = pytest.mark.django_db
PERSONAL = SECRETS[:4]
ELSEWHERE = ("cms/",)
POSTED = [(THINGS, name) for name in THINGS] + [(PLACES, name) for name in PLACES]


@pytest.fixture
def county():
    return County()


def addresses(resolver=None, prefix=""):
    """(path, name) of every pattern outside the editor, which has a test of its own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if path.startswith(ELSEWHERE):
            continue
        if isinstance(pattern, URLPattern):
            yield path, pattern.name
        else:
            yield from addresses(pattern, path)


def takes_an_id(path: str) -> bool:
    return "<" in path or "(" in path


def test_every_address_is_in_the_table():
    found = {name: path for path, name in addresses() if name and not name.startswith(("account_", "mfa_"))}
    found |= {name: path for path, name in addresses() if name and takes_an_id(path)}
    things = {name for name, path in found.items() if takes_an_id(path)}
    missing = things - THINGS.keys() - EXEMPT.keys()
    no_place = found.keys() - things - PLACES.keys() - EXEMPT.keys()
    nameless = [path for path, name in addresses() if name is None and takes_an_id(path)]
    gone = (THINGS.keys() | PLACES.keys() | EXEMPT.keys()) - found.keys()

    assert not missing, f"Add to THINGS in tests/integration/addresses.py, with an object of the county: {missing}"
    assert not no_place, f"Add to PLACES in tests/integration/addresses.py: {no_place}"
    assert not nameless, f"Give these addresses a name, then an entry in tests/integration/addresses.py: {nameless}"
    assert not gone, f"No address has these names any more; take them out of tests/integration/addresses.py: {gone}"


def sign_in(client, user):
    client.logout()
    if user is not None:
        client.force_login(user)


def who(county, name):
    known = {"holder": county.holder} | {"unrelated": county.strangers()["unrelated trainee"]}
    return known.get(name) or county.officer(name)


def body(response, *hidden) -> str:
    """What was answered, without the token of the form and without the address itself."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = content.decode(errors="replace") + response.get("Location", "")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    for address in hidden:
        for spelled in (address, quote(address), quote(address, safe="")):
            text = text.replace(spelled, "ADDRESS")
    return text


def ask(client, method, thing, name, county, *, unknown=False):
    address = reverse(name, kwargs=thing.unknown if unknown else thing.at(county))
    response = send(client, address, thing.posts(county), thing) if method == "post" else client.get(address)
    return response, body(response, address)


def send(client, address, form, entry, **options):
    """POST as a page would: a form, or JSON where the page's script sends that."""
    if getattr(entry, "as_json", False):
        options["content_type"] = "application/json"
    return client.post(address, form, **options)


def refuses(response) -> bool:
    if response.status_code == 302:
        return response.url.startswith(reverse("account_login"))
    return response.status_code in {403, 404, 405}


def told(said: str, secrets=SECRETS) -> list[str]:
    return [secret for secret in secrets if secret in said]


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_refused_and_cannot_tell_whether_a_thing_exists(client, county, method):
    complaints, strangers = [], county.strangers()
    log = AuditEvent.objects.exclude(action__startswith="lms.user.")
    before = log.count()
    for stranger, user in strangers.items():
        sign_in(client, user)
        for name, thing in THINGS.items():
            if thing.public or stranger.startswith(thing.shared_with):
                continue
            theirs, said = ask(client, method, thing, name, county)
            nothing, said_of_nothing = ask(client, method, thing, name, county, unknown=True)
            if not refuses(theirs):
                complaints.append(f"{name}: {stranger} gets {theirs.status_code}")
            if told(said):
                complaints.append(f"{name}: {stranger} reads {told(said)}")
            if (theirs.status_code, said) != (nothing.status_code, said_of_nothing):
                complaints.append(f"{name}: {stranger} can tell it from what does not exist")

    assert not complaints, "\n".join(complaints)
    assert log.count() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_public_things_hide_their_people_from_strangers(client, county, method):
    complaints = []
    for stranger, user in county.strangers().items():
        sign_in(client, user)
        for name, thing in THINGS.items():
            if thing.public:
                response, said = ask(client, method, thing, name, county)
                read = told(said, set(PERSONAL) - set(thing.told))
                if read or response.status_code >= 500:
                    complaints.append(f"{name}: {stranger} gets {response.status_code} and reads {read}")

    assert not complaints, "\n".join(complaints)


def test_who_may_read_a_thing_gets_it(client, county):
    """Without this the refusals above could come from broken addresses."""
    complaints = []
    for name, thing in THINGS.items():
        if thing.reader:
            sign_in(client, who(county, thing.reader))
            response, _said = ask(client, "get", thing, name, county)
            if response.status_code != 200:
                complaints.append(f"{name}: {thing.reader} gets {response.status_code}")

    assert not complaints, "\n".join(complaints)


def test_lists_show_nothing_of_another_area(client, county):
    complaints = []
    for stranger, user in county.strangers().items():
        sign_in(client, user)
        for name in PLACES:
            for data in (None, {"q": SECRETS[0][:1], "region": county.person.region_id}):
                response = client.get(reverse(name), data)
                read = told(body(response))
                if read or response.status_code >= 500:
                    complaints.append(f"{name}: {stranger} gets {response.status_code} and reads {read}")

    assert not complaints, "\n".join(complaints)


def test_lists_show_the_own_area(client, county):
    complaints = []
    for name, place in PLACES.items():
        if place.reader:
            sign_in(client, who(county, place.reader))
            response = client.get(reverse(name), follow=True)
            if response.status_code != 200 or (place.shows and SECRETS[0] not in body(response)):
                complaints.append(f"{name}: {place.reader} gets {response.status_code} or misses their own")

    assert not complaints, "\n".join(complaints)


# What concerns people whatever they learn, or comes without a class: not for who works for one programme.
NOT_FOR_ONE_PROGRAMME = {
    *("look_alike", "take_apart", "data_request", "person_compare", "import_batch"),
    *("register_export_page", "dossier_export"),
    *("data_request_list", "look_alike_list", "imports", "import_form", "audit_events"),
}


def test_who_works_for_a_programme_reads_what_belongs_to_it(client, county):
    shut, missing = set(), []
    for table, name in [(THINGS, name) for name in THINGS] + [(PLACES, name) for name in PLACES]:
        reader = table[name].reader
        if reader not in {"auditor", "organiser", "follow_up", "trainer", "township"}:
            continue
        sign_in(
            client, county.trainer.user if reader == "trainer" else county.officer(reader, programme=county.programme)
        )
        address, _form = form_of(county, table, name)
        response = client.get(address, follow=True)
        if response.status_code != 200 or (name == "data_request_list" and NAME not in body(response)):
            shut.add(name)
        elif table is PLACES and table[name].shows and name not in NOT_FOR_ONE_PROGRAMME and NAME not in body(response):
            missing.append(name)

    assert not missing
    assert shut == NOT_FOR_ONE_PROGRAMME


PROVINCE = "430000000000"


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_province_sees_totals_and_no_row_of_its_own_area(client, county, method):
    user = county.officer("province", within=PROVINCE)
    sign_in(client, user)
    complaints = []
    for table, name in POSTED:
        address, form = form_of(county, table, name)
        response = send(client, address, form, table[name]) if method == "post" else client.get(address)
        read = told(body(response, address), set(PERSONAL) - set(getattr(table[name], "told", ())))
        if read or response.status_code >= 500:
            complaints.append(f"{name}: the province gets {response.status_code} and reads {read}")
        if table is THINGS and not table[name].public and not refuses(response):
            complaints.append(f"{name}: the province gets {response.status_code}")

    assert not complaints, "\n".join(complaints)
    if method == "get":
        assert client.get(reverse("overview")).status_code == 200


def test_the_poverty_office_reads_the_register_and_no_calls(client, county):
    sign_in(client, county.officer("poverty"))
    shown = {name: client.get(reverse(name)) for name in ("register_list", "figures", "due_list", "audit_events")}

    assert NAME in body(shown["register_list"])
    assert [shown[name].status_code for name in shown] == [200, 200, 403, 403]


def rows(*, with_log=False) -> dict:
    """Everything the database holds but sessions and the moment of the last sign-in."""
    skipped = {"sessions.session"} | (set() if with_log else {"kit.auditevent"})
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower in skipped or model._meta.proxy or not model._meta.managed:
            continue
        fields = [one.attname for one in model._meta.concrete_fields if one.name != "last_login"]
        found[model._meta.label] = sorted(map(repr, model._base_manager.values_list(*fields)))
    return found


def changed(before: dict, after: dict) -> set:
    return {label for label in after if before.get(label) != after[label]}


EFFECTIVE = [(table, name) for table, name in POSTED if table[name].poster and name != "register_list"]


def form_of(county, table, name):
    """The address and what is posted to it, made before rows are counted."""
    entry = table[name]
    return reverse(name, kwargs=entry.at(county) if table is THINGS else {}), entry.posts(county)


# The one thing the bureau writes, and the tables it is written in.
FINDINGS = {"find": {"trainees.Finding"}, "finding": {"trainees.Finding", "trainees.FindingWord"}}
# What is made for the bureau to take away changes nothing it looks at.
MADE = {"dossier_take": {"trainees.DossierExport", "kit.Job"}}


def test_what_the_bureau_sends_changes_nothing_but_findings(client, county):
    sign_in(client, county.officer("auditor"))
    complaints = []
    for table, name in POSTED:
        address, form = form_of(county, table, name)
        before = rows()
        response = send(client, address, form, table[name], follow=True)
        different = changed(before, rows()) - FINDINGS.get(name, set()) - MADE.get(name, set())
        if different or response.status_code >= 500:
            complaints.append(f"{name}: answers {response.status_code} and changes {different}")

    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize(("table", "name"), EFFECTIVE, ids=[name for _table, name in EFFECTIVE])
def test_the_same_form_from_who_may_send_it_leaves_a_trace(
    client, county, table, name, django_capture_on_commit_callbacks
):
    """Without this the test above could pass on forms that never change anything."""
    address, form = form_of(county, table, name)
    sign_in(client, who(county, table[name].poster))
    before = rows(with_log=True)
    with django_capture_on_commit_callbacks():
        response = send(client, address, form, table[name])

    assert response.status_code in {200, 302}
    assert changed(before, rows(with_log=True))


def editor_addresses():
    """Names of the editor's addresses that take no id."""
    resolver = get_resolver()
    for pattern in resolver.url_patterns:
        if str(pattern.pattern) == "cms/":
            yield from _editor_names(pattern, "")


def _editor_names(resolver, namespace):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name and not takes_an_id(str(pattern.pattern)):
                yield f"{namespace}{pattern.name}"
        elif not takes_an_id(str(pattern.pattern)):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _editor_names(pattern, inner)


# The way in and out, and what is alike for everybody.
OPEN_IN_THE_EDITOR = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    "wagtailadmin_error_test",
}


@pytest.mark.parametrize("role", ["trainer", "follow_up", "township", "auditor", "poverty", "province"])
def test_the_editor_is_shut_to_all_but_organisers(client, county, role):
    sign_in(client, county.officer(role))
    names = set(editor_addresses()) - OPEN_IN_THE_EDITOR

    assert not [name for name in names if client.get(reverse(name)).status_code == 200]


def test_the_editor_shows_an_organiser_nothing_of_another_county(client, county):
    sign_in(client, county.officer("organiser", within=NEIGHBOUR))
    shown = {name: client.get(reverse(name)) for name in set(editor_addresses()) - OPEN_IN_THE_EDITOR}

    assert shown["wagtailadmin_home"].status_code == 200
    assert not [name for name, answer in shown.items() if answer.status_code >= 500]
    assert not [(name, secret) for name, answer in shown.items() for secret in PERSONAL if secret in body(answer)]

from django.urls import reverse

from certificates.domain.designs import design_for
from courses.domain import officers
from tests.factories import places, training


def test_designs_are_edited_by_the_organiser_of_their_programme(client, db):
    training.track_page()
    organiser = places.user("zhang")
    officers.appoint(organiser, "organiser", places.region(), by=None)
    own = design_for(places.programme(), "completion")
    other = design_for(places.programme(region=places.region("433126000000", name="古丈县")), "completion")
    client.force_login(organiser)
    listed = client.get(reverse("designs:index")).text
    assert own.issuer in listed
    assert other.issuer not in listed
    assert '<td data-label="示范项目"><span>' in listed  # what a phone shows as a card
    assert "使用中" in listed
    assert client.get(reverse("designs:edit", args=[own.pk])).status_code == 200
    assert client.get(reverse("designs:edit", args=[other.pk])).status_code == 404
    fields = {"title": "培训证明", "issuer": "永顺县商务局", "wording": "{name}学完{course}。"}
    assert client.post(reverse("designs:edit", args=[own.pk]), fields).status_code == 302
    own.refresh_from_db()
    assert own.issuer == "永顺县商务局"


def test_designs_open_for_who_may_do_everything(admin_client):
    training.track_page()
    design = design_for(places.programme(), "completion")
    for address in (reverse("designs:index"), reverse("designs:edit", args=[design.pk])):
        answer = admin_client.get(address)
        assert answer.status_code == 200
        assert "/delete/" not in answer.text

"""Captions at the organiser's desk and in the lesson."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.domain import officers
from media.domain import captions
from tests.factories import clips, places

pytestmark = pytest.mark.django_db
SRT = "1\n00:00:01,000 --> 00:00:03,500\n大家好<b>呀</b>\n"


def test_captions_are_added_corrected_and_taken_away(client):
    video = clips.ready_row()
    address = reverse("videos:captions", args=[video.pk])
    user = places.user("organiser")
    officers.appoint(user, "organiser", places.region(), by=None)
    client.force_login(user)
    response = client.post(address, {"file": SimpleUploadedFile("a.srt", SRT.encode("gbk"))}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("videos:inspect", args=[video.pk])
    assert [cue.text for cue in captions.of(video)] == ["大家好呀"]
    shown = client.get(address).content.decode()
    assert "00:00:01.000 --&gt; 00:00:03.500" in shown
    client.post(address, {"text": captions.write(captions.of(video)).replace("大家好", "乡亲们好")})
    assert [cue.text for cue in captions.of(video)] == ["乡亲们好呀"]
    refused = client.post(address, {"text": "没有时间"})
    assert refused.context["form"].non_field_errors()
    client.post(address, {"text": ""})
    assert captions.of(video) == []


def test_captions_are_closed_to_people_without_the_permission(client):
    video = clips.ready_row()
    client.force_login(places.user("trainee"))
    assert client.get(reverse("videos:captions", args=[video.pk])).status_code == 302

"""The state of a job: for its asker and for organisers, cheap to ask again."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from lms.kit.models import Job
from tests.factories import places

pytestmark = pytest.mark.django_db


def make_job(user, **fields):
    return Job.objects.create(kind="media.transcode_video", subject="1", queue="media-low", created_by=user, **fields)


def test_status_answers_json_with_etag(client):
    user = places.user("asker")
    job = make_job(user, state="running", progress=42, note="第 3 段")
    client.force_login(user)
    url = reverse("job_status", args=[job.pk])
    response = client.get(url, headers={"accept": "application/json"})
    assert response.json() == {
        "state": "running",
        "label": str(Job.State.RUNNING.label),
        "progress": 42,
        "note": "第 3 段",
        "finished": False,
    }
    again = client.get(url, headers={"accept": "application/json", "if-none-match": response["ETag"]})
    assert again.status_code == 304
    Job.objects.update(progress=43)
    changed = client.get(url, headers={"accept": "application/json", "if-none-match": response["ETag"]})
    assert changed.status_code == 200


def test_fragment_asks_again_while_running_and_reloads_the_page_at_the_end(client):
    user = places.user("asker")
    job = make_job(user, state="running", progress=42)
    client.force_login(user)
    url = reverse("job_status", args=[job.pk])
    running = client.get(url, headers={"hx-request": "true"})
    assert f'hx-get="{url}"' in running.content.decode()
    assert 'value="42"' in running.content.decode()
    assert "HX-Refresh" not in running
    Job.objects.update(state="failed", note="<b>坏了</b>")
    ended = client.get(url, headers={"hx-request": "true"})
    assert "hx-get" not in ended.content.decode()
    assert "&lt;b&gt;坏了" in ended.content.decode()
    assert ended["HX-Refresh"] == "true"


def test_status_is_hidden_from_others_and_shown_to_who_may_see_all_jobs(client):
    job = make_job(places.user("asker"))
    url = reverse("job_status", args=[job.pk])
    assert client.get(url).status_code == 404
    neighbour = places.user("neighbour")
    client.force_login(neighbour)
    assert client.get(url).status_code == 404
    neighbour.user_permissions.add(Permission.objects.get(codename="view_job"))
    assert client.get(url).status_code == 200
    assert client.get(reverse("job_status", args=[job.pk + 1])).status_code == 404

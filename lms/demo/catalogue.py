"""The courses of the demo as Wagtail pages, from `catalogue.toml`, with their videos put through the real pipeline."""

import tomllib
import uuid
from pathlib import Path

from celery import current_app
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.html import escape
from wagtail.models import Page, Site

from courses.models import CatalogueIndexPage, CoursePage, Lesson, Module, TrackPage
from lms.kit.models import Job
from media.domain import captions, pipeline
from media.models import Video

from . import lectures, words

TEXTS = Path(__file__).with_name("catalogue.toml")
ASKED = ("test_questions", "test_minutes", "work_task")
LESSONS = uuid.UUID("6a1b6f5e-3a57-4c7e-8f0a-1f1d2c3b4a59")


def build(*, by, say=print) -> dict[str, CoursePage]:
    """The catalogue with all courses published, by slug; `by` is the organiser who uploads."""
    texts = tomllib.loads(TEXTS.read_text())
    videos = _videos(texts, by=by, say=say)
    index = _index_page()
    tracks = {
        text["track"]: index.add_child(instance=TrackPage(slug=text["track"], **text)) for text in texts["tracks"]
    }
    return {text["slug"]: _course(tracks[text["track"]], text, videos) for text in texts["courses"]}


def _index_page() -> CatalogueIndexPage:
    """The home page in the place of the one Wagtail begins with."""
    root = Page.objects.get(depth=1)
    index = root.add_child(
        instance=CatalogueIndexPage(title="乡学", slug="xiangxue", intro="永顺县电子商务进农村综合示范 · 免费培训")
    )
    site, _made = Site.objects.get_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": index}
    )
    former, site.root_page, site.site_name = site.root_page, index, "乡学"
    site.save()
    if former.pk != index.pk and former.depth == 2:
        former.delete()
    return index


def _course(track: TrackPage, text: dict, videos: dict[str, Video]) -> CoursePage:
    fields = {name: text[name] for name in ("slug", "title", "summary", "audience", "theory_hours", "practice_hours")}
    fields |= {name: text[name] for name in ASKED if name in text}
    page = CoursePage(is_value_added=text.get("is_value_added", False), body=_body(text), **fields)
    page.modules = [
        Module(
            title=module["title"],
            sort_order=place,
            lessons=[
                Lesson(
                    # The same key in every demo: addresses in documents and tests stay right.
                    key=uuid.uuid5(LESSONS, f"{text['slug']}/{lesson['title']}"),
                    title=lesson["title"],
                    video=videos.get(_video_name(text, lesson)),
                    text=_lesson_text(lesson),
                    sort_order=order,
                )
                for order, lesson in enumerate(module["lessons"])
            ],
        )
        for place, module in enumerate(text["modules"])
    ]
    track.add_child(instance=page)
    page.save_revision().publish()
    return page


def _body(text: dict) -> str:
    names = "、".join(f"“{module['title']}”" for module in text["modules"])
    return (
        f"<p>本课程分{len(text['modules'])}个单元：{escape(names)}。"
        "每一课都有文字讲义，流量不够时只读文字也能学会。</p>"
        "<h3>怎样算学完</h3><p>到课不少于应到课时的八成；有实操的课至少参加一次实操；线上部分的视频看满八成。"
        "有考核的课答对六成；要交作品的课，作品由讲师认可。</p>"
    )


def _lesson_text(lesson: dict) -> str:
    points = "".join(f"<li>{escape(point)}</li>" for point in lesson["points"])
    return f"<p>{escape(lesson['text'])}</p><ul>{points}</ul>"


def _video_name(course: dict, lesson: dict) -> str:
    """Lectures belong to one lesson; a clip is one video however many lessons show it."""
    kind = lesson.get("video", "")
    return f"{course['slug']}-{kind}" if "lecture" in kind else kind


def _videos(texts: dict, *, by, say) -> dict[str, Video]:
    sources = lectures.clips()
    if not sources:
        say("The sample clips could not be fetched; the lessons go on without them.")
    made = {}
    for course in texts["courses"]:
        for lesson in (lesson for module in course["modules"] for lesson in module["lessons"]):
            name = _video_name(course, lesson)
            if "lecture" in name:
                sources[name] = lectures.lecture(name, lesson["title"], lesson["points"])
            if name in sources and name not in made:
                say(f"Video: {lesson['title']}")
                with sources[name].open("rb") as file:
                    made[name] = _transcoded(File(file, name=f"{name}.mp4"), title=lesson["title"], by=by)
                if "lecture" in name:
                    captions.keep(made[name], words.path_of(sources[name]).read_bytes(), by=by)
    # One file that is no video, so that the list of videos shows what a refusal looks like.
    _transcoded(ContentFile("这不是视频。".encode() * 200, name="通知.mp4"), title="传错的文件（示例）", by=by)
    return made


def _transcoded(file, *, title: str, by) -> Video:
    """Upload and work in one process: the message that waits for a worker will find the job done."""
    video = pipeline.receive(file, title=title, by=by)
    job = Job.objects.unfinished().about(pipeline.TASK, video.pk).get()
    current_app.tasks[pipeline.TASK].apply(args=[job.pk])
    video.refresh_from_db()
    return video

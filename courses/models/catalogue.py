"""The course catalogue in Wagtail: index → track → course, a course with its modules and lessons."""

import uuid

from django.core.paginator import Paginator
from django.db import models
from django.db.models.functions import Coalesce, Length, Substr
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index


class Track(models.TextChoices):
    """The three kinds of training of the programme (YS:119)."""

    BASIC = "basic", _("basic")
    PRACTICAL = "practical", _("practical")
    CADRE = "cadre", _("cadre")


def found_courses(below: Page, request) -> dict:
    """`{"query", "page_obj"}`: published courses below a page, those that match `?q=` when it is there."""
    query = request.GET.get("q", "").strip()[:100]
    courses = CoursePage.objects.live().descendant_of(below)
    found = courses.search(query) if query else courses.order_by("path")
    return {"query": query, "page_obj": Paginator(found, 20).get_page(request.GET.get("page"))}


class CatalogueIndexPage(Page):
    """The home page: the three tracks, or the courses `?q=` finds in all of them."""

    intro = models.CharField(_("introduction"), max_length=200, blank=True)

    template = "courses/catalogue_index_page.html"
    max_count = 1
    subpage_types = ["courses.TrackPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("course catalogue")
        verbose_name_plural = _("course catalogues")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if request.GET.get("q", "").strip():
            return context | found_courses(self, request)
        return context | {"tracks": TrackPage.objects.child_of(self).live().with_course_counts()}


class TrackPageQuerySet(PageQuerySet):
    def with_course_counts(self):
        """Tracks in the order of the tree, each with `courses`: how many published courses it has."""
        inside = (
            CoursePage.objects.live()
            .order_by()  # the order of the tree would split the groups
            .annotate(parent_path=Substr("path", 1, Length("path") - Page.steplen))
            .filter(parent_path=models.OuterRef("path"))
            .values("parent_path")
            .annotate(number=models.Count("pk"))
        )
        counted = Coalesce(models.Subquery(inside.values("number")), 0)
        return self.annotate(courses=counted).order_by("path")


class TrackPage(Page):
    """One track and its courses."""

    track = models.CharField(_("track"), max_length=10, choices=Track, unique=True)
    intro = models.CharField(_("introduction"), max_length=200, blank=True)

    template = "courses/track_page.html"
    parent_page_types = ["courses.CatalogueIndexPage"]
    subpage_types = ["courses.CoursePage"]
    content_panels = [*Page.content_panels, FieldPanel("track"), FieldPanel("intro")]

    objects = PageManager.from_queryset(TrackPageQuerySet)()

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | found_courses(self, request)


class CoursePage(Page):
    """What can be taught: for whom, how long, and the syllabus of modules and lessons."""

    summary = models.CharField(_("summary"), max_length=200, blank=True)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    body = RichTextField(_("about the course"), blank=True, features=["h3", "bold", "ol", "ul", "link"])
    theory_hours = models.PositiveSmallIntegerField(_("theory hours (45 min)"), default=0)
    practice_hours = models.PositiveSmallIntegerField(_("practice hours (45 min)"), default=0)
    is_value_added = models.BooleanField(_("value-added training"), default=False)
    cover = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )

    template = "courses/course_page.html"
    parent_page_types = ["courses.TrackPage"]
    subpage_types = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("cover"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("theory_hours"), FieldPanel("practice_hours")], heading=_("hours")),
        FieldPanel("is_value_added"),
        InlinePanel("modules", heading=_("syllabus"), label=_("module")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("audience"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {
            "track": self.get_parent().specific,
            "modules": self.modules.prefetch_related("lessons__video"),
        }

    @property
    def track(self) -> str:
        """The track this course stands under."""
        return self.get_parent().specific.track

    @property
    def hours(self) -> int:
        """Theory and practice together, in hours of 45 minutes."""
        return self.theory_hours + self.practice_hours

    def syllabus(self) -> list[dict]:
        """Modules and lessons as plain data, the form in which a class freezes them (see `TrainingClass.syllabus`)."""
        return [
            {"title": module.title, "lessons": [lesson.as_taught() for lesson in module.lessons.all()]}
            for module in self.modules.all()
        ]


class Module(Orderable, ClusterableModel):
    """A part of a course."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="modules", verbose_name=_("course"))
    title = models.CharField(_("title"), max_length=100)

    panels = [FieldPanel("title"), InlinePanel("lessons", heading=_("lessons"), label=_("lesson"))]

    class Meta(Orderable.Meta):
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def __str__(self):
        return self.title


class Lesson(Orderable):
    """One lesson of a module. `key` stays the same through every edit of the page: watching is kept under it."""

    key = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    module = ParentalKey(Module, on_delete=models.CASCADE, related_name="lessons", verbose_name=_("module"))
    title = models.CharField(_("title"), max_length=100)
    video = models.ForeignKey(
        "media.Video", models.PROTECT, null=True, blank=True, related_name="lessons", verbose_name=_("video")
    )
    text = RichTextField(_("text"), blank=True, features=["h3", "bold", "ol", "ul", "link"])
    attachment = models.ForeignKey(
        "wagtaildocs.Document", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("attachment")
    )

    panels = [FieldPanel("title"), FieldPanel("video"), FieldPanel("text"), FieldPanel("attachment")]

    class Meta(Orderable.Meta):
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def __str__(self):
        return self.title

    @property
    def minutes(self) -> int:
        """Length of the video in begun minutes; 0 without one."""
        return -(-self.video.seconds // 60) if self.video else 0

    def as_taught(self) -> dict:
        """`{"key", "title", "video", "seconds"}`: what a class promises of this lesson; seconds 0 without a video."""
        return {
            "key": str(self.key),
            "title": self.title,
            "video": self.video_id,
            "seconds": self.video.seconds if self.video else 0,
        }

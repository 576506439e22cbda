"""The question bank at the desk: one library for all organisers, written by hand or brought in by lists."""

import django_filters
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button

from courses.domain import questions
from courses.forms.questions import QuestionForm, QuestionListForm
from courses.models import CoursePage, Question, QuestionList

from .lists import OrganisersPolicy
from .scoped import ScopedViewSet

HOME = "questions"
A_PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VERDICTS = ("new", "known", "refused")


class QuestionsPolicy(OrganisersPolicy):
    """Organisers write and change questions; nobody deletes one."""

    def user_has_permission(self, user, action):
        return super().user_has_permission(user, "add" if action == "change" else action)


class QuestionFilters(WagtailFilterSet):
    course = django_filters.ModelChoiceFilter(label=_("course"), queryset=CoursePage.objects.order_by("title"))
    kind = django_filters.MultipleChoiceFilter(label=_("kind"), choices=Question.Kind.choices)
    retired = django_filters.BooleanFilter(
        label=_("retired"), field_name="retired_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Question
        fields = ["course", "kind", "retired"]


class QuestionIndex(generic.IndexView):
    filterset_class = QuestionFilters
    default_ordering = "-pk"

    def get_base_queryset(self):
        return Question.objects.select_related("course")

    @cached_property
    def header_more_buttons(self):
        bring = Button(_("Bring in a list"), url=reverse(f"{HOME}:upload"), icon_name="upload", priority=10)
        return [*super().header_more_buttons, bring]

    @property
    def columns(self):
        def page(question):
            return reverse(f"{HOME}:edit", args=[question.pk])

        return [
            TitleColumn("text", label=_("question"), get_url=page),
            Column("kind", label=_("kind"), accessor="get_kind_display"),
            Column("course", label=_("course")),
            StatusTagColumn("state", label=_("state"), accessor=_state, primary=lambda found: not found.retired_at),
        ]


def _state(question: Question):
    return _("retired") if question.retired_at else _("in use")


class QuestionCreate(generic.CreateView):
    success_message = _("The question is in the bank.")

    def save_instance(self):
        return questions.keep(self.form.draft, self.form.cleaned_data["course"], by=self.request.user)

    def get_success_buttons(self):
        return []


class QuestionEdit(generic.EditView):
    template_name = "courses/admin/question_form.html"
    success_message = _("The question is changed. Tests already taken stay as they were.")

    def save_instance(self):
        found = Question.objects.get(pk=self.object.pk)
        return questions.keep(self.form.draft, found.course, question=found, by=self.request.user)

    def get_success_buttons(self):
        return []


class OfOrganisers(PermissionCheckedMixin, View):
    permission_policy = None
    permission_required = "add"


class RetireQuestion(OfOrganisers):
    """The button that takes a question out of use, or back in."""

    def get(self, request, pk):
        return HttpResponseNotAllowed(["POST"])

    def post(self, request, pk):
        question = get_object_or_404(Question, pk=pk)
        act = questions.bring_back if "back" in request.POST else questions.retire
        act(question, by=request.user)
        return redirect(f"{HOME}:edit", pk)


class UploadQuestions(OfOrganisers):
    """Choose a file; what comes back is a dry run."""

    def get(self, request, form=None):
        form = form or QuestionListForm(initial={"course": request.GET.get("course")})
        earlier = QuestionList.objects.select_related("course", "uploaded_by")[:10]
        context = _frame(_("Bring in a list of questions")) | {"form": form, "earlier": earlier}
        return render(request, "courses/admin/question_upload.html", context, status=422 if form.errors else 200)

    def post(self, request):
        form = QuestionListForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            given = {"data": file.read(), "name": file.name, "by": request.user}
            try:
                found = questions.receive(form.cleaned_data["course"], **given)
            except questions.QuestionsRefused as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect(f"{HOME}:list", found.pk)
        return self.get(request, form=form)


class OneList(OfOrganisers):
    """What was found, row by row; POST brings in what is new."""

    def get(self, request, pk):
        found = get_object_or_404(QuestionList.objects.select_related("course"), pk=pk)
        lines = questions.look_through(found)
        counts = {verdict: sum(line["verdict"] == verdict for line in lines) for verdict in VERDICTS}
        shown = request.GET.get("show", "")
        chosen = [line for line in lines if shown not in VERDICTS or line["verdict"] == shown]
        context = _frame(found.name) | {
            "list": found,
            "counts": counts,
            "shown": shown if shown in VERDICTS else "",
            "total": len(lines),
            "page_obj": Paginator(chosen, A_PAGE).get_page(request.GET.get("page")),
        }
        return render(request, "courses/admin/question_list.html", context)

    def post(self, request, pk):
        found = get_object_or_404(QuestionList, pk=pk)
        added = questions.bring_in(found, by=request.user)
        text = ngettext("%(number)d question is in the bank.", "%(number)d questions are in the bank.", added)
        messages.success(request, text % {"number": added})
        return redirect(f"{HOME}:list", pk)


class QuestionTemplate(OfOrganisers):
    def get(self, request):
        return _download(questions.template(), "questions.xlsx")


class RefusedQuestions(OfOrganisers):
    """The refused rows with their reasons, to mend and upload again."""

    def get(self, request, pk):
        found = get_object_or_404(QuestionList, pk=pk)
        return _download(questions.refused_rows(found), f"refused-questions-{found.pk}.xlsx")


def _frame(title) -> dict:
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "help",
        "breadcrumbs_items": [
            {"url": reverse(f"{HOME}:index"), "label": Question._meta.verbose_name_plural},
            {"url": "", "label": title},
        ],
    }


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class QuestionViewSet(ScopedViewSet):
    model = Question
    name = HOME
    icon = "help"
    menu_label = _("Question bank")
    menu_hook = "register_catalogue_menu_item"
    menu_order = 20
    index_view_class, add_view_class, edit_view_class = QuestionIndex, QuestionCreate, QuestionEdit
    inspect_view_enabled = delete_view_enabled = False
    search_fields = ["text"]

    @property
    def permission_policy(self):
        return QuestionsPolicy(self.model)

    def get_form_class(self, for_update=False):
        return QuestionForm

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/retire/", self.construct_view(RetireQuestion), name="retire"),
            path("lists/", self.construct_view(UploadQuestions), name="upload"),
            path("lists/template/", self.construct_view(QuestionTemplate), name="template"),
            path("lists/<int:pk>/", self.construct_view(OneList), name="list"),
            path("lists/<int:pk>/refused/", self.construct_view(RefusedQuestions), name="refused"),
        ]

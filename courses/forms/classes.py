"""A training class and its sessions on one page."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from courses.domain.scheduling import next_number
from courses.models import CoursePage, Region, Session, TrainingClass
from courses.models.scope import EVERY, Role, visible_regions
from courses.permissions import may_plan
from lms.kit.clock import local, today

from .scoped import ScopedForm, narrow

# Once people enrol, what they were promised stays.
FROZEN_WHEN_OPEN = ("programme", "course", "number", "mode")
Level = Region.Level


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class CourseChoice(forms.ModelChoiceField):
    def label_from_instance(self, page):
        return page.title if page.live else _("%(course)s (draft)") % {"course": page.title}


class ClassForm(ScopedForm):
    """Plan or change a class; an open class keeps its course, programme, number and mode."""

    course = CourseChoice(CoursePage.objects.order_by("title"), label=_("Course"))
    number = forms.IntegerField(
        label=_("Number of the class"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=_("Empty: the next number."),
    )
    reason = forms.CharField(
        label=_("Why are sessions moved or cancelled?"),
        max_length=200,
        required=False,
        help_text=_("Needed when you move or cancel a session of an open class. People with a place read it."),
    )

    class Meta:
        model = TrainingClass
        fields = (
            "course",
            "programme",
            "number",
            "region",
            "mode",
            "trainer",
            "starts_on",
            "ends_on",
            "seats",
            "notice",
        )
        widgets = {"starts_on": DateInput(), "ends_on": DateInput(), "notice": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regions = Region.objects.current().exclude(level=Level.VILLAGE)
        regions = visible_regions(regions, self.for_user, Role.ORGANISER, field=None, programme=EVERY)
        self.fields["region"].queryset = regions
        if self.instance.state != TrainingClass.State.OPEN:
            del self.fields["reason"]
        if self.instance.pk is None:
            self._propose(regions)
        elif self.instance.state != TrainingClass.State.PLANNED:
            for name in FROZEN_WHEN_OPEN:
                self.fields[name].disabled = True

    def _propose(self, regions):
        programme = self.fields["programme"].queryset.filter(starts_on__lte=today(), ends_on__gte=today()).first()
        if programme:
            self.initial.setdefault("programme", programme.pk)
            self.initial.setdefault("number", next_number(programme))
        self.initial.setdefault("region", regions.order_by("code").values_list("pk", flat=True).first())

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("number") and "number" not in self.errors:
            cleaned["number"] = self.instance.number if self.instance.pk else None
        region, programme = cleaned.get("region"), cleaned.get("programme")
        if region and programme and not may_plan(self.for_user, region, programme):
            self.add_error("programme", _("You do not organise this programme there. Choose another."))
        return cleaned

    def _get_validation_exclusions(self):
        # An empty number is filled in under a lock when the class is saved.
        excluded = super()._get_validation_exclusions()
        return excluded | {"number"} if not self.cleaned_data.get("number") else excluded


class SessionForm(forms.ModelForm):
    """One session as day, from and to; an empty row is no session, an empty trainer is the class's."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
    start = forms.TimeField(label=_("From"), widget=TimeInput())
    end = forms.TimeField(label=_("To"), widget=TimeInput())

    class Meta:
        model = Session
        fields = ("venue", "trainer", "kind", "topic")

    field_order = ("day", "start", "end", "venue", "trainer", "kind", "topic")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        narrow(self.fields, user)
        self.fields["trainer"].required = False
        self.fields["trainer"].empty_label = _("trainer in charge")
        if self.instance.pk:
            start, end = localtime(self.instance.starts_at), localtime(self.instance.ends_at)
            self.initial |= {"day": start.date(), "start": start.time(), "end": end.time()}
            if self.instance.state != Session.State.PLANNED:
                for field in self.fields.values():
                    field.disabled = True

    def clean(self):
        cleaned = super().clean()
        day, start, end = (cleaned.get(name) for name in ("day", "start", "end"))
        if day and start and end:
            if end <= start:
                raise ValidationError({"end": _("The session ends before it starts. Change one of the times.")})
            self.instance.starts_at, self.instance.ends_at = local(day, start), local(day, end)
        return cleaned

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"trainer"}


class SessionFormSet(forms.BaseInlineFormSet):
    """The sessions of a class: ticking one off cancels it, it stays on record.

    Sessions, venues and trainers are asked for once, however many rows there are.
    """

    def get_queryset(self):
        return self._sessions

    @cached_property
    def _sessions(self):
        return super().get_queryset().select_related("venue", "trainer").order_by("starts_at")

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name in ("venue", "trainer"):
            if name not in self._offered:
                self._offered[name] = list(form.fields[name].choices)
            form.fields[name].choices = self._offered[name]

    @cached_property
    def _offered(self) -> dict[str, list]:
        return {}

    def plan(self, training_class) -> tuple[list[Session], list[Session]]:
        """New or changed sessions, and those to cancel; call it when the formset is valid."""
        changed, cancelled = [], []
        for form in self.forms:
            if self._should_delete_form(form):
                if form.instance.pk:
                    cancelled.append(form.instance)
            elif form.has_changed():
                if form.instance.trainer_id is None:
                    form.instance.trainer = training_class.trainer
                changed.append(form.instance)
        return changed, cancelled


# The half days of a county class; the second is mostly practice.
HALF_DAYS = (
    {"start": dt.time(9), "end": dt.time(11, 30), "kind": Session.Kind.THEORY},
    {"start": dt.time(14, 30), "end": dt.time(17), "kind": Session.Kind.PRACTICE},
)


def session_formset(data, *, instance, user) -> SessionFormSet:
    """Rows for the sessions of `instance`: two half days for a new class, one empty row for an old one."""
    is_new = instance.pk is None
    made = forms.inlineformset_factory(
        TrainingClass, Session, form=SessionForm, formset=SessionFormSet, extra=2 if is_new else 1, max_num=60
    )
    initial = HALF_DAYS if is_new else HALF_DAYS[:1]
    return made(data, instance=instance, prefix="sessions", form_kwargs={"user": user}, initial=initial)

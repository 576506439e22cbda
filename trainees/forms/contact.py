"""The visit on a phone: one page, few taps; and the filters of the list that leads to it."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models.places import within
from lms.kit.clock import today
from lms.kit.words import no_whole_number
from trainees.domain import evidence, outcomes
from trainees.domain.contacts import Contact, NobodyWasReached
from trainees.domain.names import LONGEST_SEARCH, called
from trainees.domain.outcomes import Employment, Help, Shop
from trainees.models import ContactAttempt, FollowUpTask, Need, OutcomeReport, Trainee

from .register import AreaFilterForm, RegionField

Platform = OutcomeReport.Platform


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options):
        super().__init__(format="%Y-%m-%d", **options)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["max"] = today().isoformat()
        return context


def day_field(label):
    return forms.DateField(label=label, required=False, initial=today, widget=DayInput())


def text_field(label, longest: int, *, validators=(no_whole_number,), **attrs):
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget, validators=validators)


class ShopFields(forms.Form):
    """An online shop."""

    platform = forms.ChoiceField(label=_("Platform"), choices=Platform, required=False, widget=forms.RadioSelect)
    shop_name = text_field(_("Name of the shop"), 100)
    # Addresses and numbers of shops may look like a phone number.
    shop_address = text_field(
        _("Link or number of the shop"), 300, validators=(), inputmode="url", autocapitalize="off"
    )
    opened_on = day_field(_("Opened on"))

    def shop(self) -> Shop | None:
        """The shop that was filled in, if any."""
        data = self.cleaned_data
        if not data["platform"]:
            return None
        return Shop(
            platform=data["platform"],
            opened_on=data["opened_on"] or today(),
            name=data["shop_name"],
            address=data["shop_address"],
        )

    def clean(self):
        data = super().clean()
        named = data.get("shop_name") or data.get("shop_address")
        if named and not data.get("platform") and "platform" not in self.errors:
            self.add_error("platform", _("Choose the platform of this shop."))
        return data


class CorrectionForm(ShopFields):
    """The right facts of a shop that was reported wrongly."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["platform"].required = self.fields["opened_on"].required = True


class ContactForm(ShopFields):
    """One contact, and what was learnt. Fields under "reached" stay empty when nobody was."""

    op_id = forms.UUIDField(widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label=_("How did it go?"), choices=ContactAttempt.Result, widget=forms.RadioSelect, required=True
    )
    channel = forms.ChoiceField(
        label=_("How"), choices=ContactAttempt.Channel, widget=forms.RadioSelect, initial=ContactAttempt.Channel.VISIT
    )
    photo = forms.FileField(
        label=_("Photo of the shop"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}),
    )
    sales_yuan = forms.DecimalField(
        label=_("Sales of the last month, in yuan"),
        max_digits=14,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    employed = forms.BooleanField(label=_("Found work in e-commerce"), required=False)
    employer = text_field(_("Where they work"), 100)
    employed_since = day_field(_("Since"))
    need = forms.ChoiceField(label=_("Needs help with"), required=False, widget=forms.Select)
    need_text = text_field(_("What exactly"), 300)
    note = forms.CharField(
        label=_("Remarks"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[no_whole_number],
    )

    # Which field a refusal of the domain belongs to; the others stand above the form.
    REFUSED_AT = {
        evidence.NotAPicture: "photo",
        evidence.PictureTooLarge: "photo",
        outcomes.SalesOutOfRange: "sales_yuan",
        NobodyWasReached: "result",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["op_id"].initial = uuid.uuid4
        self.fields["need"].choices = [("", _("nothing")), *Need.Category.choices]

    def contact(self) -> Contact:
        """What was filled in, for `log_contact`."""
        data = self.cleaned_data
        employment = help_wanted = None
        if data["employed"] or data["employer"]:
            employment = Employment(since=data["employed_since"] or today(), employer=data["employer"])
        if data["need"] or data["need_text"]:
            help_wanted = Help(category=data["need"] or Need.Category.OTHER, text=data["need_text"])
        sales = data["sales_yuan"]
        return Contact(
            result=data["result"],
            channel=data["channel"],
            note=data["note"],
            op_id=data["op_id"],
            shop=self.shop(),
            employment=employment,
            sales_fen=None if sales is None else int(sales * 100),
            help_wanted=help_wanted,
            photo=data["photo"],
        )

    def refuse(self, refusal: Exception):
        """Show what the domain said where it belongs."""
        self.add_error(self.REFUSED_AT.get(type(refusal)), str(refusal))


class DueFilters(AreaFilterForm):
    """Which follow-ups to list; everything lives in the address."""

    q = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_SEARCH)  # typed in the search field above
    region = RegionField(label=_("Where"))
    overdue = forms.BooleanField(label=_("overdue only"))
    poor = forms.BooleanField(label=_("poverty-registered only"))
    missed = forms.BooleanField(label=_("missed: the time has run out"))

    def tasks(self):
        """Follow-ups of the user's area that pass the filters, in the order in which to go."""
        day, chosen = today(), self.chosen
        tasks = FollowUpTask.objects.visible_to(self.user)
        tasks = tasks.lapsed_on(day) if "missed" in chosen else tasks.waiting_on(day)
        if "q" in chosen:
            tasks = tasks.filter(enrolment__trainee__in=Trainee.objects.filter(called(chosen["q"])))
        if "region" in chosen:
            tasks = tasks.filter(within(chosen["region"], "enrolment__trainee__region"))
        if "overdue" in chosen:
            tasks = tasks.filter(due_on__lt=day)
        if "poor" in chosen:
            tasks = tasks.filter(enrolment__snapshot_poor=True)
        return tasks.poor_first(day).with_tries().select_related("enrolment__trainee__region__parent")

"""Filters of the register, and the reasons it asks before anything leaves its mask."""

import re

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.domain.region_search import LONGEST_SEARCH, found_by
from courses.models import Programme, Region
from courses.models.places import LEVEL_DIGITS
from courses.models.scope import scopes_of
from lms.kit.clock import today
from lms.kit.filters import FilterForm
from lms.kit.paging import MOST_COUNTED, FoundPaginator, LongListPaginator
from trainees.domain import disclosure
from trainees.domain.lookup import MOST_FOUND, is_personal_number, matching
from trainees.models import RegisterExport, Trainee, TraineeGroup

CODE = re.compile(r"[0-9]{12}")


def region_choices(user, chosen: str) -> list[tuple[str, str]]:
    """The user's regions with what lies directly below, and the way down to `chosen`: one query for any county.

    A level is indented by full-width spaces, so the list reads as a tree without script.
    """
    roots = [scope.region_id for scope in scopes_of(user)] or list(
        Programme.objects.visible_to(user).values_list("region_id", flat=True)
    )
    chosen = chosen if CODE.fullmatch(chosen) else ""
    opened = {chosen[:digits].ljust(12, "0") for digits in LEVEL_DIGITS.values()} if chosen else set()
    regions = Region.objects.visible_to(user)
    shown = regions.current().filter(Q(code__in=[*roots, chosen]) | Q(parent__in={*roots, *opened})).order_by("code")
    levels = list(LEVEL_DIGITS)
    top = min((levels.index(region.level) for region in shown), default=0)
    return [("", _("everywhere"))] + [
        (region.code, "　" * (levels.index(region.level) - top) + region.name) for region in shown
    ]


class RegionField(forms.CharField):
    """A region of the user's own area by its code; cleans to a Region or None."""

    widget = forms.Select

    def offer(self, user, chosen: str):
        self.user = user
        self.widget.choices = region_choices(user, chosen)

    def offer_found(self, user, found: list[Region]):
        """Only what was typed means, to choose from."""
        self.user = user
        self.widget.choices = [("", _("choose"))] + [(region.code, region.full_title) for region in found]

    def clean(self, value):
        code = super().clean(value)
        if not code:
            return None
        region = Region.objects.visible_to(self.user).select_related("superseded_by").filter(code=code).first()
        if region is None:
            raise forms.ValidationError(_("This region is not in your area. Choose another."))
        return region.today


class AreaFilterForm(FilterForm):
    """Filters for somebody: regions are those of their own area.

    Beside the list of regions stands a field to type into: a name, pinyin, initials or a code. If that means one
    place, it is chosen; if several, the list offers just these. It works without script.
    """

    MOST_FOUND = 50

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user, self.found = user, []
        field = self.fields.get("region")
        if not isinstance(field, RegionField):
            return
        self.fields["place"] = forms.CharField(
            label=_("Find a place"),
            required=False,
            max_length=LONGEST_SEARCH,
            widget=forms.TextInput(attrs={"placeholder": _("name, pinyin or code"), "autocomplete": "off"}),
        )
        order = list(self.fields)
        self.order_fields([*order[: order.index("region")], "place"])
        typed = self.data.get("place", "")
        self.found = list(found_by(Region.objects.visible_to(user), typed).select_related("parent")[: self.MOST_FOUND])
        if self.found:
            self._choose()
            field.offer_found(user, self.found)
        else:
            field.offer(user, self.data.get("region", ""))

    def _choose(self) -> None:
        """The one place found, or the one of those found that is chosen already."""
        codes = [region.code for region in self.found]
        if self.data.get("region") not in codes:
            self.data = self.data.copy()
            self.data["region"] = codes[0] if len(codes) == 1 else ""

    def clean(self):
        data = super().clean()
        if len(self.found) > 1 and not data.get("region"):
            self.add_error("region", _("Several places are called so: choose one."))
        return data

    def clean_place(self):
        typed = self.cleaned_data["place"]
        if typed and not self.found:
            raise forms.ValidationError(_("No place of your area is called so. Try a part of the name."))
        return typed


class RegisterFilters(AreaFilterForm):
    q = forms.CharField(widget=forms.HiddenInput, max_length=60)  # typed in the search field above
    region = RegionField(label=_("Township or village"))
    group = forms.ChoiceField(label=_("Group"), choices=[("", _("all")), *TraineeGroup.Group.choices])
    poor = forms.BooleanField(label=_("poverty-registered today"))
    weak = forms.BooleanField(label=_("without ID number"))

    def pages(self, people, per_page: int, *, walked=None) -> LongListPaginator:
        """Pages of `people`; `walked` are the same as `people(many=True)` gives them.

        Who looks for somebody, or for a kind of people, turns no hundred pages, and each person has to be looked at.
        """
        if not self.chosen.keys() & {"q", "group", "poor"}:
            return LongListPaginator(people, per_page, walked=walked, most=MOST_COUNTED)
        few = walked is None or "poor" not in self.chosen or "q" in self.chosen
        return FoundPaginator(people, per_page, walked=walked, few=few, most=MOST_FOUND)

    def people(self, *, many=False):
        """The people of the user's register that pass the filters, by name; `many` as in `lookup.matching`."""
        chosen = self.chosen
        return matching(
            Trainee.objects.in_register_of(self.user).canonical().filter(erased_at__isnull=True),
            text=chosen.get("q", ""),
            user=self.user,
            many=many,
            region=chosen.get("region"),
            group=chosen.get("group", ""),
            poor_day=today() if chosen.get("poor") else None,
            weak=chosen.get("weak", False),
        )

    def kept(self) -> dict:
        """The filters as a long list keeps them."""
        chosen = self.chosen
        region, text = chosen.get("region"), chosen.get("q", "")
        return {
            "text": "*" if is_personal_number(text) else text,  # a whole number is kept nowhere, and is no name
            "region": region.pk if region else "",
            "group": chosen.get("group", ""),
            "poor": bool(chosen.get("poor")),
            "weak": bool(chosen.get("weak")),
        }


class ReasonForm(forms.Form):
    """What somebody needs personal data for. The domain says what is enough."""

    reason = forms.ChoiceField(
        label=_("What do you need it for?"),
        choices=disclosure.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you need it for.")},
    )
    note = forms.CharField(
        label=_("In your own words"),
        max_length=200,
        help_text=_("At least 4 characters. It is kept, and the person may read it."),
        error_messages={"required": _("Write in at least 4 characters what you need it for.")},
    )


class ExportForm(ReasonForm):
    """How somebody takes a list away, and what for."""

    numbers = forms.ChoiceField(
        label=_("ID numbers and phone numbers"),
        choices=RegisterExport.Numbers.choices,
        initial=RegisterExport.Numbers.MASKED,
        required=False,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=_("Kind of file"),
        choices=RegisterExport.Kind.choices,
        initial=RegisterExport.Kind.XLSX,
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = ("numbers", "kind", "reason", "note")

    def clean_numbers(self):
        return self.cleaned_data["numbers"] or RegisterExport.Numbers.MASKED

    def clean_kind(self):
        return self.cleaned_data["kind"] or RegisterExport.Kind.XLSX

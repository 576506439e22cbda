"""The upload of a list about places; what is in the file is for `domain.place_lists` to say."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.domain.place_lists import MAX_BYTES
from courses.models import PlaceList, Region
from courses.models.scope import Role, visible_regions
from lms.kit.clock import today

from .classes import DateInput
from .scoped import ScopedForm

ABOVE_TOWNSHIPS = (Region.Level.COUNTY, Region.Level.PREFECTURE, Region.Level.PROVINCE)


class PlaceListForm(ScopedForm):
    """A file with what it is, for a county the organiser works in."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xls"}),
        help_text=gettext_lazy(
            "Divisions: CSV with code,name,level,parent_code. Poor villages: township, village, list, year on and year "
            "off it. Numbers of people: township and village or code, and one column a number."
        ),
    )
    succession = forms.FileField(
        label=gettext_lazy("Successors"),
        required=False,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        help_text=gettext_lazy("Only for divisions: CSV with code,successor. What it does not name is guessed."),
    )

    class Meta:
        model = PlaceList
        fields = ("kind", "region", "name", "source", "dated_on")
        widgets = {"dated_on": DateInput()}

    field_order = ("kind", "region", "name", "source", "dated_on", "file", "succession")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regions = Region.objects.current().filter(level__in=ABOVE_TOWNSHIPS)
        offered = visible_regions(regions, self.for_user, Role.ORGANISER, field=None)
        self.fields["region"].queryset = offered
        self.initial.setdefault("region", offered.filter(level="county").values_list("pk", flat=True).first())
        self.initial.setdefault("dated_on", today())

    def clean_file(self):
        return _whole(self.cleaned_data["file"])

    def clean_succession(self):
        return _whole(self.cleaned_data["succession"])

    def filled_in(self) -> PlaceList:
        """The list as typed, for `place_lists.receive`."""
        made, file, successors = self.instance, self.cleaned_data["file"], self.cleaned_data["succession"]
        made.file_name, made.data = file.name, file.read()
        made.successors = successors.read() if successors else b""
        return made


def _whole(file):
    if file and file.size > MAX_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)d MB. Split it and upload the parts.") % {"most": MAX_BYTES // 1024**2}
        )
    return file

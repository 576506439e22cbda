"""Giving a role and ending it."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.domain import officers
from courses.models import Region, StaffScope
from courses.models.scope import EVERY, Role, visible_regions
from lms.kit.clock import today
from lms.kit.phones import normal_phone

from .classes import DateInput
from .scoped import ScopedForm


class ScopeForm(ScopedForm):
    """Who gets which role where, from when until when. Sign-ins are named, not listed: most of them are trainees'."""

    officer = forms.CharField(
        label=_("Officer"),
        max_length=150,
        help_text=_("The user name they sign in with, or their mobile number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    class Meta:
        model = StaffScope
        fields = ("officer", "role", "region", "programme", "valid_from", "valid_until")
        widgets = {"valid_from": DateInput(), "valid_until": DateInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        given = officers.roles_to_grant(self.for_user)
        self.fields["role"].choices = [(role.value, role.label) for role in given]
        regions = Region.objects.exclude(level=Region.Level.VILLAGE)
        mine = visible_regions(regions, self.for_user, Role.ORGANISER, field=None, programme=EVERY)
        self.fields["region"].queryset = mine
        self.fields["programme"].empty_label = _("every programme")
        self.fields["valid_from"].initial = today()

    def clean_officer(self) -> str:
        typed = self.cleaned_data["officer"].strip()
        users = get_user_model().objects.filter(is_active=True)
        found = users.filter(username=typed).first()
        if found is None:
            try:
                found = users.with_phone(normal_phone(typed)).first()
            except ValidationError:
                found = None
        if found is None:
            raise ValidationError(
                _("Nobody signs in with this name or number. Ask them to sign in once, then try again.")
            )
        self.cleaned_data["user"] = found
        return typed

    def clean(self):
        data = super().clean()
        start, until = data.get("valid_from"), data.get("valid_until")
        if start and until and until < start:
            self.add_error("valid_until", _("The last day lies before the first. Change one of them."))
        return self._checked(data)

    def _checked(self, data):
        """What the domain would refuse is said beside its field."""
        region, programme = data.get("region"), data.get("programme")
        if region and programme and not officers.runs_in(programme, region):
            self.add_error("programme", _("This programme does not run there. Choose a region of its county."))
        if region and data.get("role") and not officers.may_grant(self.for_user, data["role"], region, programme):
            self.add_error("programme", _("You may not give this role there. Ask whoever runs the platform."))
        return data


class EndScopeForm(ScopedForm):
    class Meta:
        model = StaffScope
        fields = ("valid_until",)
        widgets = {"valid_until": DateInput()}

    def clean_valid_until(self):
        until = self.cleaned_data["valid_until"]
        if until and until < self.instance.valid_from:
            raise ValidationError(_("The last day lies before the first. Change one of them."))
        return until

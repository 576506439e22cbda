"""Seats for townships: a number for each of them, and the day until which they are kept."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.domain.quotas import townships_of

from .classes import DateInput

A_DAY_BEFORE = dt.timedelta(days=1)


class QuotaForm(forms.Form):
    """`shared` is what to give, by township, once the form is valid."""

    until = forms.DateField(label=_("Kept until"), widget=DateInput(), required=False)

    def __init__(self, *args, training_class, **kwargs):
        super().__init__(*args, **kwargs)
        self.training_class = training_class
        self.townships = townships_of(training_class)
        given = dict(training_class.township_seats.values_list("region_id", "seats"))
        for township in self.townships:
            self.fields[township.pk] = forms.IntegerField(
                label=township.name, min_value=0, max_value=9999, required=False, initial=given.get(township.pk)
            )
        self.initial["until"] = training_class.reserved_until or training_class.starts_on - A_DAY_BEFORE

    @property
    def numbers(self) -> list:
        """The fields of the townships."""
        return [self[township.pk] for township in self.townships]

    @property
    def shared(self) -> dict:
        return {township: self.cleaned_data.get(township.pk) or 0 for township in self.townships}

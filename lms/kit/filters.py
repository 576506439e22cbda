"""Filters of a list that live in its address; `components/_filters.html` shows them."""

from django import forms


class FilterForm(forms.Form):
    """What makes no sense is left out, the rest still filters. A hidden field is typed elsewhere on the page."""

    def __init__(self, data):
        super().__init__(data)
        for field in self.fields.values():
            field.required = False

    @property
    def chosen(self) -> dict:
        """Cleaned values of the fields that are filled in and make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

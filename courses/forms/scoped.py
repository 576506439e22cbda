"""Forms of the organiser's desk: they offer only what the organiser may see."""

from wagtail.admin.forms import WagtailAdminModelForm


class ScopedForm(WagtailAdminModelForm):
    """A form whose choices are the rows visible to `for_user`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        narrow(self.fields, self.for_user)


def narrow(fields, user) -> None:
    """Leave in every choice of rows only those `user` may see."""
    for field in fields.values():
        choices = getattr(field, "queryset", None)
        if hasattr(choices, "visible_to"):
            field.queryset = choices.visible_to(user)

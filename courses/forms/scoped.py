"""Forms of the organiser's desk: they offer only what the organiser may see."""

from wagtail.admin.forms import WagtailAdminModelForm

from courses.models import Region
from courses.models.scope import EVERY, Role, visible_regions


class ScopedForm(WagtailAdminModelForm):
    """A form whose choices are the rows visible to `for_user`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        narrow(self.fields, self.for_user)


class PlacedForm(ScopedForm):
    """Rows that stand in a county or township the organiser works in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        regions = Region.objects.current().exclude(level=Region.Level.VILLAGE)
        mine = visible_regions(regions, self.for_user, Role.ORGANISER, field=None, programme=EVERY)
        self.fields["region"].queryset = mine


def narrow(fields, user) -> None:
    """Leave in every choice of rows only those `user` may see."""
    for field in fields.values():
        choices = getattr(field, "queryset", None)
        if hasattr(choices, "visible_to"):
            field.queryset = choices.visible_to(user)

"""Pages of a list that may have a million rows: nobody turns two hundred pages, so no more than that is counted."""

from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

MOST_COUNTED = 10_000


class LongListPaginator(Paginator):
    """Pages of keys. Counts at most `most` rows; `is_cut` says that there are more.

    A list that is cut is not sorted as a whole: its pages come from `walked`, the same rows in an order in which the
    database keeps them.
    """

    def __init__(self, rows: QuerySet, per_page: int, *, walked: QuerySet | None = None, most: int = 0):
        super().__init__(rows, per_page)
        self.walked, self.most = walked, most or MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: self.most + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.most)

    @property
    def is_cut(self) -> bool:
        return self._counted > self.most

    def page(self, number) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = self.object_list if self.walked is None or not self.is_cut else self.walked
        keys = rows.values_list("pk", flat=True)[first : min(first + self.per_page, self.count)]
        return self._get_page(list(keys), number, self)

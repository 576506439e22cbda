"""Pages of a list that may have a million rows: nobody turns two hundred pages, so no more than that is counted."""

from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

MOST_COUNTED = 10_000


class LongListPaginator(Paginator):
    """Pages of keys, sorted as `rows` are. Counts at most `most` rows; `is_cut` says that there are more.

    A list that is cut is not sorted as a whole: its pages come from `walked`, the same rows in an order in which the
    database keeps them.
    """

    def __init__(self, rows: QuerySet, per_page: int, *, walked: QuerySet | None = None, most: int = 0):
        super().__init__(rows, per_page)
        self.walked, self.most = rows if walked is None else walked, most or MOST_COUNTED

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
        return self._get_page(self._keys(first, min(first + self.per_page, self.count)), number, self)

    def _keys(self, first: int, last: int) -> list:
        rows = self.walked if self.is_cut else self.object_list
        return list(rows.values_list("pk", flat=True)[first:last])


class FoundPaginator(LongListPaginator):
    """The same where it costs much to tell whether a row belongs to the list: the keys are asked for once.

    `few`: they are few among many, so they are collected in any order; else the walk goes on until enough are found.
    """

    def __init__(self, rows: QuerySet, per_page: int, *, few: bool, **options):
        super().__init__(rows, per_page, **options)
        self.few = few

    @cached_property
    def _found(self) -> list[tuple]:
        rows = self.object_list.order_by() if self.few else self.walked
        return list(rows.values_list(*self.object_list.query.order_by, "pk")[: self.most + 1])

    @property
    def _counted(self) -> int:
        return len(self._found)

    def _keys(self, first: int, last: int) -> list:
        if self.is_cut and self.few:
            return super()._keys(first, last)
        return [row[-1] for row in (self._found if self.is_cut else sorted(self._found))[first:last]]

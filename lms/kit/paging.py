"""Pages of a list that may have a million rows: nobody turns two hundred pages, so no more than that is counted."""

from functools import cached_property

from django.core.paginator import Paginator

MOST_COUNTED = 10_000


class LongListPaginator(Paginator):
    """Counts at most `MOST_COUNTED` rows; `is_cut` says that there are more."""

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: MOST_COUNTED + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @property
    def is_cut(self) -> bool:
        return self._counted > MOST_COUNTED

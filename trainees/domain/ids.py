"""Keys found before, as a subquery: thousands of them are one parameter, and within every database's limit."""

import json
from collections.abc import Iterable

from django.db.models import Func, TextField, Value


class Ids(Func):
    """Whole numbers for the right side of `__in`."""

    template = "(SELECT value FROM json_each(%(expressions)s))"

    def __init__(self, ids: Iterable[int], **extra):
        super().__init__(Value(json.dumps(sorted(ids))), output_field=TextField(), **extra)

    def as_postgresql(self, compiler, connection, **context):
        numbers = "(SELECT CAST(jsonb_array_elements_text(CAST(%(expressions)s AS jsonb)) AS bigint))"
        return self.as_sql(compiler, connection, template=numbers, **context)

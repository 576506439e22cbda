"""Moving every sealed value and every blind index to the newest key while people work.

A sealed value names its key and an index is compared with what it should be, so the work needs no memory: a run that
was stopped goes on with what still carries an old key. A value is replaced only while it is still the one that was
read; what somebody has just written stays.
"""

from django.apps import apps
from django.conf import settings

from lms.kit.sealed import SealedField, SealedFileField

from .batches import Batch
from .columns import Column
from .indexes import Indexes
from .rows import Files, Json

__all__ = ["Batch", "Column", "Files", "Indexes", "Json", "also", "stores"]

_more: list = []


def also(store) -> None:
    """Rotate a store that no field of ours declares; called once, when an app is ready."""
    _more.append(store)


def stores(*, indexes: bool = False) -> list:
    """Every place where sealed values lie; blind indexes while two keys are set, or when asked for."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        for one in model._meta.local_fields:
            if isinstance(one, SealedField):
                found.append(Column(one))
            elif isinstance(one, SealedFileField):
                found.append(Files(one, one.place()))
    indexes = indexes or len(settings.INDEX_KEYS) > 1
    return [*found, *(store for store in _more if indexes or not isinstance(store, Indexes))]

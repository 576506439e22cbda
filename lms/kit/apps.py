import sqlite3

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class KitConfig(AppConfig):
    name = "lms.kit"
    label = "kit"
    verbose_name = _("platform")

    def ready(self):
        connection_created.connect(_ask_for_the_limit)


def _ask_for_the_limit(connection, **kwargs):
    """SQLite takes many more values in a statement than the 999 Django 5.2 takes for granted; Django 6 asks, too."""
    if connection.vendor == "sqlite":
        connection.features.max_query_params = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)

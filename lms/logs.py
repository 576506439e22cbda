"""What is written down, and from where on it matters."""


def to_the_console(level: str, *, redis: bool) -> dict:
    """The LOGGING setting: lines of `level` and above on the console, and less of what others say too often."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "celery.beat": {"level": "WARNING"},
            # How a job went stands in its row.
            "celery.app.trace": {"level": "WARNING"},
            # The folder that serves as broker has no host name; kombu warns of that at every start.
            "kombu.connection": {"level": "WARNING" if redis else "ERROR"},
            "django_tasks": {"level": "WARNING"},
            "wagtail": {"level": "WARNING"},
        },
    }

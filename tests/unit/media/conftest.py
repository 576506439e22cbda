import pytest


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    """Published videos and private files of one test stay out of the next."""
    settings.VIDEO_ROOT = tmp_path / "videos"
    settings.STORAGES = settings.STORAGES | {
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "private", "base_url": None},
        }
    }

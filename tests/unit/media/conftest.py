import pytest


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    """Published videos of one test stay out of the next."""
    settings.VIDEO_ROOT = tmp_path / "videos"

"""The files of the project, for tests about the code itself."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("media", "courses", "trainees", "certificates")


def files(*endings: str) -> list[Path]:
    """Files of the project that git tracks or would, with one of `endings` (all without)."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    found = [ROOT / name for name in names if name and (not endings or name.endswith(endings))]
    return [file for file in found if file.is_file()]


def python() -> list[Path]:
    """Python files somebody wrote: all but migrations."""
    return [file for file in files(".py") if "migrations" not in file.parts]


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))

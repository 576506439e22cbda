"""A class of four in a village without network, and its trainer; made beside the demo county, in its database."""

import os
import subprocess
import sys
from dataclasses import dataclass

from tests.conftest import ROOT

NAMES = ["丁一诺", "卜二妹", "方三好", "吴四海"]


@dataclass(frozen=True)
class Village:
    """`trainer` is a username; `enrolments` by name, in the order of the roll."""

    trainer: str
    session: int
    enrolments: dict


def make(site, trainer: str) -> Village:
    """A session that has begun and goes on for hours; `trainer` signs in like every officer of the demo."""
    env = {**os.environ, "VAR_DIR": str(site.var), "DJANGO_SETTINGS_MODULE": "lms.settings"}
    command = [sys.executable, "-m", "tests.browser.village", trainer]
    told = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    session, *enrolments = (int(number) for number in told.split())
    return Village(trainer, session, dict(zip(NAMES, enrolments, strict=True)))


def _build(trainer: str) -> None:
    import django

    django.setup()

    from courses.models import CoursePage, Region
    from lms.demo.accounts import PASSWORD
    from lms.models import User
    from tests.factories import people, training

    user = User.objects.create_user(trainer, password=PASSWORD, name=f"讲师 {trainer}")
    village = Region.objects.filter(level="village", code__startswith="433127").first()
    number = 1000 + User.objects.count()
    teacher = training.trainer(user, name=user.name)
    held = training.training_class(page=CoursePage.objects.first(), trainer=teacher, number=number)
    session = training.running_session(held)
    made = [
        people.enrolment(
            people.trainee(
                name=name,
                name_pinyin="dbfw"[order],
                number=people.id_number((4 * number + order) % 1000, birth="19770301"),
                phone=f"+86138{number:06d}{order:02d}",
                region=village,
            ),
            held,
        )
        for order, name in enumerate(NAMES)
    ]
    sys.stdout.write(" ".join(str(row.pk) for row in (session, *made)))


if __name__ == "__main__":
    _build(sys.argv[1])

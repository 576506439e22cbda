"""`manage.py remove_second_factor NAME`: for somebody whose telephone and recovery codes are lost."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from lms.kit import audit
from lms.models import User


class Command(BaseCommand):
    help = "Take away every second factor of a user, after you have made sure who asks. They must set up a new one."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the user name")
        parser.add_argument("--because", required=True, help="how you made sure; it stands in the log")

    def handle(self, *, name, because, **options):
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {name!r}.")
        with transaction.atomic():
            number, _kinds = Authenticator.objects.filter(user=user).delete()
            audit.record("lms.user.remove_factor", user, by=None, purpose=because[:200], kind="all")
        self.stdout.write(f"{number} taken away. {name} sets up a new second factor at the next sign-in.")

"""Sessions at rest: sealed. While somebody signs in they hold a phone number and its code, or a factor's secret."""

import json

from django.contrib.sessions.backends import db

from lms.kit.sealed import SealBroken, seal, unseal

PLACE = "django_session.session_data"


class SessionStore(db.SessionStore):
    """Django's, with sealed data. What opens with none of our keys is an empty session: somebody signs in again."""

    def encode(self, session_dict: dict) -> str:
        return seal(json.dumps(session_dict, separators=(",", ":")), place=PLACE)

    def decode(self, session_data: str) -> dict:
        try:
            return json.loads(unseal(session_data, place=PLACE))
        except (SealBroken, ValueError):
            return {}

"""Villages by the name people write: 司城村, 司城, 灵溪镇司城村委会, or the 12-digit code."""

import difflib
import re
import unicodedata

from django.db.models import Q
from django.utils.translation import gettext as _

from courses.models import Region

_tail = re.compile(r"(村民委员会|居民委员会|村委会|居委会|社区|村|居)+$")
_township_tail = re.compile(r"(街道办事处|街道|镇|乡)$")
MOST_NAMES = 3


class VillageUnclear(Exception):
    """No village, or more than one, is meant; the text says which come near."""


class Villages:
    """The villages of one region (a county).

    `by_code` are those of today, which names mean. A code means more: who lives in a division that was withdrawn, or is
    known only by their township, stands in a list under its code and comes back with it.
    """

    def __init__(self, region: Region):
        lies_here = Q(code__range=region.code_range) | Q(code__in=region.moved_in)
        places = Region.objects.filter(lies_here, level__in=[Region.Level.TOWNSHIP, Region.Level.VILLAGE])
        self.coded = {place.pk: place for place in places}
        today = [place for place in self.coded.values() if not place.withdrawn_on]
        self.townships = {place.pk: place.name for place in today if place.level == Region.Level.TOWNSHIP}
        self.by_code = {place.pk: place for place in today if place.level == Region.Level.VILLAGE}
        self.by_name: dict[str, list[Region]] = {}
        for village in self.by_code.values():
            self.by_name.setdefault(_short(village.name), []).append(village)

    def find(self, text: str, township: str = "") -> Region:
        """The village meant by `text`, with its township when the name is used twice. Raises VillageUnclear."""
        text, township = _plain(text), _plain(township)
        if not text:
            raise VillageUnclear(_("The village is missing."))
        if text in self.coded:
            return self.coded[text]
        text, township = self._split(text, township)
        found = self.by_name.get(_short(text), [])
        if township:
            found = [village for village in found if self._lies_in(village, township)]
        if len(found) == 1:
            return found[0]
        if found:
            raise VillageUnclear(
                _("%(village)s lies in %(townships)s: write the township too.")
                % {"village": text, "townships": "、".join(self.township_of(village) for village in found)}
            )
        raise VillageUnclear(self._nobody_knows(text))

    def township_of(self, village: Region) -> str:
        return self.townships.get(village.township_code, "")

    def _split(self, text: str, township: str) -> tuple[str, str]:
        """灵溪镇司城村 → 司城村 in 灵溪镇."""
        for name in self.townships.values():
            if text.startswith(name) and len(text) > len(name):
                return text[len(name) :], township or name
        return text, township

    def _lies_in(self, village: Region, township: str) -> bool:
        return _township_tail.sub("", self.township_of(village)) == _township_tail.sub("", township)

    def _nobody_knows(self, text: str) -> str:
        near = difflib.get_close_matches(_short(text), self.by_name, n=MOST_NAMES, cutoff=0.5)
        if not near:
            return _("No village is called %(village)s. Compare it with the list of villages.") % {"village": text}
        names = [f"{self.township_of(village)}{village.name}" for short in near for village in self.by_name[short]]
        return _("No village is called %(village)s. Near it: %(names)s.") % {
            "village": text,
            "names": "、".join(names[:MOST_NAMES]),
        }


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _short(name: str) -> str:
    return _tail.sub("", name) or name

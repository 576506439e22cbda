"""What is known of an address: who may read it, what changes something there, and why strangers may."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .home_county import County

NOBODYS_PK = {"pk": 987_654}


@dataclass(frozen=True)
class Thing:
    """An address that takes an id.

    `at` gives its arguments in the home county, `unknown` those of an id nobody has. `reader` (a role, or "holder")
    may GET it. `posts` is a form that changes something when `poster` sends it. `public` says why strangers may read
    it: then its people still stay hidden, but for what `told` names. Roles in `shared_with` may see it from anywhere.
    """

    at: Callable[[County], dict]
    unknown: dict = field(default_factory=lambda: NOBODYS_PK)
    reader: str = ""
    poster: str = ""
    posts: Callable[[County], dict] = lambda county: {}
    public: str = ""
    told: tuple[str, ...] = ()
    shared_with: tuple[str, ...] = ()
    as_json: bool = False


@dataclass(frozen=True)
class Place:
    """An address without an id. `reader` sees the home county's person on it when `shows`; `posts` as for a Thing."""

    reader: str = ""
    shows: bool = True
    poster: str = ""
    posts: Callable[[County], dict] = lambda county: {}
    as_json: bool = False


def pk_of(name: str) -> Callable[[County], dict]:
    return lambda county: {"pk": getattr(county, name).pk}

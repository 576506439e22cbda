"""Regions, programmes, venues, officers."""

import datetime as dt

from django.contrib.auth import get_user_model

from courses.models import Programme, Region, StaffScope, Venue

COUNTY = "433127000000"
ROOM = "县电商中心 201"


def region(code: str = COUNTY, name: str = "", level: str = "") -> Region:
    """The region with `code` and everything above it; made when missing."""
    levels = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}
    parent = None
    for digits, its_level in levels.items():
        at = code[:digits].ljust(12, "0")
        if digits > 2 and parent is not None and at == parent.code:
            break
        is_last = at == code
        parent, _ = Region.objects.get_or_create(
            code=at,
            defaults={
                "name": (name if is_last and name else f"{its_level}-{at[:digits]}"),
                "level": its_level,
                "parent": parent,
            },
        )
        if is_last:
            break
    return parent


def village(number: int = 1, township: int = 1) -> Region:
    """Village `number` of township `township` in the test county."""
    return region(f"433127{100 + township}{200 + number}", name=f"第{township}镇第{number}村")


def programme(**fields) -> Programme:
    defaults = {
        "name": "永顺县电子商务进农村综合示范",
        "region": region(COUNTY, name="永顺县"),
        "starts_on": dt.date(2019, 7, 1),
        "ends_on": dt.date(2030, 9, 30),
    }
    return Programme.objects.create(**(defaults | fields))


def venue(**fields) -> Venue:
    defaults = {"name": ROOM, "region": region(), "seats": 60}
    return Venue.objects.get_or_create(**(defaults | fields))[0]


def user(username: str = "someone", **fields):
    return get_user_model().objects.create_user(username=username, password="a-long-password", **fields)


def officer(role: str, *, within: Region | None = None, username: str = ""):
    """A user who is `role` in a region, the test county by default."""
    made = user(username or role, name=f"测试{role}")
    StaffScope.objects.create(user=made, role=role, region=within or region(), valid_from=dt.date(2019, 1, 1))
    return made

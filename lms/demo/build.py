"""Builds the whole demo county: `small` through the domain, `county` with the bulk of it beside."""

import datetime as dt
import random

from django.contrib.auth import get_user_model
from django.db import transaction

from lms.kit.clock import today
from trainees.domain import look_alikes
from trainees.models import Trainee

from . import (
    accounts,
    assessment,
    bulk,
    catalogue,
    county,
    dossiers,
    flags,
    history,
    people,
    phones,
    pool,
    sign_in,
    viewing,
)

HOUSEHOLDS, PEOPLE = 150, 400


def build(*, size: str, seed: int, say=print) -> None:
    """Fill an empty database. All or nothing: a demo that breaks off leaves the database empty."""
    with transaction.atomic():
        place = county.build(today=today(), rng=random.Random(f"{seed}/county"))
        users = accounts.create(place)
        courses = catalogue.build(by=users["organiser"], say=say)
        assessment.bank(courses, by=users["organiser"])
        accounts.let_organisers_edit()
        say(f"People: {PEOPLE} in {HOUSEHOLDS} households")
        maker = people.Maker(random.Random(f"{seed}/people"))
        trainees = _register(place, maker)
        _sign_in_for(trainees)
        story = history.History(place, users, courses, trainees, random.Random(f"{seed}/history"))
        classes = []
        for plan in history.PLANS:
            classes.append(story.play(plan))
            say(f"{classes[-1]}: {classes[-1].get_state_display()}")
        phones.send_late(classes[10], users)
        pool.add_papers(place, by=users["organiser"])
        pool.plan_the_year(place, courses)
        pool.keep_seats(place, classes[-1], by=users["organiser"])
        dossiers.fill(classes, place, users, random.Random(f"{seed}/dossiers"))
        viewing.look(place.programme, by=users["organiser"])
        sign_in.fill(classes, users, random.Random(f"{seed}/sign-in"))
        if size == "county":
            say(f"Full size: {bulk.PEOPLE} more people, {bulk.CLASSES} more classes")
            crowd = bulk.Bulk(place, users, courses, _crowd(maker, place), random.Random(f"{seed}/bulk"))
            crowd.write(say)
        flags.find_and_settle(place, users)


def _register(place: county.County, maker: people.Maker) -> list[Trainee]:
    """Everybody of the small county, the demo's own family first, with what is wrong on purpose."""
    families = maker.families(place.villages, place.poor_villages, households=HOUSEHOLDS, people=PEOPLE)
    own = families[0]
    own.people[0].name = "田小满"
    for person in own.people:
        person.phone = f"+86{accounts.TRAINEE_PHONE}"
    for family in families[20:25]:
        family.people[0].id_number = ""
    for family in families[30:34]:
        family.statuses = [(people.REGISTERED, place.today - dt.timedelta(days=30), None)]
        family.has_numbers = False
    # Three entries of people who stand in the list already: the same day of birth, and two without an ID number.
    for known, again in zip(families[50:53], families[60:63], strict=True):
        again.village = known.village
        again.people[0].name = known.people[0].name
        again.people[0].id_number = ""
    families[60].people[0].id_number = maker.number_beside(families[50].people[0].id_number)
    families[62].people[0].phone = families[52].people[0].phone
    for family in families[40:49]:
        family.people[0].phone = "+8619902000000"
    saved = people.save(families)
    look_alikes.find()
    return saved


def _crowd(maker: people.Maker, place: county.County) -> list[Trainee]:
    households = {"households": bulk.HOUSEHOLDS, "people": bulk.PEOPLE, "first": HOUSEHOLDS + 1}
    return people.save(maker.families(place.villages, place.poor_villages, **households))


def _sign_in_for(trainees: list[Trainee]) -> None:
    """One phone for the first family: whoever signs in chooses who learns."""
    user = get_user_model()(username="demo-family", name="田小满")
    user.set_unusable_password()
    user.set_phone(f"+86{accounts.TRAINEE_PHONE}", verified=True)
    user.save()
    for trainee in trainees:
        if trainee.phone == user.phone:
            trainee.user = user
            trainee.save(update_fields=["user"])

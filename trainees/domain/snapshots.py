"""What an enrolment freezes: what was true of a person on the day of confirmation."""

from collections.abc import Iterable

from trainees.models import HouseholdMember, HouseholdStatus, Trainee, TraineeGroup

# A household lifted out of poverty stays in the register and in the figures (domain.md B2, B4).
IN_THE_POVERTY_REGISTER = (HouseholdStatus.Kind.REGISTERED, HouseholdStatus.Kind.LIFTED)


def taken(trainees: Iterable[Trainee], day) -> dict[int, dict]:
    """The fields of the snapshot by trainee id, as of `day`; three queries however many people."""
    trainees = list(trainees)
    ids = [trainee.pk for trainee in trainees]
    members = HouseholdMember.objects.filter(trainee__in=ids, valid_from__lte=day).exclude(valid_until__lt=day)
    homes = dict(members.order_by("valid_from").values_list("trainee_id", "household_id"))
    poor = set(
        HouseholdStatus.objects.on(day)
        .filter(household__in=set(homes.values()), kind__in=IN_THE_POVERTY_REGISTER)
        .values_list("household_id", flat=True)
    )
    groups = {}
    for trainee_id, group in TraineeGroup.objects.filter(trainee__in=ids).values_list("trainee_id", "group"):
        groups.setdefault(trainee_id, []).append(group)
    return {
        trainee.pk: {
            "snapshot_region_id": trainee.region_id,
            "snapshot_household_id": homes.get(trainee.pk),
            "snapshot_poor": homes.get(trainee.pk) in poor,
            "snapshot_labour": trainee.labour,
            "snapshot_away_place": trainee.away_place,
            "snapshot_away_months": trainee.away_months,
            "snapshot_sex": trainee.sex,
            "snapshot_birth_on": trainee.birth_on,
            "snapshot_education": trainee.education,
            "snapshot_groups": sorted(groups.get(trainee.pk, [])),
        }
        for trainee in trainees
    }

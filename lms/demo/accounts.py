"""The people who sign in to the demo, one for every role, and the table that tells how."""

from django.contrib.auth import get_user_model

from courses.domain import officers
from courses.models import Region, Role

from .calendar import at

PASSWORD = "xiangxue-demo"  # noqa: S105 - printed on purpose; the demo is refused in production
TRAINEE_PHONE = "19900000001"
# username, name, role, where they work (a region or None for the county), what they open first
OFFICERS = [
    ("organiser", "商务局 田组织", Role.ORGANISER, None, "/cms/"),
    ("trainer", "向老师", Role.TRAINER, None, "/teach/"),
    ("followup", "跟踪员 彭小妹", Role.FOLLOW_UP, None, "/follow-up/"),
    ("township", "芙蓉镇 罗专干", Role.TOWNSHIP, "433127103000", "/figures/"),
    ("auditor", "人社局 王审核", Role.AUDITOR, None, "/figures/"),
    ("poverty", "扶贫办 石干事", Role.POVERTY, None, "/register/"),
    ("province", "省商务厅 周处长", Role.PROVINCE, "430000000000", "/overview/"),
]


def create(county) -> dict:
    """The accounts by username: `admin` (may do everything) and the officers with their roles."""
    users = get_user_model().objects
    made = {"admin": users.create_superuser("admin", password=PASSWORD, name="系统管理员")}
    for username, name, role, within, _home in OFFICERS:
        made[username] = users.create_user(username, password=PASSWORD, name=name)
        region = Region.objects.get(pk=within or county.region.pk)
        with at(county.programme.starts_on, 8):  # what they did in the past they did in their role
            officers.appoint(made[username], role, region, by=made["admin"])
    trainer = county.trainers[0]
    trainer.user = made["trainer"]
    trainer.save(update_fields=["user"])
    return made


def table(site_url: str) -> str:
    """One line for every role: how to sign in and where to begin."""
    lines = [f"\nDemo accounts (password of all officers: {PASSWORD})", f"  {'role':<10} {'sign in as':<14} begin at"]
    lines += [f"  {'admin':<10} {'admin':<14} {site_url}/cms/"]
    lines += [f"  {role:<10} {username:<14} {site_url}{home}" for username, _, role, _, home in OFFICERS]
    lines += [f"  {'trainee':<10} {TRAINEE_PHONE:<14} {site_url}/me/ (the code of the text message stands on the page)"]
    return "\n".join(lines)


def let_organisers_edit() -> None:
    """Complete the organisers' rights once the catalogue's pages exist."""
    officers.organisers()

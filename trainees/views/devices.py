"""The name a phone or computer keeps in a cookie: signed, meaningless, and the same for all who share it."""

from trainees.domain import room_code

COOKIE = "device"
SALT = "trainees.device"
SECONDS = 3 * 365 * 24 * 3600


def device_of(request) -> str:
    """The name of the device, or nothing yet."""
    return request.get_signed_cookie(COOKIE, "", salt=SALT)


def name_device(request, response) -> None:
    """Give the device its name with `response`, if it has none."""
    if not device_of(request):
        keep_device(request, response, room_code.new_device())


def keep_device(request, response, device: str) -> None:
    response.set_signed_cookie(
        COOKIE,
        device,
        salt=SALT,
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )

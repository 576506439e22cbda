"""What the player of a lesson needs on a page: the forms, the one this device begins with, the address to play."""

from django.utils.translation import gettext as _

from media.domain import playback

# Choices of this device; forms.js writes the same ones.
FORM_COOKIE = "form"
SAVER_COOKIE = "saver"
YEAR = 365 * 24 * 3600
# 40 to 60 MB an hour: what a village's network carries.
USUAL_SIDE = 360


def context(request, opened) -> dict:
    """For `trainees/_player.html`; `opened` is an OpenLesson."""
    forms = sorted(opened.video.renditions.all(), key=lambda form: -form.height) if opened.is_playable else []
    asked, saves = request.GET.get("form"), _saves(request)
    wanted = asked or request.COOKIES.get(FORM_COOKIE)
    chosen = next((form for form in forms if form.name == wanted), None)
    if chosen is None or (saves and not asked and chosen.height):
        chosen = _usual(forms, saves=saves)
    return {
        "opened": opened,
        "forms": [(form, _called(form)) for form in forms],
        "chosen": chosen,
        "play": playback.grant(opened.video) if opened.is_playable else "",
        "stream": _stream(chosen),
        "is_best": chosen in forms[:1],
        "saver": saves,
        "begin_at": _begin_at(request, opened),
    }


def remember(request, response, chosen) -> None:
    """The form asked for stays the choice of this device."""
    if chosen and request.GET.get("form") == chosen.name:
        response.set_cookie(FORM_COOKIE, chosen.name, max_age=YEAR, samesite="Lax")


def _begin_at(request, opened) -> int:
    """The second to begin at: one asked for (`?at=75`, a jump without script), else where the person stopped."""
    asked = request.GET.get("at", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 7 and opened.video and int(asked) < opened.video.seconds:
        return int(asked)
    return opened.resume_at if opened.is_playable else 0


def _saves(request) -> bool:
    """Whether this device saves data: by its own switch here, or else as the browser is set."""
    told = request.COOKIES.get(SAVER_COOKIE)
    return told == "1" if told else request.headers.get("Save-Data", "").lower() == "on"


def _usual(forms: list, *, saves: bool = False):
    """What plays unless something else is chosen: the best that a thin network carries; sharper ones are a choice."""
    pictures = [form for form in forms if form.height]
    fit = [] if saves else [form for form in pictures if _side(form) <= USUAL_SIDE]
    return next(iter(fit or pictures[::-1] or forms), None)


def _side(form) -> int:
    """The shorter side of the picture, by which a form is named; 0 for sound alone."""
    return int(form.name.removesuffix("p")) if form.height else 0


def _called(form) -> str:
    names = {720: _("High definition"), 480: _("Sharp picture"), 360: _("Usual picture"), 1: _("Save data")}
    return next((name for least, name in names.items() if _side(form) >= least), _("Listen only"))


def _stream(chosen) -> str:
    """The playlist for the form chosen; the player goes below it where the network is slow, never above."""
    if chosen is None:
        return ""
    return "master.m3u8" if chosen.height else "audio.m3u8"

"""The survey: its link, the form behind it, and what came out for the trainer and the office."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.models import Trainer, TrainingClass
from lms.kit import qr
from trainees import permissions
from trainees.domain import ratings, surveys
from trainees.forms.surveys import SurveyForm
from trainees.models import Enrolment, SurveyReply

from .gates import for_those_who, posted_id


@require_POST
@login_required
def survey_link(request, pk):
    """From the class page to the anonymous form; what is typed there knows nothing of this sign-in."""
    enrolment = get_object_or_404(
        Enrolment.objects.of(request.user).holding_a_seat(), training_class=pk, trainee=posted_id(request, "trainee")
    )
    try:
        return redirect("survey", surveys.ticket_of(enrolment).token)
    except (surveys.SurveyShut, surveys.TicketUsed) as refusal:
        messages.info(request, str(refusal))
        return redirect("class_detail", pk)


@never_cache
@require_http_methods(["GET", "POST"])
def survey(request, token):
    """The form for whoever holds the link; nobody is asked to sign in, and nobody's sign-in is read."""
    try:
        training_class = surveys.class_of(token)
        form = SurveyForm(request.POST if request.method == "POST" else None, rated=surveys.rated(training_class))
        if request.method == "POST" and form.is_valid():
            answers = {name: form.cleaned_data[name] for name in ("overall", "content", "arrangement", "words")}
            surveys.reply(token, ratings=form.ratings, **answers)
            return redirect("survey_thanks")
    except (surveys.TicketUsed, surveys.SurveyShut) as refusal:
        return render(request, "trainees/survey_used.html", {"refusal": refusal}, status=410)
    context = {"training_class": training_class, "form": form}
    return render(request, "trainees/survey.html", context, status=422 if form.errors else 200)


@require_GET
def survey_thanks(request):
    return render(request, "trainees/survey_used.html", {"thanks": True})


def _class(request, pk) -> TrainingClass:
    visible = TrainingClass.objects.visible_to(request.user).select_related("course", "programme", "trainer")
    training_class = get_object_or_404(visible, pk=pk)
    if not permissions.may_read_result(request.user, training_class):
        raise Http404
    return training_class


@require_GET
@for_those_who(permissions.may_open_rolls)
@never_cache
def survey_result(request, pk):
    """Response, scores and words; below five replies no score, and words only once they are read."""
    training_class = _class(request, pk)
    found = surveys.result_of(training_class)
    may_moderate = permissions.may_reopen_class(request.user, training_class)
    shown = [each for each in found.words if each.words_state == SurveyReply.Words.SHOWN]
    context = {
        "training_class": training_class,
        "result": found,
        "enough": surveys.ENOUGH,
        "is_open": surveys.is_open(training_class),
        "may_moderate": may_moderate,
        "words": found.words if may_moderate else shown,
        "may_close": permissions.may_close_class(request.user, training_class),
    }
    return render(request, "trainees/survey_result.html", context)


@require_POST
@for_those_who(permissions.may_open_rolls)
def survey_words(request, pk):
    """Show or hide the words of one reply."""
    training_class = _class(request, pk)
    if not permissions.may_reopen_class(request.user, training_class):
        raise PermissionDenied
    wanted = request.POST.get("reply", "")
    found = next((each for each in training_class.replies.all() if str(each.pk) == wanted), None)
    if found is None:
        messages.info(request, _("Another reply has just come in. Look at the words once more."))
    else:
        surveys.read_words(found, hide="hide" in request.POST, by=request.user)
    return redirect("survey_result", pk)


@require_GET
@for_those_who(permissions.may_open_rolls)
@never_cache
def survey_slips(request, pk):
    """Slips to print and hand out, a name and a code each, for people without a sign-in of their own."""
    training_class = _class(request, pk)
    if not permissions.may_close_class(request.user, training_class):
        raise PermissionDenied
    slips = []
    for slip in surveys.slips(training_class):
        address = f"{settings.SITE_URL}{reverse('survey', args=[slip.token])}"
        slips.append({"name": slip.name, "address": address, "code": qr.inline(address)})
    return render(request, "trainees/survey_slips.html", {"training_class": training_class, "slips": slips})


@require_GET
@for_those_who(permissions.may_open_rolls)
@never_cache
def trainer_ratings(request, pk):
    """A trainer's ratings and their history: for themselves, and for the office of their county."""
    trainer = get_object_or_404(Trainer, pk=pk)
    is_own = trainer.user_id is not None and trainer.user_id == request.user.pk
    if not is_own and not permissions.may_read_ratings(request.user, trainer):
        raise Http404
    mean, classes = ratings.of_trainer(trainer, user=None if is_own else request.user)
    context = {"trainer": trainer, "mean": mean, "classes": classes, "enough": surveys.ENOUGH, "is_own": is_own}
    return render(request, "trainees/trainer_ratings.html", context)

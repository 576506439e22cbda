"""The person's own rights: asking for a correction, taking consent back, asking to be erased; and who settles it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trainees.domain import rights
from trainees.forms.rights import AnswerForm, AskForm
from trainees.models import DataRequest, Trainee
from trainees.permissions import may_merge_anybody

from .gates import for_those_who, posted_id

PER_PAGE = 30


@require_POST
@login_required
@never_cache
def my_data_ask(request):
    """What a person of this sign-in asks: `act` is withdraw or erase; without one it is a correction."""
    people = Trainee.objects.of(request.user)
    trainee = get_object_or_404(people, pk=posted_id(request, "trainee"))
    act, form = request.POST.get("act"), AskForm(request.POST)
    if act == "withdraw":
        rights.withdraw_consent(trainee, by=request.user)
        messages.success(request, _("Your consent is taken back. What was done until now stays."))
    elif act == "erase":
        rights.ask(trainee, what=DataRequest.What.ERASE, by=request.user)
        messages.success(request, _("The county centre has your request to delete your identity and will answer here."))
    elif form.is_valid():
        rights.ask(trainee, **form.cleaned_data, by=request.user)
        messages.success(request, _("The county centre has your request and will answer here."))
    else:
        messages.error(request, _("Say what is wrong and how it should be."))
    return redirect("my_data")


@require_GET
@for_those_who(may_merge_anybody)
@never_cache
def data_request_list(request):
    """What people of the officer's area ask about their own data; what waits comes first."""
    found = DataRequest.objects.visible_to(request.user).select_related("trainee__region__parent")
    page = Paginator(found.order_by("-state", "asked_at"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "trainees/data_request_list.html", {"page_obj": page})


@require_http_methods(["GET", "POST"])
@for_those_who(may_merge_anybody)
@never_cache
def data_request(request, pk):
    """One request; a POST carries it out or refuses it, with an answer the person reads."""
    found = DataRequest.objects.visible_to(request.user).select_related("trainee__region__parent")
    asked = get_object_or_404(found, pk=pk)
    form = AnswerForm(request.POST or None, asked=asked, user=request.user)
    if form.is_valid():
        settle = rights.refuse if form.cleaned_data["decision"] == "refuse" else rights.carry_out
        try:
            settle(asked, **form.settled, by=request.user)
        except rights.CorrectionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Settled. The person reads your answer under “My data”."))
            return redirect("data_request_list")
    return render(request, "trainees/data_request.html", {"asked": asked, "form": form})

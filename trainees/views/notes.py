"""Writing and removing notes beside a lesson; the lesson page shows them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trainees.domain import learning, lessons, notes
from trainees.forms.notes import NoteForm


@login_required
@require_POST
def write_note(request, pk, key):
    training_class = get_object_or_404(learning.may_look_at(request.user), pk=pk)
    try:
        opened = lessons.open_lesson(training_class, str(key), trainee=request.POST.get("trainee", ""), by=request.user)
    except (lessons.UnknownLesson, lessons.NotYourLesson) as error:
        raise Http404 from error
    if opened.trainee is None:
        raise Http404
    form = NoteForm(request.POST)
    try:
        if form.is_valid():
            notes.write(opened.trainee, opened.lesson, at=form.cleaned_data["at"], text=form.cleaned_data["text"])
        else:
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    except notes.NoteRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('lesson', args=[pk, key])}?trainee={opened.trainee.pk}#notes")


@login_required
@require_POST
def remove_note(request, pk):
    note = get_object_or_404(notes.mine(request.user), pk=pk)
    note.delete()
    messages.success(request, _("The note is deleted."))
    back = request.headers.get("Referer", "")
    return redirect(f"{back.partition('#')[0]}#notes" if back.startswith(request.build_absolute_uri("/")) else "/me/")

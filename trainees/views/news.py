"""What I am told of my classes: read and put away."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from trainees.domain import notices
from trainees.models import Notice


@require_POST
@login_required
def news_seen(request, pk):
    """Put one piece of news away, and go back to the page it stood on."""
    notices.seen(get_object_or_404(Notice.objects.of(request.user), pk=pk))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(back)
    return redirect("my_learning")

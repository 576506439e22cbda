"""Is this certificate real? For anyone, in any browser, without script."""

from allauth.core import ratelimit
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates.domain import numbering, verification
from certificates.forms.verify import VerifyForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """Ask by number (with the surname) or by code. Surnames travel in the body, never in an address."""
    form = VerifyForm(request.POST or None)
    if not form.is_valid():
        return render(request, "certificates/verify.html", {"form": form})
    typed = form.cleaned_data["typed"]
    if numbering.is_code(typed):
        return redirect("verify_code", code=typed)
    ratelimit.consume(request, action="verify", raise_exception=True)
    answer = verification.by_number(typed, surname=form.cleaned_data["surname"])
    return _show(request, answer, typed=typed)


@never_cache
@require_safe
def verify_code(request, code):
    """What the QR code opens. Codes can't be guessed, so only wrong ones count against the limit."""
    answer = verification.by_code(code)
    if answer is None:
        ratelimit.consume(request, action="verify", raise_exception=True)
    return _show(request, answer, typed=numbering.normalise(code))


def _show(request, answer, *, typed):
    context = {"answer": answer, "typed": typed}
    return render(request, "certificates/verify_result.html", context, status=200 if answer else 404)

"""Answers of the whole site: too many tries, and the looser script policy of the admin."""

from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.shortcuts import render


class SiteAnswers:
    """Turn allauth's `RateLimited` into a page with status 429; loosen the script policy under /cms/ only."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/cms/"):
            response._csp_config = settings.CMS_CONTENT_SECURITY_POLICY
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, RateLimited):
            return render(request, "429.html", status=429)
        return None

"""Certificates on other people's pages."""

from django import template

from certificates.domain import numbering
from certificates.models import Certificate

register = template.Library()
register.filter("grouped_code", numbering.grouped)


@register.inclusion_tag("certificates/_my_certificates.html", takes_context=True)
def my_certificates(context):
    """The papers of the person signed in (of a family on one sign-in: everybody's); replaced ones left out."""
    papers = Certificate.objects.held_by(context["request"].user).exclude(state=Certificate.State.REPLACED)
    return {"papers": papers}


@register.inclusion_tag("certificates/_certificates_of.html", takes_context=True)
def certificates_of(context, trainee):
    """Every paper a trainee was ever given, newest first, as far as the reader may see them."""
    papers = Certificate.objects.visible_to(context["user"]).filter(enrolment__trainee__in=trainee.rows())
    return {"papers": papers.order_by("-issued_at")}

"""Where the question bank of the desk meets what was answered."""

from django import template

from trainees.domain import question_numbers as numbers

register = template.Library()


@register.inclusion_tag("trainees/admin/_question_numbers.html", takes_context=True)
def question_numbers(context, question) -> dict:
    """How often a question was asked and right, and what was chosen instead."""
    return {"numbers": numbers.of_question(question, user=context["request"].user)}

"""Columns of wide lists: on a phone each row is a card, and every cell says what it is."""

from wagtail.admin.ui.tables import Column


class LabelledColumn(Column):
    cell_template_name = "courses/admin/_cell.html"


class RatingColumn(LabelledColumn):
    """What trainees gave a trainer, brought by the floor above."""

    cell_template_name = "courses/admin/_rating_cell.html"

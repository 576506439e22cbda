"""Columns of our own. On a phone each row is a card, so every cell says what it is (`wagtailadmin/tables/cell.html`)."""

from wagtail.admin.ui.tables import Column


class RatingColumn(Column):
    """What trainees gave a trainer, brought by the floor above."""

    cell_template_name = "courses/admin/_rating_cell.html"

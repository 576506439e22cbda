"""Columns of our own; every cell says what it is (`wagtailadmin/tables/cell.html`): on a phone each row is a card."""

from wagtail.admin.ui.tables import Column


class RatingColumn(Column):
    """What trainees gave a trainer, brought by the floor above."""

    cell_template_name = "courses/admin/_rating_cell.html"

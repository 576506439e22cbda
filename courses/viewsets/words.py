"""Words of the Wagtail admin that its own Chinese catalogue lacks and an organiser sees.

Nothing imports this file: it stands here so that `makemessages` finds the words and our catalogue, which
comes before Wagtail's, gives them their Chinese.
"""

from django.utils.translation import gettext_noop as _

WORDS = [
    _("A network error occurred"),
    _("Add a concise description for search engines"),
    _("Autosave is <span>paused</span>"),
    _("Autosave is paused"),
    _("Choose parent"),
    _("Choose when this %(model_name)s should go live and/or expire"),
    _("Choose when this page should go live and/or expire"),
    _("Correct the validation errors to resume preview (saving will highlight errors)"),
    _("Enable custom keyboard shortcuts specific to Wagtail."),
    _("Exploring"),
    _("Go to the first error"),
    _("Insert or edit a link"),
    _("More bulk actions"),
    _("More contrast"),
    _("New: %(model_name)s"),
    _("No results across entire site."),
    _("One or more references to this %(model_name)s prevent it from being deleted."),
    _("Password"),
    _("Save changes"),
    _("Save your changes before leaving"),
    _("Saved"),
    _("Saving will overwrite a newer version."),
    _("Search all pages…"),
    _("Show issue"),
    _("Show keyboard shortcuts"),
    _("Snug"),
    _("Sort by '%(label)s' in ascending order."),
    _("Sort by '%(label)s' in descending order."),
    _("The page could not be created due to validation errors."),
    _("The page could not be saved due to validation errors."),
    _("There are validation errors, click save to highlight them."),
    _('There are no %(model_name)s to display. Why not <a href="%(add_url)s">add one</a>?'),
    _("Theme preferences"),
    _("Toggle checks"),
    _("Toggle minimap"),
    _("Use server language: %(language_name)s"),
    _("You have unsaved changes in another window"),
    _("You saved a new version in another window"),
]

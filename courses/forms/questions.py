"""A question by hand, and the upload of a list of them; both are judged as a row of a spreadsheet is."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from courses.domain import question_tables
from courses.domain.question_tables import LETTERS
from courses.domain.questions import MAX_BYTES
from courses.models import CoursePage, Question


class QuestionForm(WagtailAdminModelForm):
    """Answers one a line; the right ones by their letters."""

    course = forms.ModelChoiceField(CoursePage.objects.order_by("title"), label=gettext_lazy("Course"))
    lines = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One a line: the first is A, the second B, up to H. None for true or false."),
    )
    answer = forms.CharField(
        label=gettext_lazy("Right answer"),
        max_length=20,
        help_text=gettext_lazy("B · ACD · 对 or 错 · for an order all letters in their right order."),
    )

    class Meta:
        model = Question
        fields = ("course", "kind", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["course"].disabled = True
            self.initial |= {
                "lines": "\n".join(self.instance.options),
                "answer": question_tables.letters(self.instance),
            }

    def clean(self):
        cleaned = super().clean()
        lines = [line.strip() for line in cleaned.get("lines", "").splitlines() if line.strip()]
        if len(lines) > len(LETTERS):
            self.add_error("lines", _("At most %(most)d answers.") % {"most": len(LETTERS)})
        cells = dict(zip(LETTERS, lines, strict=False))
        cells |= {name: cleaned.get(name, "") for name in ("kind", "text", "answer")}
        self.draft = question_tables.draft(cells)
        for fault in self.draft.faults:
            name = "lines" if fault.column in LETTERS else fault.column
            if name not in self.errors:
                self.add_error(name, fault.text if name != "lines" else f"{fault.column}: {fault.text}")
        return cleaned


class QuestionListForm(forms.Form):
    course = forms.ModelChoiceField(CoursePage.objects.order_by("title"), label=gettext_lazy("Course"))
    file = forms.FileField(
        label=gettext_lazy("File"), max_length=255, widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"})
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)d MB. Split it and upload the parts.")
                % {"most": MAX_BYTES // 1024**2}
            )
        return file

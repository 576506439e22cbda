"""The question bank: questions are written at the desk or brought in by a list, changed, and retired.

An attempt freezes what it drew (`trainees.domain.testing`), so a change of the bank changes no test that was taken.
Nothing is deleted: a retired question is drawn no more, and its numbers stay.
"""

import hashlib
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import CoursePage, Question, QuestionList
from lms.kit import audit
from lms.kit.clock import now
from lms.kit.spreadsheets import UnreadableTable, read_table, write_workbook

from . import question_tables
from .question_tables import COLUMNS, Draft, HeadingsMissing

MAX_BYTES = 2 * 1024**2
MAX_QUESTIONS = 1000
EXAMPLES = (
    ("单选", "买家说没收到货，第一步做什么？", "B", "马上退款", "查快递单号", "不理他", "让他找平台"),
    ("多选", "打包猕猴桃要用到哪些？", "ABD", "网套", "缓冲纸", "大石头", "透气纸箱", "", "", "", ""),
    ("判断", "验证码可以告诉平台客服。", "错", "", "", "", "", "", "", "", ""),
    ("排序", "把一笔订单的步骤按先后排好。", "ABCD", "买家下单", "打包", "交给快递", "买家确认收货", "", "", "", ""),
)


class QuestionsRefused(Exception):
    """The questions can't be taken so; the text says why and what to do."""


@transaction.atomic
def keep(draft: Draft, course: CoursePage, *, question: Question | None = None, by) -> Question:
    """Add a question to the bank of `course`, or change `question`. Raises QuestionsRefused for what has faults."""
    if draft.faults:
        raise QuestionsRefused(" ".join(fault.text for fault in draft.faults))
    made = question or Question(course=course)
    before = made.mark if question else ""
    made.kind, made.text, made.options, made.right = draft.kind, draft.text, draft.options, draft.right
    if before == made.mark:
        return made
    made.save()
    audit.record("courses.question.change" if before else "courses.question.add", made, by=by, before=before)
    return made


@transaction.atomic
def retire(question: Question, *, by) -> Question:
    """Draw it no more. Retiring twice changes and logs nothing."""
    held = Question.objects.select_for_update().get(pk=question.pk)
    if held.retired_at is None:
        held.retired_at, held.retired_by = now(), by
        held.save(update_fields=["retired_at", "retired_by"])
        audit.record("courses.question.retire", held, by=by)
    return held


@transaction.atomic
def bring_back(question: Question, *, by) -> Question:
    """Draw a retired question again."""
    held = Question.objects.select_for_update().get(pk=question.pk)
    if held.retired_at is not None:
        held.retired_at = held.retired_by = None
        held.save(update_fields=["retired_at", "retired_by"])
        audit.record("courses.question.bring_back", held, by=by)
    return held


def receive(course: CoursePage, *, data: bytes, name: str, by) -> QuestionList:
    """Keep a list for looking through; the bank has not changed yet. Raises QuestionsRefused."""
    if len(data) > MAX_BYTES:
        raise QuestionsRefused(_("The list is larger than %(most)d MB.") % {"most": MAX_BYTES // 1024**2})
    try:
        rows = question_tables.read_rows(read_table(data, name=name))
    except (UnreadableTable, HeadingsMissing) as refusal:
        raise QuestionsRefused(str(refusal)) from refusal
    if not rows:
        raise QuestionsRefused(_("The list has headings only. Write one question a row below them."))
    if len(rows) > MAX_QUESTIONS:
        raise QuestionsRefused(_("The list has more than %(most)d questions. Split it.") % {"most": MAX_QUESTIONS})
    sha256 = hashlib.sha256(data).hexdigest()
    return QuestionList.objects.create(
        course=course, name=PurePath(name).name[:255], sha256=sha256, rows=rows, uploaded_by=by
    )


def look_through(found: QuestionList) -> list[dict]:
    """`{"row", "draft", "verdict"}` of each row, by the bank of today: `new`, `known` or `refused`."""
    known = {question.mark for question in Question.objects.filter(course=found.course_id).in_use()}
    told = []
    for cells in found.rows:
        draft = question_tables.draft(cells)
        mark = draft.question.mark
        verdict = "refused" if draft.faults else "known" if mark in known else "new"
        known |= {mark} if verdict == "new" else set()
        told.append({"row": cells["row"], "draft": draft, "verdict": verdict})
    return told


@transaction.atomic
def bring_in(found: QuestionList, *, by) -> int:
    """Add the questions that are new and without faults; how many. Bringing in twice adds nothing."""
    held = QuestionList.objects.select_for_update().get(pk=found.pk)
    if held.brought_in_at:
        return 0
    new = [line["draft"].question for line in look_through(held) if line["verdict"] == "new"]
    for question in new:
        question.course_id = held.course_id
    Question.objects.bulk_create(new)
    held.brought_in_at, held.brought_in_by = now(), by
    held.save(update_fields=["brought_in_at", "brought_in_by"])
    audit.record("courses.question.import", held, by=by, sha256=held.sha256, added=len(new))
    return len(new)


def template() -> bytes:
    """An .xlsx with our headings and one example of each kind."""
    head = [names.split()[0] for names in COLUMNS.values()]
    return write_workbook([("题库", [head, *EXAMPLES])], text_columns=len(head))


def refused_rows(found: QuestionList) -> bytes:
    """The refused rows with their reasons, as an .xlsx to mend and upload again."""
    head = [names.split()[0] for names in COLUMNS.values()]
    body = []
    for cells, line in zip(found.rows, look_through(found), strict=True):
        if line["verdict"] == "refused":
            reasons = "；".join(f"{fault.heading}: {fault.text}" for fault in line["draft"].faults)
            body.append([*(cells.get(name, "") for name in COLUMNS), cells["row"], reasons])
    return write_workbook([("题库", [[*head, _("Row"), _("Reasons")], *body])], text_columns=len(head))

"""Is this paper real? What the public learns from a code (everything printed) and from a number (less).

Whoever has the code holds the paper. A number alone could be tried one after another, so it needs the holder's
surname, and the name stays masked.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from certificates.models import Certificate, Kind
from lms.kit.masking import mask_name

from . import numbering, payloads


@dataclass(frozen=True)
class Answer:
    """One paper as the public may see it. `verdict` is valid, revoked, replaced or altered."""

    certificate: Certificate
    by_code: bool

    @property
    def verdict(self) -> str:
        if payloads.digest(self.certificate.payload) != self.certificate.payload_hash:
            return "altered"
        return self.certificate.state

    @property
    def newest(self) -> Certificate | None:
        """The paper at the end of the chain that replaced this one."""
        paper = self.certificate
        while paper.successor:
            paper = paper.successor
        return None if paper is self.certificate else paper

    @property
    def name(self) -> str:
        name = self.certificate.payload.get("name", "")
        return name if self.by_code else mask_name(name)

    @property
    def printed(self) -> list[tuple[str, str]]:
        """(label, value) of what stands on the paper; the parts about the person only with the code."""
        paper = self.certificate.payload
        lines = [
            (_("Number"), paper["number"]),
            (_("Holder"), self.name),
            (_("Last four of the ID number"), paper.get("id_tail", "") if self.by_code else ""),
            (_("Course"), paper["course"]),
            (_("Class"), _("No. %(number)d") % {"number": paper["class_number"]}),
            (_("Programme"), paper["programme"]),
            (_("Dates"), f"{paper['starts_on']} – {paper['ends_on']}"),
            (_("Hours (45 min)"), str(paper["hours"])),
        ]
        if self.by_code:
            lines += [(figure["label"], f"{figure['value']} {figure['unit']}") for figure in paper.get("figures", [])]
            lines.append((_("Wording"), paper["text"]))
        lines += [(_("Issued by"), paper["issuer"]), (_("Date of issue"), paper["issued_on"])]
        return [(label, value) for label, value in lines if value]


def by_code(typed: str) -> Answer | None:
    """The paper with this code, however it was typed; None when there is none."""
    code = numbering.normalise(typed)
    paper = Certificate.objects.filter(code=code).first() if numbering.is_code(code) else None
    return Answer(paper, by_code=True) if paper else None


def by_number(typed: str, *, surname: str) -> Answer | None:
    """The paper with this number if `surname` begins its holder's name; a class statement has no holder."""
    paper = Certificate.objects.filter(number=numbering.normalise(typed)).first()
    if paper is None:
        return None
    begins = surname.strip() and paper.payload.get("name", "").startswith(surname.strip())
    return Answer(paper, by_code=False) if begins or paper.kind == Kind.STATEMENT else None

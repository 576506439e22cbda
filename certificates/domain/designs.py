"""Which design a programme's paper takes; a programme without its own gets the one of the house, once.

The papers are documents in Chinese whatever the language of the screen, so their words are data, not messages.
"""

from certificates.models import Design, Kind

HOUSE = {
    Kind.COMPLETION: (
        "电子商务培训结业证书",
        (
            "于{dates}参加{programme}“{course}”培训班（第{number}期），完成规定的{hours}学时学习，"
            "经考核合格，准予结业。\n\n特发此证。"
        ),
    ),
    Kind.OUTCOME: (
        "网上创业认定证书",
        (
            "参加{programme}“{course}”培训班（第{number}期）学习后，于{opened}在{platform}开办网店“{shop}”，"
            "经跟踪服务核实，认定为网上创业。\n\n特发此证。"
        ),
    ),
    Kind.STATEMENT: (
        "培训班情况说明",
        "{programme}“{course}”培训班（第{number}期）于{dates}举办。现将本班培训与训后转化情况说明如下：",
    ),
}


def design_for(programme, kind: str) -> Design:
    """The design in use; made from the house's words when the programme has none. `programme` may be locked."""
    found = Design.objects.filter(programme=programme, kind=kind, is_active=True).first()
    if found:
        return found
    title, wording = HOUSE[Kind(kind)]
    issuer = f"{programme.region.name}电子商务公共服务中心"
    return Design.objects.create(programme=programme, kind=kind, title=title, issuer=issuer, wording=wording)

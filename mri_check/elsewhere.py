"""What a request states in another place than where a label asks for it: told beside the question, and no answer to it."""

from __future__ import annotations

from mri_check.checklist import Finding
from mri_check.examined import Examined, Judgement, is_item
from mri_check.messages import checklist as say
from mri_check.resolve import Resolved


def question(
    finding: Finding,
    judgement: Judgement,
    of: Examined,
    examined: tuple[Examined, ...],
    asked: Resolved,
) -> str:
    """The question that a label asks of one device, with what the request states of it."""
    label = judgement.labelling
    conditions = (*label.always, *(each for one in label.settings for each in one.conditions))
    sees = {each.axis.see for each in conditions if each.axis.name == finding.axis}
    if finding.stated is None and "other_implants" in sees:
        implants = [
            one.called
            for one in examined
            if not (one.is_part or is_item(one.implant.place))
            and one.implant.place != "/".join(of.implant.place.split("/")[:2])
        ]
        told = ", ".join(implants) or (say.NONE if asked.other_implants == () else "")
        if told:
            return say.ASK_STATED.format(title=finding.title, stated=told)
    return finding.title

"""What is understood of an exam's name, as text of 80 columns or as JSON."""

from __future__ import annotations

from mri_check.messages import exams as say
from mri_check.ordered import NAME, Order, words_of
from mri_check.render.listings import Page, as_json


def exam_as(asked: str, order: Order, notice: str | None, format: str) -> str:
    """``mri-check exam``. ``notice`` is shown wherever a LOINC code is."""
    exam, row = order.exam, order.row
    region, origin = order.facts.get("region", (None, None))
    minutes, _ = order.facts.get("active_minutes", (None, None))
    fields = list(exam.fields) if exam is not None else []
    codes = exam.codes if exam is not None else ()
    modality = exam.modality if exam is not None else "unknown"
    why = list(exam.why_unknown) if exam is not None and region is None else []
    if format == "json":
        return as_json(
            "exam",
            asked=asked,
            modality=modality,
            region=[region] if isinstance(region, str) else region,
            contrast=exam.contrast if exam is not None else "unknown",
            side=exam.side if exam is not None else "not stated",
            field=fields,
            scanner=row.scanner if row is not None else None,
            minutes=minutes,
            **{"from": origin},
            place=row.place if row is not None else None,
            loinc=[{"code": code, "name": name} for code, name in codes],
            why_unknown=why,
            notices=[one.text for one in order.notices],
        )
    page = Page()
    page.put(say.CALLED.format(asked=asked))
    words = (
        f" ({', '.join(exam.modality_words)})" if exam is not None and exam.modality_words else ""
    )
    page.row(say.NAMES["modality"], f"{say.MODALITY[modality]}{words}", 12)
    if modality == "not-mri" and row is None:
        page.put(say.NOTHING_TAKEN)
        return page.text()
    if region is None:
        page.row(say.NAMES["region"], say.ANY_REGION, 12)
        page.row("", say.BECAUSE.format(why="; ".join(why)) if why else "", 12)
    else:
        source = say.FROM_CODE if origin == NAME and codes else say.FROM[origin or NAME]
        page.row(say.NAMES["region"], say.BY.format(value=words_of(region), source=source), 12)
    if exam is not None:
        page.row(say.NAMES["contrast"], say.CONTRASTS[exam.contrast], 12)
        page.row(say.NAMES["side"], say.SIDES[exam.side], 12)
    if fields:
        page.row(say.NAMES["field"], say.FIELD.format(field=say.OR.join(fields)), 12)
    if row is not None:
        if row.scanner:
            page.row(
                say.NAMES["scanner"],
                say.BY.format(value=row.scanner, source=say.FROM["exam-table"]),
                12,
            )
        if row.minutes:
            page.row(
                say.NAMES["minutes"],
                say.BY.format(value=row.minutes, source=say.FROM["exam-table"]),
                12,
            )
        page.row(say.NAMES["table"], row.place, 12)
        by_name = exam.region if exam is not None else None
        if row.region is not None and by_name not in (None, row.region):
            page.row(say.NAMES["but"], say.WOULD_BE.format(region=words_of(by_name)), 12)
    for code, name in codes:
        page.row(say.NAMES["loinc"], f"{code} {name}", 12)
    if codes and notice:
        page.put("")
        page.put(notice)
    return page.text()

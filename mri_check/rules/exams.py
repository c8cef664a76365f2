"""Rules on the names of exams: what they stand for is on the axis, a word means one thing, a code passes its check."""

from __future__ import annotations

from collections.abc import Iterator

from mri_check.document import Path
from mri_check.errors import Problem
from mri_check.exam_words import check_digit, phrases, tokens
from mri_check.files import File, Files
from mri_check.rules.registry import rule


@rule(
    "exam-region",
    "A name of an exam stands for regions that are choices of scan.region.",
    "An exam whose region no label can name would be judged as nothing.",
    "Mend the spelling, or add the region to axes.yaml.",
)
def exam_region(files: Files) -> Iterator[Problem]:
    if not files.whole("axes"):
        return
    axis = files.axes().get("scan.region")
    for file in files.of("exams"):
        for path, region in _regions(file):
            if axis is None or region not in axis.choices:
                yield file.problem("exam-region", path, f"{region} is no choice of scan.region")


def _regions(file: File) -> Iterator[tuple[Path, str]]:
    data = file.data
    for at, form in enumerate(data.get("regions", ())):
        for region in form.get("is", ()):
            yield ("regions", at, "is"), region
    for organ, wider in data.get("modalities", {}).get("vessels_beyond", {}).items():
        for region in (organ, wider):
            yield ("modalities", "vessels_beyond", organ), region
    for level in data.get("spine", {}).get("levels", {}):
        yield ("spine", "levels", level), level
    for limb, form in data.get("extremities", {}).get("limbs", {}).items():
        yield ("extremities", "limbs", limb), "extremity"
        for name in ("parts", "joint"):
            for region in form.get(name, ()):
                yield ("extremities", "limbs", limb, name), region
    for code, form in data.get("loinc", {}).get("codes", {}).items():
        for name in ("is", "any_of"):
            for region in form.get(name, ()):
                yield ("loinc", "codes", code, name), region


@rule(
    "exam-word",
    "A name of an exam's part stands once, and holds a letter or a digit.",
    "Of two meanings of one word the wrong one could be read.",
    "Keep one of them, or list the word under ambiguous.",
)
def exam_word(files: Files) -> Iterator[Problem]:
    for file in files.of("exams"):
        seen: dict[tuple[str, ...], str] = {}
        spine = file.data.get("spine", {})
        levels = [name for names in spine.get("levels", {}).values() for name in names]
        for name in sorted({name for name in levels if levels.count(name) > 1}):
            yield file.problem("exam-word", ("spine", "levels"), f"'{name}' is two levels")
        for name in spine.get("alone", ()):
            if name not in levels:
                yield file.problem("exam-word", ("spine", "alone"), f"'{name}' is no level")
        named = [(kind, name) for kind, _, names in phrases(file.data) for name in names]
        named += [("stands_for", name) for name in file.data.get("stands_for", {})]
        for kind, name in named:
            words = tokens(name)
            if not words:
                yield file.problem("exam-word", (), f"'{name}' holds no word")
            elif words in seen:
                message = f"'{name}' stands twice: {seen[words]} and {kind}"
                yield file.problem("exam-word", _place(file, name), message)
            seen.setdefault(words, kind)


def _place(file: File, name: str) -> Path:
    """Where a name stands last, as near as its group."""

    def search(value: object, path: Path) -> Iterator[Path]:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == name:
                    yield (*path, key)
                yield from search(inner, (*path, key))
        elif isinstance(value, list):
            for at, inner in enumerate(value):
                yield from search(inner, (*path, at))
        elif value == name:
            yield path

    return list(search(file.data, ()))[-1]


@rule(
    "loinc-code",
    "A LOINC code passes its check digit, and names its regions in one way: is, or any_of.",
    "A mistyped code is another exam's, or none's.",
    "Look the code up again; the message says which digit would fit.",
)
def loinc_code(files: Files) -> Iterator[Problem]:
    for file in files.of("exams"):
        for code, form in file.data.get("loinc", {}).get("codes", {}).items():
            body, _, digit = code.partition("-")
            right = check_digit(body)
            path = ("loinc", "codes", code)
            if digit != right:
                message = f"'{code}' fails its check: the digit would be {right}"
                yield file.problem("loinc-code", path, message)
            if "is" in form and "any_of" in form:
                yield file.problem("loinc-code", path, f"{code} has both is and any_of")

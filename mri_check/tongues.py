"""Words for a drug pump and what it gives in the languages of the markets on file, as the English ones that are looked for.

By parts of words, since most of these languages inflect and compound; in Chinese, Japanese and Korean there are no
borders of words at all. What becomes of a word is one of a closed list: nothing of the text itself is repeated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

_PARTS = {
    "pump": r"""
        (?<!proton) pump(?! (?:[ae]?n?)f(?:al|or|unk) | al | ed | hrey | in | kin | kraft | leist | less | ovat | pa[amu] | schw | svi
            | vers | (?<=\bpump)er ) | pumba(?!a)
        | pomp(?! ad | ag | ala(?!r) | an[io] | elm | e?o | eii | er | eu | ey | f[aou] | hol | id | ier | il | ou | owa[cn])
        | infusor | crp(?:al)?k | siurbl | suknis | dæl[au]
        | насос(?!н) | помп(?! ад | ез | е[ий] | он ) | αντλι | משאב
        | (?<!プロトン)ポンプ(?! 機能 | 失 | 不全 | 作用 ) | (?<![质質]子)(?:泵(?! 血 | 出 | 功能 | 衰 )|[帮幫]浦(?! 功能 | 衰 ))
        | (?<!양성자)(?<!프로톤)펌프(?!기능)""",
    "baclofen": r"ba[ck]lof | баклоф | (?:μπ|β)ακλοφ | בקלופן | バクロフェン | 巴氯[芬酚] | 바클로펜",
    "morphine": r"\bmor(?:ph|f)i+n | \bморфин | μορφιν | מורפין | モルヒネ | [吗嗎]啡 | 모르핀",
    "ziconotide": r"zi[ck]onotid | зиконотид | ジコノチド | 齐考诺肽",
    "intrathecal": r"ntrath?e[ck] | dokanalow | интратек | ενδορ+αχ | אינטר[א]?טקל | 髄注 | 髄腔内 | (?<![髓腱])鞘[内內] | 척수강",
    "infusion": r"[输輸]注 | 주입",
}
"""Not of a heart that pumps, of a pump of protons, of pumpkins and firemen, nor of people who are called like a pump."""
_SIGNS = ("pum", "pomp", "infus", "crp", "siurb", "sukn", "lof", "morf", "morph", "onotid", "ntrat", "dokan")  # fmt: skip
"""One of these every such word has that is written in ASCII: most texts have none, and are done with."""
PUMP_SIGNS = ("ポンプ", "泵", "幫浦", "帮浦", "펌프", "помп", "насос", "αντλί", "مضخة")
"""Pump in other scripts, where it is the name of a device: there, what comes around it makes it nothing else."""
_NO_BORDERS = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_RUN = r"[a-z0-9]+|[^a-z0-9]+"
_PROTONS = r"proton|протон|πρωτον|양성자|프로톤|질자|maladie|morbus|болезн|болест"
"""A word beside which a pump is one of protons, or a disease."""
_MARKS = dict.fromkeys(range(0x300, 0x370))


class _Patterns(NamedTuple):
    part: re.Pattern[str]
    no_borders: re.Pattern[str]
    run: re.Pattern[str]
    protons: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Made when a text is met that may hold such a word, since that takes 5 ms."""
    parts = "|".join(f"(?P<{name}>{one})" for name, one in _PARTS.items())
    return _Patterns(
        re.compile(parts, re.VERBOSE), re.compile(_NO_BORDERS), re.compile(_RUN), re.compile(_PROTONS)
    )  # fmt: skip


def in_english(said: tuple[str, ...], known: Callable[[str], bool]) -> tuple[str, ...]:
    """The words of a text, those that hold such parts as what they mean; any other, and what is ``known``, as it is."""
    text = " ".join(said)
    if text.isascii() and not any(one in text for one in _SIGNS):
        return said
    plain = [one if one.isascii() else _plain(one) for one in said]
    return tuple(_heard(said, plain, known))


def _heard(said: tuple[str, ...], plain: list[str], known: Callable[[str], bool]) -> Iterator[str]:
    part, no_borders, run, protons = _patterns()
    for at, (word, whole) in enumerate(zip(said, plain)):
        beside = any(map(protons.search, plain[max(at - 1, 0) : at + 2]))
        for one in run.findall(whole) if no_borders.search(whole) else (whole,):
            meant = (what.lastgroup or "" for what in part.finditer("" if known(word) else one))
            found = [what for what in meant if not (what == "pump" and beside)]
            yield from found or (word if one == whole else one,)


def _plain(word: str) -> str:
    """A word without its accents; the signs of other scripts that are made of two stay whole."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", word).translate(_MARKS))

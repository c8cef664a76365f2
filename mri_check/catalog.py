"""The catalogue in memory: names at hand, each device decoded into records when it is first asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from mri_check.axes import Axes
from mri_check.cache import loads
from mri_check.checklist import Line, Notice, Question, Silence
from mri_check.decode import Reader
from mri_check.kept import Kept
from mri_check.record import Conflict, Contact, Device, Family, Instruction, Manufacturer, Source

if TYPE_CHECKING:
    from mri_check.exam_words import Vocabulary

Quiet: TypeAlias = tuple[tuple[Silence, ...], tuple[str, ...], tuple[str, ...]]
"""Silences, and the ids of what was not read and of what is not addressed."""


class Memo:
    """What others worked out of a catalogue before; nothing in it is more than a saving of time."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all of it."""
        self.quiet: Kept[tuple[str, ...], Quiet] = Kept()
        """The silences of a labelling for the settings that count, once worked out."""
        self.told_digests: Kept[tuple[Any, ...], str] = Kept()
        """Of what is told of a device beside its labellings, for each way that it is governed; in results of ``batch``."""
        self.told: Kept[tuple[str | None, ...], tuple[Notice, ...]] = Kept()
        """The notices and conflicts of a device in a market on a day; under nothing what is claimed of all pumps."""
        self.found: Kept[str, Any] = Kept()
        self.near: Any = None
        """The names on file by their letters, once a name was not found."""
        self.mentions: Any = None
        """What finds mentions of its devices, made when it is first asked for."""
        self.governing: Kept[tuple[str | None, ...], Any] = Kept()
        self.differing: Kept[tuple[str | None, ...], Any] = Kept()
        self.triggers: dict[str, tuple[str, ...]] = {}
        self.lines: Kept[tuple[str | None, ...], tuple[Line, ...]] = Kept()
        self.questions: Kept[tuple[str | None, ...], dict[str, tuple[Question, ...]]] = Kept()


class Catalogue:
    """One edition of the catalogue, checked as a whole before it was compiled; read-only but for its ``memo``.

    ``text`` is the compiled form: an index, then one JSON document to a line.
    """

    def __init__(self, text: str) -> None:
        head_end = text.index("\n")
        head = loads(text[:head_end])
        self._text, self._offset = text, head_end + 1
        self.edition: str = head["edition"]
        self.digest: str = head["digest"]
        self._lines: Mapping[str, list[int]] = head["lines"]
        common = self._document("common")
        self.axes = Axes(common["axes"])
        self.markets: Mapping[str, str | None] = common["markets"]
        self.names: Mapping[str, tuple[tuple[str, str | None], ...]] = {
            name: tuple((device, model) for device, model in hits)
            for name, hits in common["names"].items()
        }
        self.makers: Mapping[str, str] = common["makers"]
        self.spelling: Mapping[str, str] = common["spelling"]
        self.families: Mapping[str, Family] = {
            name: Family(
                form["name"], form["says"], tuple(form["devices"]), form.get("others") == "yes"
            )
            for name, form in common["families"].items()
        }
        self.identifiers: Mapping[str, tuple[str, str, str]] = {
            di: (device, model, kind)
            for di, (device, model, kind) in common.get("identifiers", {}).items()
        }
        """Device identifiers (UDI-DI): device, model, and ``primary``, ``package``, ``previous``, ..."""
        self._raw_makers: dict[str, dict[str, Any]] = {}
        self._makers: dict[str, Manufacturer] = {}
        self._of_maker: dict[str, list[str]] = {}
        self._devices: dict[str, Device] = {}
        self._practice: tuple[Instruction, ...] | None = None
        self._exams: Vocabulary | None = None
        self.memo = Memo()
        self.asks: frozenset[str] = frozenset(common["asks"])
        """Every question and instruction that a labelling or good practice names, for ``answers``."""

    def __reduce__(self) -> tuple[Any, ...]:
        return Catalogue, (self._text,)  # all else is worked out of it

    def _document(self, name: str) -> Any:
        start, length = self._lines[name]
        begin = self._offset + start
        return loads(self._text[begin : begin + length])

    def device_ids(self) -> tuple[str, ...]:
        """Every device, in the order of its id."""
        return tuple(name[7:] for name in self._lines if name.startswith("device:"))

    def record(self, id: str) -> dict[str, Any]:
        """What is on file of a device beside what a check looks at: facts, conflicts, gaps, all notices."""
        found: dict[str, Any] = self._document(f"record:{id}")
        return found

    def own_notices(self, device: str) -> list[dict[str, Any]]:
        """The notices about a device that lie with its maker; those of another are read with a device of theirs."""
        maker = device.split("/")[0]
        notices: list[dict[str, Any]] = self.record(device)["notices"]
        return [one for one in notices if one["id"].startswith(f"{maker}/")]

    def labellings_as_written(self, id: str) -> list[dict[str, Any]]:
        """The labellings of a device, as they stand in their files."""
        found: list[dict[str, Any]] = self._document(f"device:{id}")["labellings"]
        return found

    def manufacturers(self) -> tuple[str, ...]:
        """Every manufacturer, in the order of its id."""
        return tuple(sorted(set(self.makers.values())))

    def maker_as_written(self, id: str) -> dict[str, Any]:
        """One manufacturer with its sources, as it stands in its files."""
        return self._maker(id)

    def devices_of(self, manufacturer: str) -> Iterator[str]:
        """The devices of one manufacturer."""
        if not self._of_maker:
            for one in self.device_ids():
                self._of_maker.setdefault(one.partition("/")[0], []).append(one)
        return iter(self._of_maker.get(manufacturer, ()))

    def device(self, id: str) -> Device:
        """One device with its labellings and notices."""
        if id not in self._devices:
            reader = Reader(self.axes, self._maker(id.split("/")[0])["sources"])
            self._devices[id] = reader.device(self._document(f"device:{id}"))
        return self._devices[id]

    def manufacturer(self, id: str) -> Manufacturer:
        """One manufacturer."""
        if id not in self._makers:
            form = self._maker(id)
            self._makers[id] = Reader(self.axes, form["sources"]).manufacturer(form)
        return self._makers[id]

    def contacts(self, manufacturer: str, markets: Collection[str | None]) -> tuple[Contact, ...]:
        """Whom to ask in some markets; None is a market that is not known. Where none fits, all."""
        all_ = self.manufacturer(manufacturer).contacts
        here = tuple(
            contact
            for contact in all_
            if contact.market is None
            or None in markets
            or any(self.lies_in(market, contact.market) for market in markets if market)
        )
        return here or all_

    def sources(self, manufacturer: str) -> tuple[Source, ...]:
        """Every document of a manufacturer that is known, read or not."""
        forms = self._maker(manufacturer)["sources"]
        reader = Reader(self.axes, forms)
        return tuple(reader.source(id) for id in forms)

    def practice(self) -> tuple[Instruction, ...]:
        """What good practice asks of every such scan, whatever the device; never a condition."""
        if self._practice is None:
            form = self._document("practice")
            reader = Reader(self.axes, form["sources"])
            self._practice = tuple(
                reader.instruction("practice", one, None) for one in form["instructions"]
            )
        return self._practice

    def practice_as_written(self) -> dict[str, Any]:
        """Good practice, as it stands in its file."""
        found: dict[str, Any] = self._document("practice")
        return found

    def practice_conflicts(self) -> tuple[Conflict, ...]:
        """What is claimed of all such pumps, and why it is not followed."""
        form = self.practice_as_written()
        return Reader(self.axes, form["sources"]).conflicts(form)

    def exams(self) -> Vocabulary:
        """The words by which an order names what is scanned; none where the catalogue has no ``exams.yaml``."""
        if self._exams is None:
            from mri_check.exam_words import Vocabulary

            form = self.exams_as_written() or {}
            axis = self.axes.get("scan.region")
            self._exams = Vocabulary(form, {} if axis is None else axis.parents)
        return self._exams

    def exams_as_written(self) -> dict[str, Any] | None:
        """The words for exams, as they stand in their file; None where there is none."""
        return self._document("exams") if "exams" in self._lines else None

    def shared_as_written(self) -> dict[str, Any]:
        """Markets and families as they stand in their files, and the labellings that others correct, by id."""
        found: dict[str, Any] = self._document("written")
        return found

    def _maker(self, id: str) -> dict[str, Any]:
        if id not in self._raw_makers:
            self._raw_makers[id] = self._document(f"manufacturer:{id}")
        return self._raw_makers[id]

    def lies_in(self, market: str, wider: str) -> bool:
        """Whether one market is another, or lies in it (DE in EU)."""
        return market == wider or self.markets[market] == wider

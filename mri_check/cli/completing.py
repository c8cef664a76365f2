"""What a shell offers when a word is to be completed: devices, scanners, markets, the choices of the axes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import click

from mri_check.axes import ANSWERS
from mri_check.catalog import Catalogue
from mri_check.cli.command import Command
from mri_check.errors import MriCheckError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

VARIABLE = "_MRI_CHECK_COMPLETE"
"""How a shell asks for completions; click's own way."""
SHELLS = ("bash", "fish", "zsh")

Offer: TypeAlias = Callable[[click.Context], Iterator[tuple[str, str]]]
"""Words, each with what it stands for."""


def attach(command: click.Command) -> None:
    """Give the options and arguments of a command, and of those inside it, what they complete to."""
    if isinstance(command, click.Group):
        for child in command.commands.values():
            attach(child)
    for parameter in command.params:
        names = parameter.opts if isinstance(parameter, click.Option) else (parameter.name,)
        for name in names:
            if (command.name, name) == ("exam", "text"):
                continue  # an exam is no device
            if (command.name, name) == ("consult", "--device"):
                name = "device"
            if name in _FILES:
                parameter.__dict__["shell_complete"] = _path(_FILES[name])
            elif name in _OFFERS:
                parameter.__dict__["shell_complete"] = _words(_OFFERS[name])


def in_bash() -> None:
    """Read bash's words as ours: it cuts ``drug=ba`` into three, and wants back what follows the last cut."""
    from click.shell_completion import BashComplete, CompletionItem, add_completion_class

    class Bash(BashComplete):
        cuts = 0
        """How often the word to be completed was cut, but for the cut between an option and its value."""

        def get_completion_args(self) -> tuple[list[str], str]:
            given, last = super().get_completion_args()
            words: list[str] = []
            before = ""
            for word in (*given, last):
                if words and "=" in (word, before):
                    words[-1] += word
                    self.cuts += word == "="
                else:
                    self.cuts = 0
                    words.append(word)
                before = word
            self.cuts -= words[-1].startswith("--") and self.cuts > 0
            return words[:-1], words[-1]

        def format_completion(self, item: CompletionItem) -> str:
            value = item.value.split("=", self.cuts)[-1]
            return super().format_completion(CompletionItem(value, item.type))

    add_completion_class(Bash)


def _path(kind: str) -> Callable[[click.Context, str], list[CompletionItem]]:
    def complete(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type=kind)]

    return complete


def _words(offer: Offer) -> Callable[[click.Context, str], list[CompletionItem]]:
    """The words that begin with what is typed, whatever its case, blanks and hyphens; none where anything fails."""

    def complete(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from mri_check.words import key

        split = os.environ.get(VARIABLE, "").startswith("bash")  # which would make two words of one
        try:
            return [
                CompletionItem(word, help=told)
                for word, told in offer(ctx)
                if key(word).startswith(key(incomplete)) and not (split and " " in word)
            ]
        except MriCheckError:
            return []

    return complete


def _catalogue(ctx: click.Context) -> Catalogue:
    from mri_check.compiled import load_catalog

    return load_catalog(ctx.params.get("catalog") or ctx.params.get("root"))


def _devices(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Every name that identifies a device, without what a shell would have to quote."""
    catalogue = _catalogue(ctx)
    for name, hits in catalogue.names.items():
        if len({device for device, _ in hits}) == 1:
            spelt = "".join(
                c if c.isalnum() or c in "._+-" else " " for c in catalogue.spelling[name]
            )
            yield "-".join(spelt.split()), hits[0][0]


def _items(ctx: click.Context) -> Iterator[tuple[str, str]]:
    yield "none", ""
    yield from _devices(ctx)


def _none(_: click.Context) -> Iterator[tuple[str, str]]:
    yield "none", ""


def _scanners(ctx: click.Context) -> Iterator[tuple[str, str]]:
    from mri_check.cli.configured import SCANNERS, configured
    from mri_check.scanners import by_name, examples, read_profiles

    path = configured(ctx.params.get("scanners"), *SCANNERS)
    for name, one in by_name(read_profiles(path) if path else examples()).items():
        yield name, str(one.facts.get("field_strength", ""))


def _markets(ctx: click.Context) -> Iterator[tuple[str, str]]:
    for name, wider in _catalogue(ctx).markets.items():
        yield name, f"in {wider}" if wider else ""


def _makers(ctx: click.Context) -> Iterator[tuple[str, str]]:
    catalogue = _catalogue(ctx)
    for id in catalogue.manufacturers():
        yield id, catalogue.manufacturer(id).name


def _answers(ctx: click.Context) -> Iterator[tuple[str, str]]:
    for name in sorted(_catalogue(ctx).asks):
        for word in ANSWERS:
            yield f"{name}={word}", ""


def _observations(_: click.Context) -> Iterator[tuple[str, str]]:
    from mri_check.observations import OBSERVATIONS

    yield from ((name, "") for name in OBSERVATIONS)


def _axis(name: str) -> Offer:
    def offer(ctx: click.Context) -> Iterator[tuple[str, str]]:
        axis = _catalogue(ctx).axes[name]
        for choice in axis.choices:
            yield choice, axis.title

    return offer


def _facts(family: str, whole: bool = False) -> Offer:
    """``drug=baclofen``; ``whole`` names the family too: ``implant.drug=baclofen``."""

    def offer(ctx: click.Context) -> Iterator[tuple[str, str]]:
        axes = _catalogue(ctx).axes
        for name in axes:
            if name.startswith(family):
                short = name if whole else name.partition(".")[2]
                for choice in axes[name].choices or ("",):
                    yield f"{short}={choice}", axes[name].title

    return offer


_FILES = {
    "--policy": "file", "--scanners": "file", "--config": "file", "--output": "file",
    "--exams": "file",
    "--catalog": "dir", "request_file": "file",
}  # fmt: skip
_OFFERS: dict[str | None, Offer] = {
    "--implant": _devices,
    "--bringing": _items,
    "--other-implants": _none,
    "--scanner": _scanners,
    "--market": _markets,
    "--manufacturer": _makers,
    "--letter": _makers,
    "--answer": _answers,
    "--observed": _observations,
    "--fact": _facts("implant."),
    "--patient": _facts("patient."),
    "--set": _facts("", whole=True),
    "--region": _axis("scan.region"),
    "--coil": _axis("scan.transmit_coil"),
    "--mode": _axis("scan.operating_mode"),
    "--bore": _axis("scan.bore"),
    "--urgency": _axis("scan.urgency"),
    "--identified-by": _axis("implant.identified_by"),
    "device": _devices,
    "text": _devices,
    "old": _devices,
    "new": _devices,
}


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes bash, zsh or fish complete commands, devices and scanners.

    \b
    bash  echo 'eval "$(mri-check completion bash)"' >> ~/.bashrc
    zsh   echo 'eval "$(mri-check completion zsh)"' >> ~/.zshrc
    fish  mri-check completion fish > ~/.config/fish/completions/mri-check.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None, "click knows these shells"
    click.echo(found(ctx.find_root().command, {}, "mri-check", VARIABLE).source())

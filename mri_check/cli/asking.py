"""``mri-check ask``: a dialogue that leads from what is known to a checklist."""

from __future__ import annotations

import glob
import os
import shlex
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from mri_check.answering import Answering
from mri_check.asking import Asking
from mri_check.cli import configured
from mri_check.cli.command import Command, on_day
from mri_check.cli.stating import remark_on, show
from mri_check.cli.whole import write
from mri_check.compiled import load_catalog
from mri_check.dialogue import Dialogue, lines_of, start
from mri_check.document import Document, dotted
from mri_check.errors import MriCheckError, Problem, RequestError
from mri_check.exam_table import read_exams
from mri_check.exits import exit_code
from mri_check.question import Question
from mri_check.render.text import inert
from mri_check.request import FORMAT, Request, read_request
from mri_check.scanners import examples, read_profiles
from mri_check.source import load, read_text

_WORDS = ("?", "back", "list", "done", "quit")
_NO_FILE = ("n", "no", "none")
"""Answers to the offer of a file; one of that name is ./no."""


@click.command(cls=Command)
@click.argument("request_file", metavar="[REQUEST]", required=False)
@on_day("--on", help="The day of the scan; today where it is left out.")
@click.option("--scanners", metavar="FILE", help="Scanner profiles that an answer can name.")
@click.option("--exams", metavar="FILE", help="The site's own table of exams.")
@click.option("--policy", metavar="FILE", help="The site's own stricter rules.")
@click.option("--config", metavar="FILE|none", help="Your defaults for market and scanner.")
@click.option("--catalog", metavar="DIR", help="Another catalogue than the shipped one.")
def ask(request_file: str | None, **options: Any) -> int:
    """Ask, one by one, what can still change the outcome or the checklist; then print it.

    Starts from nothing, or from what a request file states. The most decisive question comes first, with why
    it matters and who usually knows. ? explains, an empty answer is not known, a barcode can be scanned where
    a device is asked for, back revises. Ends with the checklist, its exit code, and an offer to write the
    request. Ctrl-C keeps what was answered.
    """
    at_a_terminal("ask")
    on = options["on"]
    form: Any = {"format": FORMAT}
    if request_file is not None:
        form = load(read_text(request_file), request_file).data
    if isinstance(form, dict) and (on is not None or "on" not in form):
        form = {**form, "on": on or date.today().isoformat()}
    return converse(form, options, request_file)


def at_a_terminal(what: str) -> None:
    """Raise click.UsageError where nobody could answer."""
    if not sys.stdin.isatty():
        raise click.UsageError(
            f"{what} is a dialogue, and standard input is no terminal: use mri-check check with a request"
        )
    if hasattr(sys.stdin, "reconfigure"):  # a byte that is no text is an answer that is not taken
        sys.stdin.reconfigure(errors="surrogateescape")


def converse(form: Any, options: Mapping[str, Any], name: str | None = None) -> int:
    """Hold the dialogue on a request and print its checklist; the exit code of its outcome."""
    if not isinstance(form, Mapping):
        problem = Problem("shape", name or "options", "this is no request: a mapping is needed")
        raise RequestError(problem)
    catalogue = load_catalog(options["catalog"])
    policy = configured.policy(options["policy"], catalogue)
    path = configured.configured(options["scanners"], *configured.SCANNERS)
    scanners = read_profiles(path) if path is not None else None
    named = scanners if scanners is not None else examples()
    profiles = tuple(one.name for one in named)
    table = configured.configured(options["exams"], *configured.EXAMS)
    exams = read_exams(table) if table is not None else None
    defaults = configured.defaults(options["config"])
    title = name or "answers"

    def read(data: Mapping[str, Any]) -> Request:
        document = Document(title, data, lambda path: dotted(title, path))
        return read_request(document, scanners, exams=exams, configuration=defaults)

    asking = Asking(catalogue, read, policy, profiles)
    on = date.fromisoformat(asking.check(start(form)).on)  # an error of the request is told first
    remark_on(on.isoformat())
    dialogue = Dialogue(asking, Answering(catalogue, on, profiles, exams), form)
    return _Talk(dialogue, profiles, name, options).hold()


class _Talk:
    """One dialogue at a terminal. What is asked goes to standard error, the checklist to standard output."""

    def __init__(
        self,
        dialogue: Dialogue,
        profiles: tuple[str, ...],
        name: str | None,
        options: Mapping[str, Any],
    ) -> None:
        from mri_check.messages import dialogue as say
        from mri_check.render import dialogue as rendered

        self.dialogue, self.profiles, self.name = dialogue, profiles, name
        self.rendered, self.say = rendered, say
        self.format: str = options.get("format_", "text")
        self.output: str | None = options.get("output")
        self.paper: str | None = options.get("paper")
        self.kept: str | None = _place(os.getpid())

    def hold(self) -> int:
        """Ask, print the checklist, offer to write the request; the exit code of the outcome."""
        self.tell(self.say.START, 0)
        self.tell(self.say.COMMANDS, 0)
        self.tell(self.say.DAY.format(on=self.dialogue.data["on"]), 0)
        for notice in self.dialogue.checklist().notices:
            if notice.id == "configuration":
                self.tell(notice.text, 0)
        for left in _left():
            if self.name is None or os.path.realpath(left) != os.path.realpath(self.name):
                self.tell(self.say.LEFT, 0)
                self.command("ask", left)
        try:
            self.questions()
            click.echo(err=True)
            show(self.dialogue.checklist(), self.format, self.output, self.paper)
            self.offer()
        except BaseException:  # a person's, or whatever else ends it early
            click.echo(err=True)
            if self.dialogue.answers and self.kept is not None:
                self.tell(self.say.KEPT, 0)
                self.command("ask", self.kept)
            raise
        self.forget()
        return exit_code(self.dialogue.checklist().disposition)

    def tell(self, text: str, indent: int = 3) -> None:
        click.echo(self.rendered.told(text, indent), nl=False, err=True)

    def command(self, name: str, path: str) -> None:
        """A command to type: never broken across lines, so that it can be copied."""
        click.echo(f"  mri-check {name} {inert(shlex.quote(path))}", err=True)

    def questions(self) -> None:
        """Ask until nothing more would change anything, or until a person has had enough."""
        again: int | None = None
        while True:
            answers, open_ = self.dialogue.answers, self.dialogue.questions()
            if again is not None:
                question = answers[again - 1].question
            elif open_:
                question = open_[0]
            else:
                self.tell(self.say.END, 0)
                return
            several = len(self.dialogue.data["implants"]) > 1
            number = again or len(answers) + 1
            text = self.rendered.asked(question, number, several, self.profiles)
            click.echo(text, nl=False, err=True)
            word, _, which = self.reply(question, again).partition(" ")
            if word == "done":
                return
            before = str(again - 1) if again is not None and again > 1 else ""
            again = self.back(which.strip() or before) if word == "back" else None

    def reply(self, question: Question, again: int | None) -> str:
        """``done`` or ``back``, as it was typed; empty once an answer was taken."""
        while True:
            text = _line(_choices(question, self.profiles))
            word = text.strip().casefold()
            if word in ("quit", "exit"):
                raise KeyboardInterrupt
            if word == "?":
                click.echo(self.rendered.explained(question, self.profiles), nl=False, err=True)
            elif word == "list":
                self.list()
            elif word == "done" or word.partition(" ")[0] == "back":
                return word
            elif self.taken(question, text, again):
                return ""

    def taken(self, question: Question, text: str, again: int | None) -> bool:
        """Whether an answer was taken; if not, why not is said."""
        try:
            dropped = self.dialogue.answer(question, text, again)
        except MriCheckError as bad:
            why = "; ".join(one.message for one in bad.problems)
            self.tell(self.say.NOT_TAKEN.format(why=why))
            return False
        except ValueError as bad:
            self.tell(self.say.NOT_TAKEN.format(why=bad))
            return False
        if dropped:
            names = ", ".join(one.question.id for one in dropped)
            self.tell(self.say.DROPPED.format(names=names))
        if question.kind == "device" and text.strip():
            self.recognised(text)
        self.keep()
        told = self.rendered.so_far(self.dialogue.checklist(), len(self.dialogue.questions()))
        click.echo(told, nl=False, err=True)
        return True

    def recognised(self, text: str) -> None:
        """Which device that is, or what tells the candidates apart; of a barcode, all that it says, this once."""
        from mri_check.recognise import recognise
        from mri_check.render.identified import identified

        found = recognise(text, self.dialogue.asking.catalogue, date.today().year)
        click.echo(identified(found, "text"), nl=False, err=True)

    def list(self) -> None:
        told = [(one.question.id, one.text) for one in self.dialogue.answers]
        click.echo(self.rendered.answers(told), nl=False, err=True)

    def back(self, which: str) -> int | None:
        """The number of the answer to revise, the last where none is said; None where there is no such."""
        count = len(self.dialogue.answers)
        number = which or str(count)
        if not number.isdecimal() or not 1 <= int(number) <= count:
            self.tell(self.say.NO_SUCH.format(number=number, count=count))
            return None
        return int(number)

    def offer(self) -> None:
        """Offer to write the request; a file that is there is replaced only when that is said."""
        while path := os.path.expanduser(_line((), self.say.WRITE_FILE).strip()):
            if path.casefold() in _NO_FILE:
                return
            if os.path.exists(path):
                question = self.say.OVERWRITE.format(path=path)
                if _line((), question).strip().casefold() not in ("y", "yes"):
                    continue
            try:
                write(path, self.text(), "")
            except (click.UsageError, MriCheckError) as bad:
                self.tell(str(bad))
                continue
            self.tell(self.say.WRITTEN, 0)
            self.command("check", path)
            return

    def text(self) -> str:
        return "".join(line + "\n" for line in lines_of(self.dialogue.data))

    def keep(self) -> None:
        """Write down what was answered, so that nothing of it is lost however this ends."""
        if self.kept is None:
            return
        mask = os.umask(0o077)  # it is of a patient, and for nobody else on this machine
        try:
            os.makedirs(os.path.dirname(self.kept), exist_ok=True)
            write(self.kept, self.text(), "")
        except (OSError, UnicodeError, click.UsageError, MriCheckError):
            self.tell(self.say.CANNOT_KEEP.format(path=self.kept))
            self.kept = None
        finally:
            os.umask(mask)

    def forget(self) -> None:
        """Once the dialogue has come to its end, nothing of it is kept; nor the dialogue that it went on from."""
        for path in (self.kept, self.name):
            if path is not None and path in (self.kept, *_left()) and os.path.exists(path):
                os.unlink(path)


def _place(number: int | str) -> str:
    from mri_check import cache

    return os.path.join(cache.folder(), f"ask-{number}.yaml")


def _left() -> list[str]:
    """Dialogues that were not ended."""
    return sorted(glob.glob(_place("*")))


def _choices(question: Question, profiles: tuple[str, ...]) -> tuple[str, ...]:
    """What a tab offers."""
    found = [choice for field in question.fields if field.axis for choice in field.axis.choices]
    return (*_WORDS[1:], *(profiles if question.kind == "scanner" else ()), *found)


def _line(choices: tuple[str, ...], prompt: str = "> ") -> str:
    """A line that a person types, with what the terminal has for editing it."""
    try:
        import readline
    except ImportError:
        pass
    else:
        offers = list(dict.fromkeys(choices))

        def complete(text: str, at: int) -> str | None:
            fits = [one for one in offers if one.startswith(text)]
            return fits[at] if at < len(fits) else None

        readline.set_completer(complete)
        readline.set_completer_delims(" ,=")
        readline.parse_and_bind("tab: complete")
    if sys.stdout.isatty():
        return input(prompt)
    click.echo(prompt, nl=False, err=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")

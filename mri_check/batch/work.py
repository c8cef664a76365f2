"""Goes through a schedule chunk by chunk, in one process or in a ring of several; the output is the same.

In the ring, chunk i is worker i mod n's. Two tokens go round: who holds the first reads the next chunk, who holds the
second writes its results. So nothing is copied between processes, order is kept, and memory is bounded. A worker
tells the parent of each chunk that it wrote; the parent keeps the journal, and stops all where one dies.
"""

from __future__ import annotations

import marshal
import os
import select
import signal
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from mri_check.batch.inputs import Chunk, Cursor, Inputs
from mri_check.batch.journal import Broken, Output, broken, write_all
from mri_check.batch.judge import Judge
from mri_check.batch.tally import Total
from mri_check.errors import MriCheckError, Problem, RequestError, reason_of

_SIZE = struct.Struct("<I")
CLOSED = "the output was closed before it was complete"
PEER, FAILED = 3, 4
"""How a worker ends whose neighbour is gone, and one that told the parent what went wrong."""


class Died(MriCheckError):
    """A worker ended before its work did."""


_FAILURES = {one.__name__: one for one in (RequestError, Broken, Died)}
"""What a worker may tell of, by its name."""


class Run:
    """One run over a schedule."""

    def __init__(
        self, inputs: Inputs, judge: Judge, file: int, output: Output | None, tick: Callable[[Run], None],
        named: str | None = None,
    ) -> None:  # fmt: skip
        self.inputs, self.judge, self.file, self.output, self.tick = (
            inputs,
            judge,
            file,
            output,
            tick,
        )
        self.total = Total()
        self.named = named
        """What ``--output`` names; None where the results go to standard output."""
        self.began = False
        self.read = 0
        """Bytes of the schedule that are done with."""

    def start(self, resume: bool) -> Cursor:
        """Write what stands before the first row, or pass over what an earlier run did. Raises Broken."""
        cursor = self.inputs.start()
        if resume and self.output is not None:
            for record in self.output.records:
                if record["in"]:
                    taken = self.inputs.take(cursor, record["in"])
                    if taken is None or taken[0].mark() != record["in_mark"]:
                        raise broken(
                            "--resume",
                            "the schedule is not what it was: run again without --resume",
                        )
                    cursor = taken[1]
                self.add(record)
            self.began = True
            return cursor
        self.began = True
        self.put([self.judge.header()], None, Total().as_data())
        return cursor

    def put(self, blocks: list[bytes], chunk: Chunk | None, counts: dict[str, Any]) -> None:
        """Write the results of a chunk, and write down that this was done."""
        self.write(blocks)
        self.done(record_of(blocks, chunk, counts, self.output is not None))

    def write(self, blocks: list[bytes]) -> None:
        """Write the results of a chunk. Raises Broken."""
        try:
            write_all(self.file, blocks)
        except BrokenPipeError:
            raise broken("", CLOSED) from None
        except OSError as bad:
            told = f"cannot be written: {reason_of(bad)}"
            if self.named is None:
                raise broken("standard output", told) from None
            raise broken("--output", f"{self.named} {told}") from None

    def done(self, record: dict[str, Any]) -> None:
        """A chunk was written."""
        if self.output is not None:
            self.output.note(record)
        self.add(record)
        self.tick(self)

    def add(self, record: dict[str, Any]) -> None:
        """Count a chunk."""
        self.total.add(record["counts"])
        self.read += record["bytes"]

    def alone(self, cursor: Cursor) -> None:
        """All of it in this process."""
        while (taken := self.inputs.take(cursor)) is not None:
            chunk, cursor = taken
            blocks, counts = self.judge.chunk(chunk)
            self.put(blocks, chunk, counts)

    def together(self, cursor: Cursor, jobs: int) -> None:
        """In a ring of workers. Raises Died, or what one of them raised."""
        _Ring(self, jobs).go(cursor)


def record_of(
    blocks: list[bytes], chunk: Chunk | None, counts: dict[str, Any], marked: bool
) -> dict[str, Any]:
    """What the journal says of a chunk; where there is none, no mark is worked out."""
    mark = 0
    if marked:
        for block in blocks:
            mark = zlib.crc32(block, mark)
    return {
        "in": chunk.size if chunk else 0,
        "in_mark": chunk.mark() if chunk and marked else "",
        "bytes": chunk.bytes if chunk else 0,
        "out": sum(map(len, blocks)),
        "out_mark": mark,
        "counts": counts,
    }


class _Ring:
    """The workers of one run, as their parent sees them."""

    def __init__(self, run: Run, jobs: int) -> None:
        self.run, self.jobs = run, jobs
        self.ids: list[int] = []
        self.waiting: dict[int, dict[str, Any]] = {}
        self.next = 0
        self.ended: dict[int, int] = {}
        self.failure: MriCheckError | None = None

    def go(self, cursor: Cursor) -> None:
        jobs = self.jobs
        reads, writes, tells = ([os.pipe() for _ in range(jobs)] for _ in range(3))
        alive = os.pipe()  # the parent holds one end, and nothing is ever written to it
        every = [end for pipes in (reads, writes, tells, [alive]) for pipe in pipes for end in pipe]
        for at in range(jobs):
            id = os.fork()
            if id == 0:
                after = (at + 1) % jobs
                mine = (
                    reads[at][0],
                    reads[after][1],
                    writes[at][0],
                    writes[after][1],
                    tells[at][1],
                )
                for end in every:
                    if end not in (*mine, alive[0]):
                        os.close(end)
                for part in self.run.inputs.parts:
                    part.parent = alive[0]
                _worker(self.run, *mine)
            self.ids.append(id)
        try:
            send(reads[0][1], (0, tuple(cursor)))
            send(writes[0][1], 0)
            for end in every:
                if end not in (alive[1], *(pipe[0] for pipe in tells)):
                    os.close(end)
            self.listen([pipe[0] for pipe in tells])
        finally:
            self.stop()
            os.close(alive[1])
        self.judge()

    def listen(self, ends: list[int]) -> None:
        """Take what the workers tell until all are silent."""
        buffers = {end: bytearray() for end in ends}
        ids = dict(zip(ends, self.ids))
        while buffers:
            ready, _, _ = select.select(list(buffers), [], [], 0.5)
            for end in ready:
                raw = os.read(end, 1 << 16)
                if not raw:
                    del buffers[end]
                    os.close(end)
                    if self.end(ids[end]) not in (0, PEER):  # the others may wait for it for ever
                        return
                    continue
                buffer = buffers[end]
                buffer += raw
                while len(buffer) >= 4 and len(buffer) >= 4 + (
                    size := _SIZE.unpack_from(buffer)[0]
                ):
                    self.told(marshal.loads(bytes(buffer[4 : 4 + size])))
                    del buffer[: 4 + size]
            self.run.tick(self.run)

    def told(self, message: Any) -> None:
        """A chunk was written, in whatever order it is told of; or something went wrong."""
        kind, *rest = message
        if kind == "failed":
            name, problems = rest
            failure = _FAILURES.get(name, MriCheckError)(*(Problem(*one) for one in problems))
            self.failure = self.failure or failure
            return
        self.waiting[rest[0]] = rest[1]
        while (record := self.waiting.pop(self.next, None)) is not None:
            self.next += 1
            self.run.done(record)

    def end(self, id: int) -> int:
        """Wait for a worker that closed its pipe, and see how it ended."""
        if id not in self.ended:
            self.ended[id] = os.waitstatus_to_exitcode(os.waitpid(id, 0)[1])
        return self.ended[id]

    def stop(self) -> None:
        """End the workers that are left; what they were writing is cut off when the run goes on."""
        left = [id for id in self.ids if id not in self.ended]
        for id in left:
            os.kill(id, signal.SIGKILL)
        for id in left:
            os.waitpid(id, 0)

    def judge(self) -> None:
        """Whether all ended as they should."""
        if self.failure is not None:
            raise self.failure
        wrong = [code for code in self.ended.values() if code not in (0, PEER)]
        if wrong or self.waiting or len(self.ended) < self.jobs:
            code = wrong[0] if wrong else PEER
            how = f"by signal {-code}" if code < 0 else f"with code {code}"
            raise Died(Problem("worker", "", f"a worker ended {how} before its rows were done"))


def _worker(run: Run, read: int, reads: int, write: int, writes: int, tell: int) -> None:
    """One worker; never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    code = 0
    try:
        while True:
            turn, form = receive(read)
            cursor = Cursor(*form) if form is not None else None
            taken = run.inputs.take(cursor) if cursor is not None else None
            if taken is None:
                _pass(reads, (turn, None))
                break
            chunk, after = taken
            send(reads, (turn + 1, tuple(after)))
            blocks, counts = run.judge.chunk(chunk)
            receive(write)
            run.write(blocks)
            send(tell, ("done", turn, record_of(blocks, chunk, counts, run.output is not None)))
            _pass(writes, 0)
    except (EOFError, BrokenPipeError):
        code = PEER
    except MriCheckError as bad:
        code = _failed(tell, bad)
    except BaseException as bad:
        message = f"a worker failed: {type(bad).__name__}"
        code = _failed(tell, Died(Problem("worker", "", message)))
    os._exit(code)


def _failed(tell: int, what: MriCheckError) -> int:
    _pass(tell, ("failed", type(what).__name__, [tuple(one) for one in what.problems]))
    return FAILED


def send(end: int, message: Any) -> None:
    """Send plain data through a pipe."""
    raw = marshal.dumps(message)
    write_all(end, [_SIZE.pack(len(raw)) + raw])


def _pass(end: int, message: Any) -> None:
    """Send it to a neighbour who may have ended, since there was nothing left to do."""
    with suppress(BrokenPipeError):
        send(end, message)


def receive(end: int) -> Any:
    """Take plain data from a pipe. Raises EOFError where the other end is gone."""
    return marshal.loads(_all(end, _SIZE.unpack(_all(end, 4))[0]))


def _all(end: int, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        more = os.read(end, size - len(found))
        if not more:
            raise EOFError
        found += more
    return bytes(found)

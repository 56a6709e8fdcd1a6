"""Event logs (XES, IEEE 1849) as a stream of events, whatever a stranger put into the file.

Entities and DTDs are refused before anything is expanded; what a compressed file unpacks to, the size of one event, the
depth of nesting and the number of different names are all bounded, so memory does not grow with the file.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

from ingest.errors import LoadRefused
from ingest.readers.source import Progress

Attributes = dict[str, str]

_CHUNK = 1 << 18
_SAY_EVERY = 1 << 28  # bytes
_GZIP = b"\x1f\x8b"
MAX_BYTES = 1 << 35  # that a log may unpack to or fill as rows,
MAX_RATIO = 200  # and how many times its own size: real logs stay under 60, a bomb is near 1,000;
ALWAYS = 1 << 26  # a small file may repeat itself more, up to this many bytes
MAX_SIZE = 1 << 22  # bytes of one event, of one trace's own attributes, of one XML token
MAX_DEPTH = 100
MAX_NAMES = 1000  # different names of elements and of their XML attributes: the standard has about thirty

_ATTRIBUTES = frozenset(("string", "date", "int", "float", "boolean", "id"))
_PAIRS = ["key", "value"]


def read_log(path: Path, on_event: Callable[[Attributes, Attributes], None], say: Progress) -> int:
    """Calls on_event(trace attributes, event attributes) for each event in file order; the trace's dict is shared.

    Attributes of attributes, lists and containers are skipped, and so are extensions, globals and classifiers.
    Returns how many traces held no event. Raises LoadRefused.
    """
    log = _Log(path.name, on_event)
    fed = 0
    try:
        for chunk in _chunks(path):
            log.parser.Parse(chunk, False)
            fed += len(chunk)
            log.check_size(fed)
            if fed // _SAY_EVERY != (fed - len(chunk)) // _SAY_EVERY:
                say(f"{path.name}: {log.events:,} events read")
        log.parser.Parse(b"", True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise LoadRefused(f"{path.name} is not whole XML (line {error.lineno:,}: {what}): export it again.") from error
    except (ValueError, LookupError) as error:  # how expat's binding says that it cannot read an encoding
        raise LoadRefused(
            f"{path.name} is in an encoding that cannot be read ({error}): export it as UTF-8."
        ) from error
    return log.traces_without_events


def most_bytes(path: Path) -> int:
    """How much a log of this size may become, unpacked or as rows."""
    return min(MAX_BYTES, max(ALWAYS, path.stat().st_size * MAX_RATIO))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        packed = file.read(len(_GZIP)) == _GZIP
        file.seek(0)
        if not packed:
            while chunk := file.read(_CHUNK):
                yield chunk
            return
        unpacked, most = 0, most_bytes(path)
        try:
            with gzip.GzipFile(fileobj=file) as stream:
                while chunk := stream.read(_CHUNK):
                    unpacked += len(chunk)
                    if unpacked > most:
                        raise LoadRefused(
                            f"{path.name} unpacks to more than {most >> 20:,} MB, as only a file made to do harm "
                            "should: unpack it yourself if you trust it and load the .xes."
                        )
                    yield chunk
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise LoadRefused(f"{path.name} is not a whole gzip file ({error}): copy it again.") from error


class _Names(dict[str, str]):
    """XML names as they stand in the file -> without their prefix. Counted, as expat never forgets a name."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


class _Log:
    """Follows the elements of one log. Attributes count only directly under a trace or an event."""

    def __init__(self, file: str, on_event: Callable[[Attributes, Attributes], None]) -> None:
        self.file = file
        self.on_event = on_event
        self.events = 0
        self.traces_without_events = 0
        self.names = _Names()
        self.depth = 0
        self.trace: Attributes = {}
        self.open = self.trace  # the attributes of the innermost trace or event
        self.inside = 0  # the depth of what stands directly in that; 0 while none is open
        self.began = 0  # the byte where it began
        self.events_in_trace = 0
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.doctype

    def refusal(self, what: str, advice: str = "export it again") -> LoadRefused:
        """The sentence about the place where the parser stands."""
        return LoadRefused(f"{self.file} {what} (line {self.parser.CurrentLineNumber:,}): {advice}.")

    def doctype(self, *_declaration: object) -> None:
        """Entities can be declared in a document type only, and an event log needs neither."""
        raise self.refusal(
            "declares a document type or entities, which event logs have no use for", "remove the DOCTYPE"
        )

    def check_size(self, fed: int) -> None:
        """Between chunks: what is still being collected, by expat or by us, must not have grown too large."""
        if fed - self.parser.CurrentByteIndex > MAX_SIZE:
            raise self.refusal("holds more than 4 MB between two angle brackets")
        collecting = self.inside and not (self.open is self.trace and self.events_in_trace)
        if collecting and fed - self.began > MAX_SIZE:
            raise self.refusal("holds a trace or an event of more than 4 MB")

    def start(self, raw: str, pairs: list[str]) -> None:
        self.depth = depth = self.depth + 1
        # Nearly every element is a plain attribute of an event, so it is recognised first.
        if depth == self.inside and raw in _ATTRIBUTES and self.open is not self.trace and pairs[::2] == _PAIRS:
            self.open[pairs[1]] = pairs[3]
            return
        if depth > MAX_DEPTH:
            raise self.refusal(f"nests elements more than {MAX_DEPTH} deep")
        for unusual in pairs[::2]:
            self.names[unusual]
        name = self.names[raw]
        if len(self.names) > MAX_NAMES:
            raise self.refusal(f"uses more than {MAX_NAMES:,} different XML names, far beyond what XES has")
        if depth == self.inside:
            if name in _ATTRIBUTES:
                self.attribute(dict(zip(pairs[::2], pairs[1::2], strict=True)))
            elif name == "event" and self.open is self.trace:
                self.open_event()
        elif depth == 2 and name == "trace":
            self.trace = self.open = {}
            self.events_in_trace = 0
            self.inside, self.began = 3, self.parser.CurrentByteIndex
        elif depth == 2 and name == "event":
            self.trace = {}  # an event of no trace
            self.open_event()
        elif depth == 1 and name != "log":
            raise self.refusal(f"is XML but not an event log: it begins with <{raw}>, not <log>", "load an XES file")

    def open_event(self) -> None:
        self.open = {}
        self.inside, self.began = self.depth + 1, self.parser.CurrentByteIndex

    def attribute(self, given: dict[str, str]) -> None:
        if "key" not in given:
            raise self.refusal("holds an attribute without a key")
        if self.open is self.trace and self.events_in_trace:
            raise self.refusal(
                f"gives a trace its attribute {given['key']} after an event of it", "write a trace's attributes first"
            )
        self.open[given["key"]] = given.get("value", "")

    def end(self, _raw: str) -> None:
        self.depth = depth = self.depth - 1
        if depth + 2 != self.inside:
            return
        if self.open is not self.trace:
            self.on_event(self.trace, self.open)
            self.events += 1
            self.events_in_trace += 1
            self.open, self.inside = self.trace, 3 if depth == 2 else 0
        else:
            self.traces_without_events += not self.events_in_trace
            self.inside = 0

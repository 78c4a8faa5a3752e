"""From bytes in any encoding to blocks of UTF-8 that end where a line ends.

A file is taken as UTF-8; a line that is not valid UTF-8 is read as Windows-1252, line by line, so a file
put together from two systems keeps every letter, and how many lines of each there were is reported.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from helmline.errors import FileError
from helmline.sources.table.opening import Stream
from helmline.sources.table.tally import Tally

BLOCK = 4 << 20
#: No line of a table is longer: a file without line ends is not a table.
LONGEST_LINE = 256 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def blocks(stream: Stream, tally: Tally, encoding: str = "") -> Iterator[bytes]:
    """Yield the text as UTF-8 in blocks of about 4 MB, each ending with a line end but for the last.

    `encoding` is used for every line where it is stated (undecodable bytes become U+FFFD and are counted);
    without it UTF-8 and UTF-16 are told apart by their marks, and single lines fall back to Windows-1252.
    """
    first = stream.take(BLOCK)
    name, skip = _recognised(first)
    if encoding:
        name = _known(encoding)
    first = first[skip:]
    if name == "utf-8" and not encoding:
        yield from (_as_utf8(block, tally) for block in _whole_lines(_chunks(first, stream)))
    else:
        yield from _whole_lines(_recoded(_chunks(first, stream), name, tally))


def _recognised(first: bytes) -> tuple[str, int]:
    for mark, name in _BOMS:
        if first.startswith(mark):
            return name, len(mark)
    head = first[:2000]
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le", 0
    if head[0::2].count(0) > len(head) // 4:
        return "utf-16-be", 0
    return "utf-8", 0


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError as cause:
        raise FileError(
            f"Encoding {encoding!r} is not known.",
            hint="Use a name such as utf-8, cp1252, iso8859-2, shift_jis.",
        ) from cause


def _chunks(first: bytes, stream: Stream) -> Iterator[bytes]:
    while first:
        yield first
        first = stream.take(BLOCK)


def _recoded(chunks: Iterator[bytes], name: str, tally: Tally) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(name)(errors="replace")
    replaced = 0
    for chunk in chunks:
        text = decoder.decode(chunk)
        replaced += text.count("\ufffd")
        tally.encodings[name] += text.count("\n")
        yield text.encode("utf-8", "replace")
    if tail := decoder.decode(b"", final=True):
        yield tail.encode("utf-8", "replace")
    if replaced:
        tally.notes.append(f"{replaced:,} characters are not {name} and were replaced by \ufffd")


def _whole_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Cut chunks at their last line end; old Mac files (carriage return only) are given line feeds."""
    held: list[bytes] = []
    size = 0
    mac: bool | None = None
    for chunk in chunks:
        if mac is None:
            mac = b"\n" not in chunk and b"\r" in chunk[:-1]
        piece = chunk.replace(b"\r", b"\n") if mac else chunk
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield b"".join([*held, piece[:cut]])
            held, size = [], 0
        held.append(piece[cut:])
        size += len(piece) - cut
        if size > LONGEST_LINE:
            raise FileError("No line end in 256 MB: this is not a table of lines.", hint="Check the export.")
    if rest := b"".join(held):
        yield rest


def _as_utf8(block: bytes, tally: Tally) -> bytes:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return b"".join(_line_as_utf8(line, tally) for line in block.splitlines(keepends=True))
    tally.encodings["utf-8"] += block.count(b"\n") + (not block.endswith(b"\n"))
    return block


def _line_as_utf8(line: bytes, tally: Tally) -> bytes:
    try:
        line.decode("utf-8")
        tally.encodings["utf-8"] += 1
        return line
    except UnicodeDecodeError:
        tally.encodings["cp1252"] += 1
        # the five bytes that Windows-1252 leaves open are taken as Latin-1, as browsers do
        return "".join(_WINDOWS[byte] for byte in line).encode()


_WINDOWS = [bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256)]

"""From a path to bytes: gzip and zip are opened by what they contain, never by what they are called."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from helmline.errors import FileError

if TYPE_CHECKING:
    from helmline.sources.table.tally import Tally

#: An archive that unpacks to more than this, and to more than so many times its size, is refused.
LARGEST_UNPACKED, LARGEST_RATIO = 1 << 30, 200

#: What a truncated or damaged compressed stream raises.
_CUT = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile)


class Stream(io.RawIOBase):
    """Bytes of a file or of an archive's one member; a cut archive ends early and tells the tally."""

    def __init__(self, inner: IO[bytes], tally: Tally, packed: int = 0) -> None:
        self._inner = inner
        self._tally = tally
        self._packed = packed  # the size of the archive; 0 where nothing is unpacked
        self._given = 0

    def readable(self) -> bool:
        """Return True: that is what it is for."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer with the next bytes, none at the end."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self.take(len(view))
        view[: len(data)] = data
        return len(data)

    def take(self, size: int) -> bytes:
        """Return `size` bytes, fewer only at the end; a cut archive gives what could be unpacked."""
        pieces: list[bytes] = []
        missing = size
        while missing and not self._tally.unfinished:
            try:
                # by small steps: what was unpacked before a cut is kept
                piece = (
                    self._inner.read1(missing) if hasattr(self._inner, "read1") else self._inner.read(missing)
                )
            except _CUT as cause:
                self._tally.unfinished = f"the compressed file ends in the middle or is damaged ({cause})"
                break
            if not piece:
                break
            pieces.append(piece)
            missing -= len(piece)
        self._given += size - missing
        check_ratio(self._packed, self._given)
        return b"".join(pieces)


def check_ratio(packed: int, unpacked: int) -> None:
    """Raise `FileError` where an archive unpacks to so much more than its size that it is no data file."""
    if packed and unpacked > max(LARGEST_UNPACKED, packed * LARGEST_RATIO):
        raise FileError(
            f"An archive of {packed:,} bytes unpacks to more than {unpacked:,}: this is no data file.",
            hint="If it is one all the same, unpack it and import what is in it.",
        )


@contextmanager
def opened(path: Path, tally: Tally) -> Iterator[Stream]:
    """Yield the unpacked bytes of a file.

    Raises `FileError` where there is no such file, where it is empty, or where a zip archive does not hold
    exactly one data file.
    """
    check_there(path)
    with path.open("rb") as raw:
        magic = raw.read(4)
        raw.seek(0)
        if magic[:2] == b"\x1f\x8b":
            with gzip.open(raw) as inner:
                yield Stream(inner, tally, path.stat().st_size)  # type: ignore[arg-type]
        elif magic in (b"PK\x03\x04", b"PK\x05\x06"):  # the second begins an archive of nothing
            with _member(path, raw) as inner:
                yield Stream(inner, tally, path.stat().st_size)
        else:
            yield Stream(raw, tally)


def check_there(path: Path) -> None:
    """Raise `FileError` unless the path is a file with at least one byte."""
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "not there"
        raise FileError(f"{path} is {kind}.", hint="Give the path of one data file.")
    if path.stat().st_size == 0:
        raise FileError(f"{path} is empty (0 bytes).", hint="Export it again; it may still be being written.")


def _member(path: Path, raw: IO[bytes]) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(raw)
    except zipfile.BadZipFile as cause:
        raise FileError(
            f"{path} is a zip archive without its closing directory: cut, or still being written.",
            hint="Wait until it is complete and import it again.",
        ) from cause
    names = [
        entry.filename
        for entry in archive.infolist()
        if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")
    ]
    if len(names) != 1:
        listed = ", ".join(names[:5]) or "nothing"
        raise FileError(
            f"{path} holds {len(names)} files ({listed}); one is expected.",
            hint="Unpack it and import the files you want: helmline import FILE...",
        )
    try:
        return archive.open(names[0])
    except RuntimeError as cause:
        raise FileError(f"{path} is locked with a password.", hint="Unpack it first.") from cause

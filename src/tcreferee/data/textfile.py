"""Read text files that users write, up to a maximum size."""

from __future__ import annotations

import codecs
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(path: Path | str, megabytes: int, utf16: bool = False) -> str:
    """Read a UTF-8 file; a byte-order mark is dropped, line ends are kept.

    Parameters
    ----------
    path : Path or str
        The file.
    megabytes : int
        Size above which the file is refused without being read.
    utf16 : bool
        Whether a file may be UTF-16 instead and say so by its mark, as the "Unicode text" of spreadsheets does.

    Raises
    ------
    RefereeError
        The file is missing, a folder, unreadable, too large, or not UTF-8 text.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise _refusal(path, "is a folder", "a file")
        if path.exists() and not path.is_file():  # a pipe or device would keep us waiting
            raise _refusal(path, "is not a regular file", "a file")
        if path.stat().st_size > megabytes * 10**6:
            raise _refusal(path, f"has {path.stat().st_size / 1e6:.1f} MB", f"at most {megabytes} MB")
        content = path.read_bytes()
    except FileNotFoundError:
        raise _refusal(path, "the file does not exist") from None
    except (OSError, ValueError) as error:
        raise _refusal(path, f"cannot be opened ({getattr(error, 'strerror', None) or error})") from None
    if utf16 and content.startswith(_UTF16):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise _refusal(path, "begins like UTF-16 text and is none", "UTF-8 text") from None
    if b"\0" in content:
        raise _refusal(path, "is not a text file (it has a NUL byte)", "UTF-8 text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        letter = bytes([content[error.start]]).decode("cp1252", "replace")
        what = f"byte 0x{content[error.start]:02x} is not UTF-8"
        what += f" (in Windows-1252 it would be '{letter}')" if letter.isprintable() and letter != "\ufffd" else ""
        do = "save the file as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise _refusal(f"{path}, line {line}", what, do=do, path=path) from None


def _refusal(where: Path | str, what: str, expected: str = "", do: str = "", path: Path | None = None) -> RefereeError:
    return RefereeError(f"{path or where} cannot be read", [Problem(str(where), what, expected, do)])

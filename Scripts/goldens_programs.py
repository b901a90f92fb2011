#!/usr/bin/env python3
"""Tar archives by Python's tarfile, for the checkpoints of programs (Tests/UserProgramsTests/Goldens).

    python Scripts/goldens_programs.py

It needs the standard library only; recorded with Python 3.11.7. `archive.tar` is what Podium must write for the same
entries, byte for byte. The others are archives that Podium must refuse.
"""

import io
import pathlib
import tarfile

GOLDENS = pathlib.Path(__file__).parent.parent / "Tests/UserProgramsTests/Goldens"


def member(name, data=None, mode=0o644, kind=None, link=""):
    """A member without times and owners; a directory where there is no data."""
    info = tarfile.TarInfo(name)
    info.mode = mode
    info.type = kind or (tarfile.DIRTYPE if data is None else tarfile.REGTYPE)
    info.linkname = link
    info.size = len(data or b"")
    return info, io.BytesIO(data or b"")


def archive(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for info, data in members:
            tar.addfile(info, data)
    # tarfile fills the last record of 10,240 bytes; two empty blocks are the end that POSIX asks for.
    size = sum(512 + (info.size + 511) // 512 * 512 for info, _ in members)
    return buffer.getvalue()[: size + 1024]


def main():
    GOLDENS.mkdir(parents=True, exist_ok=True)
    entries = [
        member("a/run.sh", b"#!/bin/sh\n", mode=0o755),
        member("a/b/empty", b""),
        member("c", mode=0o755),
        member("block", b"\x07" * 512),
        member("bytes", bytes(index % 251 for index in range(1000))),
        member("ä", b"\x01"),
        member("d" * 90 + "/" + "e" * 90, b"\x02"),
    ]
    entries.sort(key=lambda entry: entry[0].name.encode())
    archives = {
        "archive": entries,
        "absolute": [member("/etc/passwd", b"x")],
        "parent": [member("a/../../b", b"x")],
        "symlink": [member("a", b"", kind=tarfile.SYMTYPE, link="/etc/passwd")],
        "twice": [member("a", b"1"), member("a", b"2")],
        "nested": [member("a", b"1"), member("a/b", b"2")],
    }
    for name, members in archives.items():
        (GOLDENS / f"{name}.tar").write_bytes(archive(members))


if __name__ == "__main__":
    main()

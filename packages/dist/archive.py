#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""archive.py FOLDER NAME OUT: pack FOLDER as NAME/ into OUT (.tar.xz, .tgz or .tar).

If NAME is ".", the contents of FOLDER are at the top level.

The bytes depend only on names, contents and the executable bits: entries are sorted, owned
by root, and dated SOURCE_DATE_EPOCH.
"""

import gzip
import io
import lzma
import os
import sys
import tarfile
from pathlib import Path


def entry(path: Path, name: str, epoch: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.mtime = epoch
    info.uname = info.gname = "root"
    info.mode = 0o644
    if path.is_symlink():
        info.type = tarfile.SYMTYPE
        info.linkname = os.readlink(path)
        info.mode = 0o777
    elif path.is_dir():
        info.type = tarfile.DIRTYPE
        info.mode = 0o755
    else:
        info.size = path.stat().st_size
        if path.stat().st_mode & 0o100:
            info.mode = 0o755
    return info


def pack(folder: Path, name: str, epoch: int) -> bytes:
    out = io.BytesIO()
    paths = sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix())
    top = "" if name == "." else f"{name}/"
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        if top:
            tar.addfile(entry(folder, name, epoch))
        for path in paths:
            info = entry(path, top + path.relative_to(folder).as_posix(), epoch)
            if info.isreg():
                with path.open("rb") as content:
                    tar.addfile(info, content)
            else:
                tar.addfile(info)
    return out.getvalue()


def main() -> None:
    folder, name, out = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    epoch = int(os.environ["SOURCE_DATE_EPOCH"])
    packed = pack(folder, name, epoch)
    if out.suffix == ".xz":
        out.write_bytes(lzma.compress(packed, preset=6))
    elif out.suffix == ".tar":
        out.write_bytes(packed)
    else:
        out.write_bytes(gzip.compress(packed, mtime=epoch))


if __name__ == "__main__":
    main()

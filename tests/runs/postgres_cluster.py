"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket, without a port."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def programs() -> Path | None:
    """The folder of PostgreSQL's server programs, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def cluster(_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a cluster, yield its URL, stop it and remove it."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    user: dict[str, int] = {}
    # A socket's path must be short, and the server's user must reach it.
    home = Path(tempfile.mkdtemp(prefix="pg"))
    if os.geteuid() == 0:
        names = {entry.pw_name: entry for entry in pwd.getpwall()}
        owner = names.get("postgres") or names["nobody"]  # initdb refuses root
        user = {"user": owner.pw_uid, "group": owner.pw_gid}
        os.chown(home, owner.pw_uid, owner.pw_gid)

    def call(*command: str) -> None:
        subprocess.run(
            command, check=True, cwd=home, capture_output=True, extra_groups=[] if user else None,
            **user,
        )  # fmt: skip

    data = str(home / "data")
    try:
        initdb, control = str(folder / "initdb"), str(folder / "pg_ctl")
        call(initdb, "-D", data, "-U", "tests", "--auth=trust", "--no-sync", "--encoding=UTF8")
        options = f"-k {home} -c listen_addresses='' -c fsync=off"
        call(control, "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://tests@/postgres?host={home}"
        finally:
            call(control, "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)

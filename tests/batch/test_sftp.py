"""Recordings may lie on a server reached by SSH: read with one's own key, from a server that is the known one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from talkratio import batch
from talkratio.batch import places
from talkratio.errors import EngineMissing, InputError
from tests.batch.ground import place, run

pytest.importorskip("sshfs", reason="sshfs is not installed: no SFTP address can be read")
asyncssh = pytest.importorskip("asyncssh")


class Server(threading.Thread):
    """An SFTP server of this computer that knows one key and shows one folder."""

    def __init__(self, root: Path, own: object, guest: Path) -> None:
        super().__init__(daemon=True)
        self.root, self.own, self.guest = root, own, guest
        self.port = 0
        self.ready = threading.Event()

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        guests: list[Any] = []
        listener = await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[self.own],
            authorized_client_keys=str(self.guest),
            acceptor=guests.append,
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(self.root)),
        )
        self.port = listener.get_port()
        self.ready.set()
        await self._stopped.wait()
        listener.close()
        for guest in guests:
            guest.abort()
            await guest.wait_closed()

    def stop(self) -> None:
        """Ends the server."""
        self._loop.call_soon_threadsafe(self._stopped.set)
        self.join(20)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, Path]]:
    """The address of a folder on a server, where it lies, and the file that says whom to believe."""
    base = tmp_path_factory.mktemp("ssh")
    home = base / "home" / ".ssh"
    home.mkdir(parents=True)
    own, guest = asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ssh-ed25519")
    guest.write_private_key(str(home / "id_ed25519"))
    (home / "id_ed25519").chmod(0o600)
    guest.write_public_key(str(base / "guests"))
    talks = place(base / "root" / "talks", a="A 0-2\nB 2-10\n", bad="bad x\n")
    place(talks / "team", b="A 0-3\nB 3-10\n")
    (talks / "a.about.toml").write_text('manager = "A"\n')
    running = Server(base / "root", own, base / "guests")
    running.start()
    assert running.ready.wait(30)
    known = home / "known_hosts"
    known.write_bytes(f"[127.0.0.1]:{running.port} ".encode() + own.export_public_key())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(base / "home"))
        yield f"sftp://talker@127.0.0.1:{running.port}/talks", talks, known
    running.stop()


def test_a_server_is_read_like_a_folder(server: tuple[str, Path, Path], tmp_path: Path) -> None:
    """Folders and notes count, a second run does nothing, and a changed file is done again alone."""
    address, talks, _ = server
    found, worked = run(address, tmp_path / "out")
    assert {name: result.status for name, result in found.items()} == {
        "a.wav": "done",
        "bad.wav": "failed",
        "team/b.wav": "done",
    }
    assert len(worked) == 3
    assert batch.find(address)[0].whose == "A"
    assert run(address, tmp_path / "out")[1] == []
    (talks / "team" / "b.wav").write_text("A 0-30\nB 30-40\n")
    assert run(address, tmp_path / "out")[1] == ["team/b.wav"]


def test_a_folder_that_is_not_there_is_said(server: tuple[str, Path, Path]) -> None:
    """The address is named, and what to check."""
    with pytest.raises(InputError, match="nowhere"):
        batch.find(server[0].replace("/talks", "/nowhere"))


def test_a_server_that_is_another_one_is_not_read(server: tuple[str, Path, Path]) -> None:
    """A server whose key is not the known one gets nothing and gives nothing."""
    address, _, known = server
    before = known.read_bytes()
    known.write_bytes(b"")
    try:
        with pytest.raises(InputError, match="not trusted"):
            batch.find(address.replace("127.0.0.1", "localhost"))
    finally:
        known.write_bytes(before)


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to know which package reads which address."""
    monkeypatch.setattr(places, "find_spec", lambda name: None if name == "adlfs" else object())
    with pytest.raises(EngineMissing, match="pip install adlfs"):
        batch.find("az://talks")

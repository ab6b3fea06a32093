"""A microphone without hardware: a PulseAudio of our own with null sinks, whose monitors are recorded for real."""

from __future__ import annotations

import contextlib
import ctypes.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NEEDED = ("pulseaudio", "pactl", "paplay")


def missing() -> str | None:
    """Why there can be no virtual microphone here, or `None`."""
    absent = [name for name in NEEDED if shutil.which(name) is None]
    if absent:
        return f"no virtual microphone: {', '.join(absent)} is not installed"
    if ctypes.util.find_library("portaudio") is None:
        return "no virtual microphone: PortAudio is not installed"
    return None


class Pulse:
    """A private sound server. `microphones` are the names of its virtual microphones, each fed by `play`."""

    def __init__(self, folder: Path, microphones: tuple[str, ...] = ("virtual",), rate: int = 48_000) -> None:
        self.folder, self.microphones, self.rate = folder, microphones, rate
        self.environment = {"XDG_RUNTIME_DIR": str(folder / "run"), "HOME": str(folder / "home")}
        for path in self.environment.values():
            Path(path).mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "home" / ".asoundrc").write_text("pcm.!default {type pulse}\nctl.!default {type pulse}\n")
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        modules = ["module-native-protocol-unix"]
        for name in self.microphones:
            shown = f"source_properties=device.description={name}"
            modules.append(f"module-null-sink sink_name={name}-in rate={self.rate} channels=1")
            modules.append(f"module-remap-source master={name}-in.monitor source_name={name} {shown}")
        loads = [part for module in modules for part in ("-L", module)]
        self._server = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit=no", *loads],
            env=self._env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(100):
            if self.tell("set-default-source", self.microphones[0]) == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("PulseAudio did not start")

    def stop(self) -> None:
        """Ends the server at once, as if the microphone were torn out."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def tell(self, *arguments: str) -> int:
        """Runs `pactl`; returns its exit code."""
        done = subprocess.run(
            ["pactl", *arguments], env=self._env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=20
        )
        return done.returncode

    def play(self, sound: Path, microphone: str | None = None) -> subprocess.Popen[bytes]:
        """Plays a file into a microphone; the caller waits for the process or ends it."""
        return subprocess.Popen(
            ["paplay", f"--device={microphone or self.microphones[0]}-in", "--latency-msec=2000", str(sound)],
            env=self._env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _env(self) -> dict[str, str]:
        return {**os.environ, **self.environment}


@contextlib.contextmanager
def pulse(microphones: tuple[str, ...] = ("virtual",)) -> Iterator[Pulse]:
    """A running server, and this process pointed at it; gone afterwards."""
    before = {name: os.environ.get(name) for name in ("XDG_RUNTIME_DIR", "HOME", "PULSE_SOURCE")}
    with tempfile.TemporaryDirectory(prefix="tr-", ignore_cleanup_errors=True) as folder:
        server = Pulse(Path(folder), microphones)
        os.environ.update(server.environment)
        try:
            server.start()
            yield server
        finally:
            server.stop()
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value

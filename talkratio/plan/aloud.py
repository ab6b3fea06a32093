"""A question spoken by the computer's own voice; silent where it has none. Nothing goes over the network."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from threading import Thread

from talkratio.texts import Language

NAME = "talkratio-voice"
_CULTURES = {"da": "da-DK", "en": "en-GB"}
_WINDOWS = (
    "Add-Type -AssemblyName System.Speech; $voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    "$voice.SelectVoiceByHints('NotSet', 'NotSet', 0, [Globalization.CultureInfo]'{culture}'); "
    "[Console]::InputEncoding = [Text.Encoding]::UTF8; $voice.Speak([Console]::In.ReadToEnd())"
)


def voice(language: Language) -> tuple[str, ...] | None:
    """The command that speaks what it reads, from the system's own voices; `None` where there is none."""
    if sys.platform == "darwin" and shutil.which("say"):
        return ("say", "-v", "Sara", "-f", "-") if language == "da" else ("say", "-f", "-")
    if sys.platform == "win32" and (shell := shutil.which("powershell")):
        return (shell, "-NoProfile", "-Command", _WINDOWS.format(culture=_CULTURES[language]))
    if found := shutil.which("espeak-ng"):
        return (found, "-v", language, "-s", "150", "--stdin")
    if found := shutil.which("spd-say"):
        return (found, "-l", language, "-e", "-w")
    return None


def speak(words: str, language: Language) -> bool:
    """Begins to speak and comes back at once; `False` where the computer has no voice."""
    command = voice(language)
    if command is None:
        return False
    Thread(target=_run, args=(command, words), name=NAME, daemon=True).start()
    return True


def _run(command: tuple[str, ...], words: str) -> None:
    # Words go through a pipe, never as an argument, which every process could read.
    with contextlib.suppress(OSError):
        subprocess.run(command, input=words.encode(), capture_output=True, check=False)

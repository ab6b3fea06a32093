"""Download a file over HTTPS: resumed where it stopped, checked before it counts. Only models are, when asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from ssl import SSLError
from typing import IO, BinaryIO, cast
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from talkratio import weights
from talkratio.errors import InputError, OutputError, WeightsError
from talkratio.interval import Seconds
from talkratio.weights import Model, Pin

BLOCK = 1 << 18
ATTEMPTS = 5
"""tries in a row that bring nothing before a download is given up"""
TIMEOUT: Seconds = 30.0
PAUSE: Seconds = 1.0
"""before the second try; twice as long before each further one"""
_THIS_COMPUTER = {"127.0.0.1", "localhost", "::1"}


def address(model: Model, file: str) -> str:
    """Where the hub keeps a file of the model, at the revision of the manifest. `HF_ENDPOINT` names a mirror."""
    from huggingface_hub.constants import ENDPOINT

    return f"{ENDPOINT}/{model.repository}/resolve/{model.revision}/{quote(file)}"


def fetch(url: str, target: Path, pin: Pin, token: str | None, report: Callable[[int], None], model: Model) -> None:
    """Brings the file to `target` unless it is there; `report` is told the bytes that are there, and may stop it.

    Raises `WeightsError` without a connection, without permission, and for a file that is not what it must be.
    """
    place = urlsplit(url)
    if place.scheme != "https" and place.hostname not in _THIS_COMPUTER:
        raise InputError(f"{url} is not safe: weights are fetched over https alone. Correct HF_ENDPOINT.")
    _make_folder(target)
    failures, last = 0, ""
    while (size := target.stat().st_size if target.exists() else 0) < pin.bytes:
        if failures >= ATTEMPTS:
            raise WeightsError(_offline(model, place.hostname or url, last))
        if failures:
            time.sleep(PAUSE * 2 ** (failures - 1))
        try:
            _go_on(url, target, size, pin, token, report)
        except HTTPError as error:
            if error.code not in {408, 416, 429, 500, 502, 503, 504}:
                raise WeightsError(_refused(model, error)) from error
            if error.code == 416:  # what is there does not belong to this file
                target.unlink(missing_ok=True)
            last = f"answer {error.code}"
        except (URLError, HTTPException, TimeoutError, ConnectionError, SSLError) as error:
            last = str(getattr(error, "reason", error)) or type(error).__name__
        gained = target.exists() and target.stat().st_size > size
        failures = 0 if gained else failures + 1
    report(pin.bytes)
    if weights.hashed(target) != pin:
        target.unlink()
        raise WeightsError(
            f"{target.name} of {model.name!r} is not what it must be: its SHA-256 differs. It was deleted. "
            "Try again; if it differs again, somebody between you and the hub changes files."
        )


def _go_on(url: str, target: Path, size: int, pin: Pin, token: str | None, report: Callable[[int], None]) -> None:
    headers = {"User-Agent": "talkratio", "Accept-Encoding": "identity"}
    if size:
        headers["Range"] = f"bytes={size}-"
    request = Request(url, headers=headers)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with build_opener(_Careful).open(request, timeout=TIMEOUT) as answer:
        resumed = size > 0 and answer.status == 206
        written = size if resumed else 0
        with _opened(target, "ab" if resumed else "wb") as stream:
            while block := answer.read(BLOCK):
                written += len(block)
                if written > pin.bytes:
                    stream.close()
                    target.unlink()
                    raise WeightsError(f"{url} is larger than {target.name} must be. It was not kept.")
                _write(stream, block, target)
                report(written)


def _opened(target: Path, mode: str) -> BinaryIO:
    try:
        return cast(BinaryIO, target.open(mode))
    except OSError as error:
        raise _unwritable(target, error) from error


def _write(stream: BinaryIO, block: bytes, target: Path) -> None:
    try:
        stream.write(block)
        stream.flush()  # so that a full disk is met here and a kill loses nothing that came
    except OSError as error:
        raise _unwritable(target, error) from error


def _unwritable(target: Path, error: OSError) -> OutputError:
    return OutputError(f"{target} cannot be written: {error.strerror}. Make room and try again.")


class _Careful(HTTPRedirectHandler):
    """Follows the hub to where it keeps large files, over https alone, and never hands the token on."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        if after.scheme != "https" and after.hostname not in _THIS_COMPUTER:
            raise InputError(f"{before.hostname} leads to {newurl}, which is not safe. Nothing was fetched.")
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following is not None and before.netloc != after.netloc:
            following.remove_header("Authorization")
        return following


def _make_folder(target: Path) -> None:
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{target.parent} cannot be made: {error.strerror}. Choose another folder.") from error


def _offline(model: Model, host: str, reason: str) -> str:
    return (
        f"There is no connection to {host} ({reason}). What came so far is kept: run the same command again later. "
        f"Without internet: on a computer that has it, run talkratio models get {model.name}, copy the folder "
        f"{weights.home().name}/{model.name} to this one, and run talkratio models import FOLDER"
    )


def _refused(model: Model, error: HTTPError) -> str:
    if error.code in {401, 403}:
        return (
            f"{model.repository} wants you to accept its terms first: read them on its page at the hub, make a token "
            f"there, and run: talkratio models get {model.name} --token TOKEN"
        )
    return f"The hub does not hand out {model.name!r} (answer {error.code}). Try again later."

"""A passphrase around some bytes: AES-256-GCM, by a key that PBKDF2-SHA-256 makes of the passphrase.

600,000 rounds (OWASP, Password Storage, 2023). A browser can do the same with its own Web Crypto. (The passphrase
format of age picks its cost by how busy the computer is, and then refuses to open on a busier one.)
"""

from __future__ import annotations

import base64
import os
from typing import Any

from talkratio.errors import EngineMissing, InputError

ROUNDS = 600_000
SHORTEST = 8
_MOST_ROUNDS = 10_000_000

Sealed = dict[str, Any]
"""ready for JSON: content, salt and nonce in base64, and the rounds"""


def seal(content: bytes, passphrase: str) -> Sealed:
    """Raises `InputError` for a passphrase shorter than eight letters, `EngineMissing` without cryptography."""
    long_enough(passphrase)
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = _cipher(passphrase, salt, ROUNDS).encrypt(nonce, content, None)
    return {"content": _text(sealed), "salt": _text(salt), "nonce": _text(nonce), "rounds": ROUNDS}


def unseal(sealed: Sealed, passphrase: str) -> bytes:
    """Raises `InputError` for a wrong passphrase or changed content, `ValueError` or `KeyError` for what is no seal."""
    content, salt, nonce = (base64.b64decode(sealed[name]) for name in ("content", "salt", "nonce"))
    cipher = _cipher(passphrase, salt, min(int(sealed["rounds"]), _MOST_ROUNDS))
    from cryptography.exceptions import InvalidTag

    try:
        opened: bytes = cipher.decrypt(nonce, content, None)
    except InvalidTag as error:
        raise InputError("That is not the passphrase, or the file was changed. Try again.") from error
    return opened


def long_enough(passphrase: str) -> None:
    """Raises `InputError` for a passphrase that protects nothing."""
    if len(passphrase) < SHORTEST:
        raise InputError(f"The passphrase is too short. Use at least {SHORTEST} letters; four words are good.")


def _cipher(passphrase: str, salt: bytes, rounds: int) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
    except ImportError as error:
        raise EngineMissing(
            "A passphrase needs cryptography, not installed here. Run: pip install 'talkratio[secure]'"
        ) from error
    return AESGCM(PBKDF2HMAC(SHA256(), 32, salt, rounds).derive(passphrase.encode()))


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()

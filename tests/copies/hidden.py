"""What nobody may read in a copy or a locked conversation without the passphrase."""

from __future__ import annotations

PASSPHRASE = "fire ord på en seddel"
WORD = "kaffemaskinen"
NAME = "Sofie"

"""The drawing aids, where the tests of formats look for them."""

from tests.draw import NAMES, TEXTS, conversations, said, turns

__all__ = ["NAMES", "TEXTS", "conversations", "said", "turns"]

"""Pages as Streamlit's own test bench opens them."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from talkratio import dashboard
from talkratio.dashboard import session
from talkratio.library import Kept


def at(page: str, kept: Kept | None = None, language: str = "da") -> AppTest:
    """The page as it opens, with this conversation."""
    app = AppTest.from_file(str(dashboard.PAGE), default_timeout=60)
    app.session_state["lang"] = language
    if kept is not None:
        app.session_state[session.OPEN] = kept.name
    return app.run() if page == "start" else app.switch_page(f"{page}.py").run()


def asked(app: AppTest, key: str) -> AppTest:
    """The page with the question open that its button asks first."""
    app.session_state[f"sure-{key}"] = True
    return app.run()


def questions(app: AppTest) -> dict[str, Block]:
    """What is asked before something is gone for good, by key."""
    found = (block for block in app.get("popover") if isinstance(block, Block))
    return {block.proto.id.partition("-sure-")[2]: block for block in found if "-sure-" in block.proto.id}


def drawn(app: AppTest) -> list[dict[str, Any]]:
    """What the components were given."""
    found = []
    for element in app.get("bidi_component"):
        proto = element.proto
        if proto.json:
            found.append(json.loads(proto.json))
    return found

"""Pages as Streamlit's own test bench opens them."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

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


def drawn(app: AppTest) -> list[dict[str, Any]]:
    """What the components were given."""
    found = []
    for element in app.get("bidi_component"):
        proto = element.proto
        if proto.json:
            found.append(json.loads(proto.json))
    return found

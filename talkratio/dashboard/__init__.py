"""What people see in the browser; `app.py` and `talkratio dashboard` start it."""

from __future__ import annotations

from pathlib import Path

from streamlit import App

from talkratio.dashboard.routes import extra_routes, middleware

PAGE = Path(__file__).parent / "main.py"

__all__ = ["PAGE", "app", "extra_routes", "middleware"]


def app() -> App:
    """The whole dashboard as one ASGI application."""
    return App(PAGE, routes=extra_routes(), middleware=middleware())

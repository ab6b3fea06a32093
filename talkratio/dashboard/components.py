"""The components of our own, each a few plain files in `assets`: nothing comes from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import streamlit as st

from talkratio.texts import LANGUAGES, Language, catalogue


def _asset(name: str) -> str:
    return files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


SCRIPTS = {"ribbon": ("rows.js", "ribbon_parts.js", "ribbon.js"), "drawing": ("rows.js", "drawing.js")}
"""of what files the script of a component is made, where it is more than one: a component cannot import"""


@st.cache_resource
def _component(name: str) -> Any:
    css = _asset("colours.css") + _asset(f"{name}.css")
    js = "".join(_asset(script) for script in SCRIPTS.get(name, (f"{name}.js",)))
    return st.components.v2.component(f"talkratio_{name}", html=_asset(f"{name}.html"), css=css, js=js)


def look() -> None:
    """Gives the page its colours and puts Streamlit's own furniture away."""
    st.html(f"<style>{_asset('colours.css')}{_asset('look.css')}</style>")


def spoken(language: Language, page: str, skip: str) -> None:
    """Tells the browser which language the page is in, and at which address of the header; `skip` leads past that."""
    data = {"language": language, "page": page, "skip": skip, "words": furniture(language)}
    _component("page")(data=data, key="page", height="content")


def furniture(language: Language) -> list[list[str]]:
    """What Streamlit says of its own accord: each as it is in the other language, and as it is in this one."""
    (other,) = (one for one in LANGUAGES if one != language)
    said = catalogue("streamlit", other)
    return [[said[key], sentence] for key, sentence in catalogue("streamlit", language).items()]


def ribbon(data: dict[str, Any], *, key: str, chosen: Callable[[dict[str, Any]], object] | None = None) -> None:
    """Draws the ribbon; `chosen` is told the moment somebody chose, as `{at, turn}`, before the page is drawn again."""
    _drawn("ribbon", data, key, "moment", chosen)


def dropzone(data: dict[str, Any], *, key: str) -> dict[str, Any] | None:
    """Draws the place to drop files; `{files: [{ticket, name, size}, …]}` in the run in which they arrived."""
    file: dict[str, Any] | None = _drawn("upload", data, key, "file")
    return file


def drawing(
    markup: str, *, key: str, audio: str | None = None, told: Callable[[dict[str, Any]], object] | None = None
) -> dict[str, Any] | None:
    """Shows markup of `charts`; what somebody did there in this run as `{what, which, value}`, else `None`.

    `told` hears of it before the page is drawn again, so that one drawing is enough. Moments are heard through the
    ribbon of the page, or, where there is none, from the address `audio`.
    """
    said: dict[str, Any] | None = _drawn("drawing", {"markup": markup, "audio": audio}, key, "said", told)
    return said


def _drawn(
    name: str, data: dict[str, Any], key: str, event: str, heed: Callable[[dict[str, Any]], object] | None = None
) -> Any:
    def tell() -> None:
        said = getattr(st.session_state[key], event)
        if heed is not None and said is not None:
            heed(said)

    listening = {f"on_{event}_change": tell}
    return getattr(_component(name)(data=data, key=key, height="content", **listening), event)

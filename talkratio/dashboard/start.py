"""Start: give a recording or a transcript, open the sample, or record."""

from __future__ import annotations

from pathlib import Path, PurePath

import streamlit as st

from talkratio import engines, jobs, library, weights
from talkratio.dashboard import components, preferences, routes, session
from talkratio.dashboard.session import in_words, say
from talkratio.errors import TalkratioError
from talkratio.report import Target

ACCEPT = (
    "audio/*,video/*,.wav,.mp3,.m4a,.mp4,.ogg,.opus,.webm,.flac,.aac,.wma,.vtt,.srt,.txt,.md,.csv,.tsv,.json,.rttm,.textgrid"
)


def page() -> None:
    """Lead, the place to drop a file, what will happen, and the choices that most people need not make."""
    st.title(say("start_title"))
    st.html(f'<p class="lead">{say("start_lead")}</p>')
    sent = components.dropzone(_zone(), key="dropzone")
    with st.container(horizontal=True, gap="small"):
        sample = st.button(say("start_sample"), key="sample")
        record = st.button(say("start_record"), key="record")
    if record:
        session.go("record")
    options = _choices()
    if sample and (path := samples()) is not None:
        begin(path.name, path.suffix, lambda target: target.write_bytes(path.read_bytes()), say("sample_title"), options)
    if sent is not None:
        _take(sent, options)
    st.space("small")
    steps = "".join(f"<li><b>{say(f'step{n}_title')}</b>{say(f'step{n}')}</li>" for n in (1, 2, 3))
    st.html(f'<ol class="steps">{steps}</ol>')
    _under_way()


def samples() -> Path | None:
    """The sample conversation in the language chosen, where it is installed."""
    here = Path(__file__).parent.parent
    for folder in (here.parent / "samples", here / "samples"):
        if (path := folder / f"mus-{session.language()}.ogg").is_file():
            return path
    return None


def begin(name: str, suffix: str, bring: object, title: str, options: dict[str, object]) -> None:
    """Keeps a recording in a folder of its own and starts its analysis."""
    try:
        kept, target = library.new(title, suffix)
        bring(target)  # type: ignore[operator]
        jobs.start(kept, **options)
    except (TalkratioError, OSError) as error:
        st.error(in_words(error) if isinstance(error, TalkratioError) else say("start_no_room", reason=error.strerror))
        return
    session.open_conversation(kept)
    session.go("underway")


def _take(sent: dict[str, object], options: dict[str, object]) -> None:
    try:
        arrived = routes.arrived(str(sent["ticket"]))
    except ValueError:
        return
    if not arrived.is_file():
        return
    name = PurePath(str(sent["name"]).replace("\\", "/")).name
    title = PurePath(name).stem[:120] or say("untitled")
    begin(name, PurePath(name).suffix, arrived.replace, title, options)


def _zone() -> dict[str, object]:
    keys = ("title", "hint", "choose", "sending", "failed", "empty", "large")
    return {
        "texts": {key: say(f"drop_{key}") for key in keys},
        "accept": ACCEPT,
        "address": routes.UPLOAD,
        "token": routes.TOKEN,
        "most": routes.MOST,
    }


def _choices() -> dict[str, object]:
    """Options for `jobs.start`, from sensible defaults."""
    chosen = preferences.read()
    with st.expander(say("choices")):
        left, middle, right = st.columns(3)
        spoken = left.selectbox(
            say("choice_language"), ("auto", "da", "en"), format_func=lambda key: say(f"spoken_{key}"), key="spoken"
        )
        here = [engine.name for engine in engines.listed("diarizers") if not engine.missing]
        ear = middle.selectbox(
            say("choice_engine"), ["auto", *here], format_func=lambda key: say("automatic") if key == "auto" else key
        )
        models = [known.model.name for known in weights.installed("whisper")]
        model = right.selectbox(
            say("choice_model"),
            ["auto", *models, "none"],
            format_func=lambda key: {"auto": say("automatic"), "none": say("no_words_wanted")}.get(key, key),
        )
        if not models:
            right.caption(say("no_models"))
        target = st.slider(say("choice_target"), 10, 60, round(100 * chosen.target), format="%d %%")
    return {
        "language": None if spoken == "auto" else spoken,
        "diarizer": ear,
        "transcriber": "none" if model == "none" else "auto",
        "model": chosen.model if model == "auto" else None if model == "none" else model,
        "target": Target(target / 100),
    }


def _under_way() -> None:
    running = [kept for kept in library.kept()[:20] if jobs.state(kept).status in ("waiting", "running")]
    if not running:
        return
    st.subheader(say("under_way"))
    for kept in running:
        if st.button(kept.about.title, key=f"running-{kept.name}", type="tertiary"):
            session.open_conversation(kept)
            session.go("underway")


page()

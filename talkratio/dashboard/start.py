"""Start: give a recording or a transcript, open the sample, or record."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path, PurePath

import streamlit as st

from talkratio import engines, jobs, library, weights
from talkratio.dashboard import components, pieces, preferences, routes, session, taking
from talkratio.dashboard.session import in_words, say
from talkratio.errors import TalkratioError
from talkratio.report import Target
from talkratio.transcribers.captions import is_transcript

ACCEPT = (
    "audio/*,video/*,.wav,.mp3,.m4a,.mp4,.ogg,.opus,.webm,.flac,.aac,.wma,"
    ".vtt,.srt,.txt,.md,.csv,.tsv,.json,.rttm,.textgrid,.html"
)
_SAFE = re.compile(r"\.[A-Za-z0-9]{1,8}")
Bring = Callable[[Path], object]
"""Puts a file where it is to lie."""


def page() -> None:
    """Lead, the place to drop a file, what will happen, and the choices that most people need not make."""
    st.html(
        f'<div class="opening"><div><h1 class="title display">{say("start_title")}</h1>'
        f'<p class="lead">{say("start_lead")}</p></div>{pieces.motif()}</div>'
    )
    taking.ask()
    sent = components.dropzone(_zone(), key="dropzone")
    with st.container(horizontal=True, gap="small"):
        sample = st.button(say("start_sample"), key="sample")
        record = st.button(say("start_record"), key="record")
    if record:
        session.go("record")
    options = _choices()
    if sample:
        files = [(path.suffix, partial(shutil.copyfile, path)) for path in samples()]
        begin(say("sample_title"), files, options)
    if sent is not None:
        _take(sent["files"], options)
    st.space("small")
    steps = "".join(f"<li><b>{say(f'step{n}_title')}</b>{say(f'step{n}')}</li>" for n in (1, 2, 3))
    st.html(f'<ol class="steps">{steps}</ol>')
    _under_way()


def samples() -> tuple[Path, ...]:
    """The sample conversation in the language chosen and its captions, where they are installed."""
    here = Path(__file__).parent.parent
    name = f"mus-{session.language()}"
    for folder in (here.parent / "samples", here / "samples"):
        if (folder / f"{name}.ogg").is_file():
            return tuple(path for path in (folder / f"{name}.ogg", folder / f"{name}.vtt") if path.is_file())
    return ()


def begin(title: str, files: Sequence[tuple[str, Bring]], options: dict[str, object]) -> None:
    """Keeps a recording, the first file, with what belongs to it, and starts its analysis."""
    if not files:
        st.error(say("no_sample"))
        return
    try:
        kept, place = library.new(title, files[0][0])
        for suffix, bring in files:
            target = place if bring is files[0][1] else place.with_suffix(suffix.lower())
            bring(target)
            target.chmod(0o600)
        jobs.start(kept, **options)
    except (TalkratioError, OSError) as error:
        st.error(in_words(error) if isinstance(error, TalkratioError) else say("start_no_room", reason=error.strerror))
        return
    session.open_conversation(kept)
    session.go("underway")


def _take(sent: Sequence[dict[str, object]], options: dict[str, object]) -> None:
    """What was dropped: one file, or a recording and its transcript. Names from outside are titles, never paths."""
    arrived: list[tuple[PurePath, Path]] = []
    for file in sent:
        with contextlib.suppress(ValueError):
            path = routes.arrived(str(file["ticket"]))
            if path.is_file():
                arrived.append((PurePath(str(file["name"]).replace("\\", "/").split("/")[-1]), path))
    given = [path for name, path in arrived if name.suffix.lower() in taking.ENDS]
    if given:
        taking.take(given[0])
        st.rerun() if taking.WAITING in st.session_state else None
        return
    sounds = [one for one in arrived if not is_transcript(Path(one[0].name))]
    texts = [one for one in arrived if is_transcript(Path(one[0].name)) and _SAFE.fullmatch(one[0].suffix)]
    chosen = [*sounds[:1], *texts[:1]]
    if len(arrived) > len(chosen):
        for _, path in arrived:
            path.unlink(missing_ok=True)
        st.error(say("drop_many"))
    elif chosen:
        title = chosen[0][0].stem[:120] or say("untitled")
        begin(title, [(name.suffix, path.replace) for name, path in chosen], options)


def _zone() -> dict[str, object]:
    keys = ("title", "hint", "choose", "sending", "failed", "empty", "large", "full", "many")
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
        target = st.slider(say("choice_target"), 10, 60, round(100 * chosen.target), format=say("slider_percent"))
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
        if st.button(pieces.literal(session.about(kept).title), key=f"running-{kept.name}", type="tertiary"):
            session.open_conversation(kept)
            session.go("underway")


page()

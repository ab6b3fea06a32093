"""Settings and privacy: what was chosen, what lies on this computer and where, and how to be rid of it."""

from __future__ import annotations

from html import escape

import streamlit as st

from talkratio import library, retention
from talkratio.dashboard import ledger, pieces, preferences, session, shelf
from talkratio.dashboard.session import in_words, say, weight
from talkratio.dashboard.sure import sure
from talkratio.errors import TalkratioError
from talkratio.library import Kept
from talkratio.retention import Policy
from talkratio.texts import LANGUAGES, text

FOREVER = 0
"""as a number of days: until somebody deletes it"""
DAYS = (1, 7, 30, 90, 365, FOREVER)
NAMED = 5
"""conversations named where a choice does away with parts of them"""


def page() -> None:
    """Choices, how long things are kept, models, where all of it lies, and the way out."""
    pieces.heading(say("settings_title"))
    left, right = st.columns(2, gap="large")
    with left:
        _choices()
    with right:
        _keeping()
    shelf.models()
    left, right = st.columns(2, gap="large")
    with left:
        _here()
    with right:
        _everything()
    _ledger()


def _choices() -> None:
    st.header(say("settings_choices"))
    chosen = preferences.read()
    names = {"da": "Dansk", "en": "English"}
    spoken = st.segmented_control(
        say("settings_language"),
        LANGUAGES,
        format_func=names.__getitem__,
        default=chosen.language,
        required=True,
        key="opens_in",
    )
    now = round(100 * chosen.target)
    target = st.slider(say("settings_target"), 10, 60, now, format=say("slider_percent"), key="target")
    st.caption(say("settings_target_hint"))
    if (spoken, target) != (chosen.language, now):
        _keep(language=spoken, target=target / 100)


def _keeping() -> None:
    st.header(say("keep_title"))
    st.html(f'<p class="quiet">{say("keep_lead")}</p>')
    try:
        rules = retention.policy()
    except TalkratioError as error:
        st.html(f'<p class="note bad">{escape(in_words(error))}</p>')
        rules = Policy()
    confirmed = st.checkbox(say("keep_confirm"), rules.on_confirm, key="on_confirm")
    sound = _days("keep_sound", rules.recording_days)
    written = st.checkbox(
        text("record.keep_write", session.language()),
        rules.transcribe,
        key="transcribe",
        help=text("record.keep_write_why", session.language()),
    )
    words = _days("keep_words", rules.words_days)
    wanted = Policy(confirmed, sound, words, written)
    if wanted != rules:
        _obey(rules, wanted)


def _obey(rules: Policy, wanted: Policy) -> None:
    """Keeps the choice; where it does away with what is here now, that is asked first."""
    if going := [one for one in library.kept() if _goes(one, rules, wanted)]:
        st.html(f'<p class="note">{say("keep_not_yet")}</p>')
        titles = [session.about(one).title or say("untitled") for one in going]
        names = ", ".join([*titles[:NAMED], *(["…"] if len(titles) > NAMED else [])])
        gone = say("keep_sure", count=len(going), names=names)
        if not sure(say("keep_apply"), gone, say("keep_yes"), key="keep", no=say("confirm_no"), quiet=False):
            return
    try:
        retention.set_policy(wanted)
        for one in going:
            retention.keep_only_what_is_needed(one)
    except TalkratioError as error:
        st.error(in_words(error))
    else:
        st.caption(say("settings_saved"))


def _goes(kept: Kept, rules: Policy, wanted: Policy) -> bool:
    """Whether something of a conversation would be deleted at the next start, and would not as it is now."""

    def over(before: int | None, days: int | None) -> bool:
        return days is not None and kept.age > days and (before is None or kept.age <= before)

    confirmed = wanted.on_confirm and not rules.on_confirm and session.about(kept).confirmed
    sound = kept.recording is not None and (confirmed or over(rules.recording_days, wanted.recording_days))
    return sound or ((kept.ready or kept.locked) and over(rules.words_days, wanted.words_days))


def _days(key: str, now: int | None) -> int | None:
    options = sorted({*DAYS, now or FOREVER}, key=lambda days: (days == FOREVER, days))
    chosen = st.selectbox(
        say(key),
        options,
        index=options.index(now or FOREVER),
        format_func=lambda days: say({FOREVER: "keep_forever", 1: "keep_one_day"}.get(days, "keep_in_days"), days=days),
        key=key,
    )
    return chosen or None


def _here() -> None:
    st.header(say("privacy_title"))
    st.html(f'<p class="quiet">{say("privacy_nothing")}</p>')
    st.html(f'<p class="quiet">{say("privacy_where")}</p>')
    st.code(str(library.home()), language=None, wrap_lines=True)
    count, size = len(library.kept()), weight(library.size())
    st.html(f'<p class="quiet">{say("privacy_count", count=count, size=size)}</p>')
    if gone := library.deleted():
        st.html(f'<p class="quiet">{say("privacy_ledger", count=len(gone))}</p>')


def _ledger() -> None:
    """What there is and when it goes, and what is gone; nothing is drawn before somebody wants to see it."""
    language, gone = session.language(), library.deleted()
    if not gone and not library.kept():
        return
    shown = st.expander(text("record.ledger", language), on_change="rerun", key="ledger")
    if not shown.open:
        return
    with shown:
        if entries := library.entries():
            st.html(ledger.there(entries, language))
        if gone:
            st.html(f'<p class="quiet">{text("record.ledger_gone", language)}</p>{ledger.gone(gone, language)}')


def _everything() -> None:
    st.header(say("everything_title"))
    st.html(f'<p class="quiet">{say("everything_lead")}</p>')
    word = say("everything_word")
    typed = st.text_input(say("everything_label", word=word), key="everything_word")
    if st.button(say("everything_button"), key="everything", disabled=typed.strip().casefold() != word):
        try:
            for kept in library.kept():
                retention.withdraw(kept)
            library.delete_everything()
        except TalkratioError as error:
            st.error(in_words(error))
            return
        session.open_conversation(None)
        session.forget_cached()
        st.success(say("everything_done"))


def _keep(**changes: object) -> None:
    try:
        preferences.change(**changes)
    except TalkratioError as error:
        st.error(in_words(error))
        return
    st.caption(say("settings_saved"))


page()

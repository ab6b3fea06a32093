from __future__ import annotations

import socket
import tomllib
from pathlib import Path

import pytest

from talkratio import launch
from talkratio.errors import OutputError

CONFIG = Path(__file__).parents[1] / ".streamlit" / "config.toml"


def test_the_settings_keep_the_dashboard_on_this_computer() -> None:
    """What Streamlit is started with: this computer alone, no statistics, forgery refused, errors without words."""
    found = launch.settings()
    assert found["server.address"] == "127.0.0.1"
    assert found["server.allowedHosts"] == ["localhost", "127.0.0.1"]
    assert found["server.enableXsrfProtection"] is True
    assert found["browser.gatherUsageStats"] is False
    assert found["client.showErrorDetails"] == "type"
    assert found["client.showErrorLinks"] is False


def test_every_setting_is_known_to_streamlit_and_none_is_lost() -> None:
    """Each entry of the file becomes one option, and Streamlit knows it."""
    from streamlit import config

    found = launch.settings()
    tree = tomllib.loads(CONFIG.read_text())
    assert found["theme.light.primaryColor"] == tree["theme"]["light"]["primaryColor"]
    assert set(found) <= set(config.get_config_options())


def test_a_port_in_use_is_said_to_be_so() -> None:
    """A taken port gives a sentence, and the first free one is found past it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OutputError, match="in use"):
            launch.serve(taken.getsockname()[1], open_browser=False)
        assert launch.free_port() != taken.getsockname()[1]

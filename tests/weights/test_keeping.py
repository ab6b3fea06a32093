"""Models brought in, checked, converted and removed, by hand and from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from talkratio import weights
from talkratio.cli import app
from talkratio.errors import EngineMissing, InputError, WeightsError
from talkratio.weights import Model, keeping
from tests.weights.hub import FILES, Hub, put


def test_import_recognises_a_model_by_its_hash(known: Model, shelf: Path, tmp_path: Path) -> None:
    """A folder with another name that holds the very files is the model of the manifest."""
    found = keeping.bring(put(tmp_path / "From A Stick"))
    assert found.model.name == "mini"
    assert weights.find("mini") == shelf / "mini"


def test_import_refuses_a_name_that_does_not_fit(known: Model, shelf: Path, tmp_path: Path) -> None:
    """Nobody passes another model off as one of the manifest."""
    folder = put(tmp_path / "other", {**FILES, "model.bin": b"something else"})
    with pytest.raises(WeightsError, match="SHA-256 differs"):
        keeping.bring(folder, name="mini")
    assert weights.installed() == ()
    assert not list(shelf.iterdir())


def test_import_of_ones_own_model(known: Model, shelf: Path, tmp_path: Path) -> None:
    """A model that nobody knows is taken as it is, and checked from then on."""
    found = keeping.bring(put(tmp_path / "My Model", {**FILES, "model.bin": b"mine"}))
    assert found.model.name == "my-model"
    (found.path / "model.bin").write_bytes(b"evil")
    with pytest.raises(WeightsError, match="SHA-256"):
        weights.check(found.path)


@pytest.mark.parametrize("name", ["../out", "Ær", "a/b", ".hidden", ""])
def test_names_stay_inside_the_folder(known: Model, shelf: Path, tmp_path: Path, name: str) -> None:
    """A name cannot lead out of the folder of models."""
    folder = put(tmp_path / "x", {**FILES, "model.bin": b"mine"})
    if name:
        with pytest.raises(InputError):
            keeping.bring(folder, name=name)
    with pytest.raises(WeightsError):
        keeping.remove(name or "..")


def test_import_of_what_is_no_model(shelf: Path, tmp_path: Path) -> None:
    """An empty folder, and a file, are told apart from a model."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(WeightsError, match="no model"):
        keeping.bring(tmp_path / "empty")
    with pytest.raises(InputError, match="no folder"):
        keeping.bring(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "wrong size"),
        (lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]), "SHA-256"),
    ],
)
def test_damage_is_found(hub: Hub, known: Model, shelf: Path, damage: Callable[[Path], int], word: str) -> None:
    """A truncated file and a flipped bit are found by verify and before loading."""
    found = keeping.get("mini")
    damage(found.path / "model.bin")
    ((_, problem),) = keeping.verify("mini")
    assert problem is not None
    assert word in problem
    with pytest.raises(WeightsError, match=word):
        weights.check(found.path)


def test_remove_takes_all_of_it(hub: Hub, known: Model, shelf: Path) -> None:
    """A model and the rest of its download go; what is not here cannot be removed."""
    keeping.get("mini")
    put(shelf / "mini.part", {"x": b"rest"})
    assert keeping.remove("mini") > len(FILES["model.bin"])
    assert not list(shelf.iterdir())
    with pytest.raises(WeightsError, match="no model 'mini'"):
        keeping.remove("mini")


def test_a_model_of_another_program_is_used_and_left_alone(
    known: Model, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies in the hub's cache at the very revision is found, and not removed."""
    put(tmp_path / "hub" / "models--us--mini" / "snapshots" / ("0" * 40))
    assert weights.best("whisper", "da") == "mini"
    with pytest.raises(WeightsError, match="another program"):
        keeping.remove("mini")


def test_converting_says_what_it_needs(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without transformers the sentence says which packages to install, once."""
    monkeypatch.setattr("talkratio.weights.keeping.find_spec", lambda _: None)
    with pytest.raises(EngineMissing, match="pip install transformers torch"):
        keeping.convert("roest-v3")


def test_converting_asks_for_what_can_be(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that needs no converting, and a way of storing that there is not."""
    monkeypatch.setattr("talkratio.weights.keeping.find_spec", lambda _: object())
    with pytest.raises(InputError, match="models get small"):
        keeping.convert("small")
    with pytest.raises(InputError, match="int8"):
        keeping.convert("roest-v3", quantization="int1")


def test_the_command_line(whisper: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """import, list, verify and remove as a person types them, in both languages."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str, code: int = 0, lang: str = "en") -> str:
        result = CliRunner().invoke(app, ["models", *words], env={"TALKRATIO_LANG": lang})
        assert result.exit_code == code, result.output
        return " ".join((result.output + result.stderr).split())

    assert "no model here" in run("list")
    assert "55% CoRal" in run("list")
    assert "ingen model her" in run("list", lang="da")
    assert "no model here" in run("verify")
    assert "tiny-da is on this computer" in run("import", str(whisper), "--name", "tiny-da")
    assert "For Danish: tiny-da" in run("list")
    assert "tiny-da ✓" in run("verify")
    (shelf / "tiny-da" / "model.bin").write_bytes(b"damaged")
    assert "wrong size" in run("verify", code=4)
    assert "was deleted" in run("remove", "tiny-da")
    assert "See: talkratio models list" in run("remove", "tiny-da", code=4)
    assert "Choose one of" in run("get", "nothing", code=3)

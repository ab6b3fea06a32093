"""What a checkpoint of torch would call when it is loaded, read without loading it.

A pickle is a program. The checkpoints of pyannote name a few classes of their libraries and nothing else; one that
names anything more is not loaded, whoever vouches for it.
"""

from __future__ import annotations

import pickletools
import zipfile
from collections.abc import Iterator
from pathlib import Path

from talkratio.errors import WeightsError

HARMLESS = frozenset(
    {
        "collections.OrderedDict",
        "collections.defaultdict",
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_parameter",
        "torch.serialization._get_layout",
        "torch.torch_version.TorchVersion",
        "torch.device",
        "torch.Size",
        "torch.storage.UntypedStorage",
        "numpy.dtype",
        "numpy.ndarray",
        "numpy.core.multiarray.scalar",
        "numpy._core.multiarray.scalar",
        "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray._reconstruct",
        "_codecs.encode",
        "builtins.dict",
        "builtins.list",
        "builtins.set",
        "builtins.int",
        "builtins.float",
        "typing.Any",
        "omegaconf.base.ContainerMetadata",
        "omegaconf.base.Metadata",
        "omegaconf.dictconfig.DictConfig",
        "omegaconf.listconfig.ListConfig",
        "omegaconf.nodes.AnyNode",
        "pytorch_lightning.utilities.parsing.AttributeDict",
        "lightning.pytorch.utilities.parsing.AttributeDict",
        "lightning_fabric.utilities.data.AttributeDict",
        "lightning.fabric.utilities.data.AttributeDict",
        "pathlib.Path",
        "pathlib.PosixPath",
    }
    | {
        f"torch.{kind}Storage"
        for kind in ("Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Byte", "Bool")
    }
    | {f"torch.{kind}" for kind in ("float32", "float64", "float16", "bfloat16", "int64", "int32", "uint8", "bool")}
    | {f"pyannote.audio.core.task.{kind}" for kind in ("Specifications", "Problem", "Resolution")}
    | {f"pyannote.audio.core.model.{kind}" for kind in ("Introspection", "Output")}
)


def check(path: Path) -> None:
    """Raises `WeightsError` when loading the checkpoint would call anything that is not known to be harmless."""
    strange = sorted(set(_called(path)) - HARMLESS)
    if strange:
        raise WeightsError(
            f"{path} would run {', '.join(strange[:3])} when it is loaded, which no model needs. It was not loaded: "
            "remove it, and get the model from where it was published."
        )


def _called(path: Path) -> Iterator[str]:
    """Names of everything that the pickles in a checkpoint import."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".pkl"):
                    yield from _imports(archive.read(name))
    except (zipfile.BadZipFile, OSError, ValueError, IndexError, KeyError) as error:
        raise WeightsError(f"{path} is no checkpoint of torch, or it is damaged. Bring the model in again.") from error


def _imports(program: bytes) -> Iterator[str]:
    last: list[str | None] = []
    for operation, argument, _ in pickletools.genops(program):
        if operation.name in {"GLOBAL", "INST"}:
            yield str(argument).replace(" ", ".", 1)
        elif operation.name == "STACK_GLOBAL":
            # Its two names come from the stack; where they were not just put there, something is being hidden.
            yield ".".join(text or "something hidden" for text in last[-2:])
        elif operation.name in {"EXT1", "EXT2", "EXT4"}:
            yield f"extension {argument}"
        if operation.name not in {"MEMOIZE", "BINPUT", "LONG_BINPUT", "PUT", "FRAME"}:
            last = [*last[-1:], argument if "UNICODE" in operation.name else None]

"""torchaudio beside a torch for processors."""

from __future__ import annotations

import importlib
import sys
import types


def without_compiled_half() -> None:
    """Lets torchaudio be imported where its compiled half does not fit the build of torch.

    From the package index torchaudio is built for CUDA and does not load beside a torch for processors; pyannote uses
    its Python half alone, so the compiled one is replaced by a module that says it is not there.
    """
    try:
        importlib.import_module("torchaudio")
        return
    except OSError:
        for name in [name for name in sys.modules if name.partition(".")[0] == "torchaudio"]:
            del sys.modules[name]
    absent = types.ModuleType("torchaudio._extension")
    absent.__dict__.update(
        __path__=[],
        _IS_TORCHAUDIO_EXT_AVAILABLE=False,
        _IS_ALIGN_AVAILABLE=False,
        fail_if_no_align=lambda function: function,
        _check_cuda_version=lambda: None,
    )
    sys.modules["torchaudio._extension"] = absent

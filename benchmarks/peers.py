"""Others who tell voices apart without a model hub, each as its makers mean it to be used.

Both are told how many people there are, and both get the speech activity of ours (Silero on levelled sound): without
it they would count silence as speech, or miss the quiet person.
"""

from __future__ import annotations

import sys
import tempfile
import types
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.scoring import Said

RATE = 16_000
HOP = 0.032
Samples = npt.NDArray[np.float32]
Peer = Callable[[Samples, int], list[Said]]


def resemblyzer() -> Peer:
    """Resemblyzer's embeddings (GE2E, 1.6 s windows) and spectral clustering."""
    warnings.simplefilter("ignore")
    _stand_in("webrtcvad", Vad=None)  # only for its trimming of silence, which is not used; needs an old setuptools
    from resemblyzer import VoiceEncoder
    from resemblyzer.audio import normalize_volume
    from resemblyzer.hparams import audio_norm_target_dBFS
    from sklearn.cluster import SpectralClustering

    encoder = VoiceEncoder("cpu", verbose=False)

    def answer(samples: Samples, people: int) -> list[Said]:
        speech = _speech(samples)
        loud = normalize_volume(samples, audio_norm_target_dBFS, increase_only=True)
        rate = 2.5 if len(samples) < 1_200 * RATE else 1.0  # spectral clustering is quadratic in windows
        _, parts, slices = encoder.embed_utterance(loud, return_partials=True, rate=rate)
        centres = np.array([(piece.start + piece.stop) / 2 / RATE for piece in slices])
        spoken = speech[np.minimum((centres / HOP).astype(int), len(speech) - 1)]
        if spoken.sum() < 3 * people:
            return _turns(np.where(speech, 0, -1), HOP)
        embedded = parts[spoken]
        affinity = np.clip(embedded @ embedded.T, 0, 1)
        kept = affinity >= np.sort(affinity, axis=1)[:, [-max(6, len(affinity) // 10)]]
        affinity = np.where(kept | kept.T, affinity, 0)
        labels = SpectralClustering(people, affinity="precomputed", random_state=0).fit_predict(affinity)
        nearest = _nearest(centres[spoken], len(speech))
        return _turns(np.where(speech, labels[nearest], -1), HOP)

    return answer


def pyaudioanalysis() -> Peer:
    """pyAudioAnalysis, `speaker_diarization` with its default windows."""
    warnings.simplefilter("ignore")
    _stand_in("eyed3")  # reads tags of MP3
    import soundfile
    from pyAudioAnalysis.audioSegmentation import speaker_diarization

    def answer(samples: Samples, people: int) -> list[Said]:
        speech = _speech(samples)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "recording.wav"
            soundfile.write(path, samples, RATE, subtype="PCM_16")
            labels = speaker_diarization(str(path), people, plot_res=False)
        labels = np.asarray(labels[0] if isinstance(labels, tuple) else labels).astype(int)
        frames = np.minimum((np.arange(len(speech)) * HOP / 0.1).astype(int), len(labels) - 1)  # a label each 0.1 s
        return _turns(np.where(speech, labels[frames], -1), HOP)

    return answer


PEERS: dict[str, Callable[[], Peer]] = {"Resemblyzer + spectral": resemblyzer, "pyAudioAnalysis": pyaudioanalysis}


def _speech(samples: Samples) -> npt.NDArray[np.bool_]:
    """Every 32 ms whether somebody speaks; pauses under 0.3 s filled, as in the truth."""
    from talkratio.voices.speech import chances

    active = np.asarray(chances([samples]) > 0.5)
    edges = np.flatnonzero(np.diff(np.concatenate([[1], active.astype(np.int8), [1]])))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start < 0.3 / HOP:
            active[start:end] = True
    return active


def _nearest(centres: npt.NDArray[np.float64], frames: int) -> npt.NDArray[np.int64]:
    times = (np.arange(frames) + 0.5) * HOP
    after = np.clip(np.searchsorted(centres, times), 1, len(centres) - 1)
    return np.where(times - centres[after - 1] < centres[after] - times, after - 1, after)


def _turns(labels: npt.NDArray[np.int64], step: float) -> list[Said]:
    edges = np.flatnonzero(np.diff(labels, prepend=-2, append=-2))
    return [
        (f"s{labels[start]}", round(start * step, 3), round(end * step, 3))
        for start, end in pairwise(edges)
        if labels[start] >= 0
    ]


def _stand_in(name: str, **names: object) -> None:
    """An empty module in the place of a dependency that this use never calls, when it cannot be imported."""
    try:
        __import__(name)
    except Exception:
        module = types.ModuleType(name)
        module.__dict__.update(names)
        sys.modules[name] = module

"""A Whisper of a megabyte in the format of CTranslate2, that says a fixed sentence whatever it hears.

Its layers are zero but for one cross-attention: the position alone decides the next token, and the attention points at
the moment 0.4 s × position of the chunk, so that text and word times are known. The real engine runs on it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper.tokenizer import _LANGUAGE_CODES
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

WIDTH, TOKENS, TIMES = 128, 96, 16
PROMPT = 4
"""start, language, task, no timestamps"""
STEP = 0.4
"""seconds from one token to the next"""
SAYS = (" Hvad", " synes", " du", "?", " Det", " går", " godt", ".")


def make(folder: Path, says: Sequence[str] = SAYS, *, language: str = "da", prompt: int = PROMPT) -> Path:
    """Writes the model: what it `says` after a prompt of so many tokens, and the `language` it hears."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens, words = _tokens(says)
    spec = ctranslate2.specs.WhisperSpec(1, 1, 1, 1)
    rng = np.random.default_rng(0)
    codes = np.zeros((len(tokens), WIDTH), np.float32)
    codes[:, :TOKENS] = rng.choice([-0.3, 0.3], (len(tokens), TOKENS))
    _encoder(spec.encoder)
    spec.encoder.num_heads = np.dtype("int16").type(1)
    _decoder(spec.decoder, codes, [tokens.index(token) for token in says], tokens, language, prompt)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.alignment_heads = [(0, 0)]
    spec.config.lang_ids = [tokens.index(f"<|{code}|>") for code in _LANGUAGE_CODES]
    spec.register_vocabulary(tokens)
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    words.save(str(folder / "tokenizer.json"))
    features = {"feature_size": 80, "sampling_rate": 16_000, "hop_length": 160, "chunk_length": 30, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps(features), encoding="utf-8")
    return folder


def _tokens(says: Sequence[str]) -> tuple[list[str], Tokenizer]:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    wordlike = ["".join(piece for piece, _ in level.pre_tokenize_str(word)) for word in says]
    text = [*letters, *dict.fromkeys(word for word in wordlike if word not in letters)]
    special = [
        "<|endoftext|>",
        "<|startoftranscript|>",
        *(f"<|{code}|>" for code in _LANGUAGE_CODES),
        *("<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"),
    ]
    stamps = [f"<|{index * 0.02:.2f}|>" for index in range(1501)]
    everything = [*text, "", *special, *stamps]  # CTranslate2 knows many languages by a token without letters
    tokenizer = Tokenizer(models.BPE({token: index for index, token in enumerate(everything)}, []))
    tokenizer.pre_tokenizer = level
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([*special, *stamps])
    tokenizer.add_tokens(list(wordlike))
    plain = dict(zip(wordlike, says, strict=True))
    return [plain.get(token, token) for token in everything], tokenizer


def _times(moments: np.ndarray) -> np.ndarray:
    rates = 2 * np.pi / np.geomspace(1.5, 60.0, TIMES)
    angles = moments[:, None] * rates
    return np.concatenate([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def _encoder(encoder: Any) -> None:
    positions = np.zeros((1500, WIDTH), np.float32)
    positions[:, TOKENS:] = _times(np.arange(1500) * 0.02)
    encoder.position_encodings.encodings = positions
    for convolution, inputs in ((encoder.conv1, 80), (encoder.conv2, WIDTH)):
        convolution.weight = np.zeros((WIDTH, inputs, 3), np.float32)
        convolution.bias = np.zeros(WIDTH, np.float32)
    _plain(encoder.layer_norm)
    for layer in encoder.layer:
        _silent(layer)


def _decoder(decoder: Any, codes: np.ndarray, says: list[int], tokens: list[str], language: str, prompt: int) -> None:
    decoder.embeddings.weight = codes
    decoder.projection.weight = codes
    script = [tokens.index("<|endoftext|>")] * 448
    script[prompt - 1 : prompt - 1 + len(says)] = says
    positions = np.zeros((448, WIDTH), np.float32)
    positions[:, :TOKENS] = codes[script, :TOKENS] * 8
    positions[0, :TOKENS] = codes[tokens.index(f"<|{language}|>"), :TOKENS] * 8
    positions[:, TOKENS:] = _times((np.arange(448) - PROMPT + 1) * STEP)
    decoder.position_encodings.encodings = positions
    _plain(decoder.layer_norm)
    for layer in decoder.layer:
        _silent(layer)
        _pointing(layer.attention)


def _pointing(attention: Any) -> None:
    """Looks at the moment that the position stands for, and learns nothing from it."""
    matrix = np.zeros((WIDTH, WIDTH), np.float32)
    matrix[range(TOKENS, WIDTH), range(TOKENS, WIDTH)] = 6.0
    attention.linear[0].weight = matrix
    attention.linear[1].weight = np.concatenate([matrix, np.zeros_like(matrix)])


def _silent(layer: Any) -> None:
    """A layer that hands on what it got."""
    for attention in (layer.self_attention, getattr(layer, "attention", None)):
        if attention is None:
            continue
        _plain(attention.layer_norm)
        widths = [3 * WIDTH, WIDTH] if len(attention.linear) == 2 else [WIDTH, 2 * WIDTH, WIDTH]
        for linear, width in zip(attention.linear, widths, strict=True):
            linear.weight = np.zeros((width, WIDTH), np.float32)
            linear.bias = np.zeros(width, np.float32)
    _plain(layer.ffn.layer_norm)
    layer.ffn.linear_0.weight = np.zeros((WIDTH, WIDTH), np.float32)
    layer.ffn.linear_0.bias = np.zeros(WIDTH, np.float32)
    layer.ffn.linear_1.weight = np.zeros((WIDTH, WIDTH), np.float32)
    layer.ffn.linear_1.bias = np.zeros(WIDTH, np.float32)


def _plain(norm: Any) -> None:
    norm.gamma = np.ones(WIDTH, np.float32)
    norm.beta = np.zeros(WIDTH, np.float32)

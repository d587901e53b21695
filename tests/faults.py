"""Misfortunes that happen inside a worker process, by the name of the file it is at."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from redactkit.media import text


class Faulty:
    """Hands pieces to an executor, some of which go wrong over there."""

    def __init__(self, hands):
        self.hands = hands
        self.tries = {}

    def submit(self, work, /, piece):
        name = piece.source.name
        self.tries[name] = self.tries.get(name, 0) + 1
        return self.hands.submit(faulty, work, piece)


def faulty(work, piece):
    match piece.source.stem:
        case "crash":  # as a broken decoder does
            os.kill(os.getpid(), signal.SIGSEGV)
        case "killed":  # as Linux does where memory runs out
            os.kill(os.getpid(), signal.SIGKILL)
        case "full":
            ask_for_too_much()
        case "hang":
            text.read = lambda _: time.sleep(3600)
        case "shaky" if not seen_before(piece.source):
            os.kill(os.getpid(), signal.SIGSEGV)
    return work(piece)


def ask_for_too_much():
    """Let the next reading take 6 GiB, which Linux gives to who is not kept short."""

    def read(_):
        text.read = usual
        return str(len(np.zeros(6 << 30, np.uint8)))

    usual, text.read = text.read, read


def seen_before(source):
    marker = Path(f"{source.parent.parent}/{source.name}.seen")
    before = marker.exists()
    marker.touch()
    return before


def end():
    os._exit(3)


def environment():
    return os.environ["OMP_NUM_THREADS"], len(os.sched_getaffinity(0))


class Doomed:
    """Hands pieces to an executor, where each of them meets the same end."""

    def __init__(self, hands, stem):
        self.hands, self.stem = hands, stem

    def submit(self, work, /, piece):
        return self.hands.submit(doomed, self.stem, work, piece)


def doomed(stem, work, piece):
    named = piece.source.rename(piece.source.with_name(stem + piece.source.suffix))
    kit = replace(piece.kit, limit_s=1.0) if stem == "hang" else piece.kit
    return faulty(work, replace(piece, source=named, kit=kit))


class Struck:
    """Hands pieces to an executor and kills the process of some of them, once; notes all."""

    def __init__(self, hands, steps):
        self.hands, self.left, self.done = hands, list(steps), []

    def submit(self, work, /, piece):
        step = piece.step or work.__name__, piece.part
        self.done.append(step)
        if step in self.left:
            self.left.remove(step)
            return self.hands.submit(killed, work, piece)
        return self.hands.submit(work, piece)


def killed(work, piece):
    """Do the work, so that its files are there, and die before it is answered."""
    work(piece)
    os.kill(os.getpid(), signal.SIGKILL)

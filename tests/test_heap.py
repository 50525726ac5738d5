import gc
import os
import subprocess
import sys

import pytest

from bot.settings import ROOT

# Buffers with something kept between them, as calls leave them: the kept ones pin the heap's end.
FREED_BUT_HELD = """
import ctypes, time
from bot.heap import keep_small
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]

def resident_mb():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 2**20

buffers = []
for _ in range(1600):
    buffers.append(libc.malloc(64 * 1024))
    ctypes.memset(buffers[-1], 1, 64 * 1024)
    libc.malloc(64)
for each in buffers:
    libc.free(each)
before = resident_mb()
keep_small()
for _ in range(100):
    if resident_mb() < before - 80:
        break
    time.sleep(0.1)
print(before - resident_mb())
"""

NEW_CYCLES = """
import gc
from collections import deque
loaded = [[] for _ in range(800_000)]
from bot.heap import keep_small
keep_small()
seen = []
gc.callbacks.append(lambda phase, info: seen.append(info["generation"]) if phase == "stop" else None)
calls = deque(maxlen=5_000)
for _ in range(150_000):
    each = []
    each.append(each)
    calls.append(each)
print(seen.count(2))
"""


def run(script: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


@pytest.mark.skipif(
    not hasattr(os, "confstr") or "glibc" not in (os.confstr("CS_GNU_LIBC_VERSION") or ""), reason="glibc"
)
def test_what_lies_free_between_things_in_use_goes_back_to_the_system():
    assert run(FREED_BUT_HELD) > 80


def test_what_was_loaded_at_the_start_does_not_put_off_the_search_for_cycles():
    assert run(NEW_CYCLES) > 0
    assert not gc.get_freeze_count()  # nothing of this process was frozen by the import

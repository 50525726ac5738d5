"""What a process has freed goes back to the system, so that one that runs for weeks stays as small as its calls.

glibc keeps what lies free between things in use, and CPython looks for cycles only when their number has grown by a
quarter of all that lives: everything that was loaded at the start hides the calls' own. Without glibc only the second
part is done.
"""

import ctypes
import gc
import threading
import time
from collections.abc import Callable
from typing import Any

# Of glibc's mallopt(3): how much may lie free at the end, from which size on a buffer has pages of its own, and how
# many heaps there are for threads.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_OWN_PAGES_FROM = 128 * 1024
_TRIM_EVERY_S = 60.0


def own_pages() -> None:
    """Have large buffers come from the system and go back at once; to be called before threads have heaps."""
    if mallopt := _of_libc("mallopt"):
        mallopt(_TRIM_THRESHOLD, _OWN_PAGES_FROM)
        mallopt(_MMAP_THRESHOLD, _OWN_PAGES_FROM)
        mallopt(_ARENA_MAX, 2)


def keep_small() -> None:
    """From now on, when all is loaded, free memory is given back every minute and cycles are sought among the new."""
    gc.collect()
    gc.freeze()
    gc.collect()  # what the next search waits for is a share of what this one finds
    if malloc_trim := _of_libc("malloc_trim"):
        threading.Thread(target=_trim_always, args=(malloc_trim,), name="heap", daemon=True).start()


def _trim_always(malloc_trim: Callable[[int], Any]) -> None:
    while True:
        malloc_trim(0)
        time.sleep(_TRIM_EVERY_S)


def _of_libc(name: str) -> Callable[..., Any] | None:
    return getattr(ctypes.CDLL(None), name, None)

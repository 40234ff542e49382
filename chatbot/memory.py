"""How the C library hands memory back: kept for the next batch, not returned and asked for again."""

from __future__ import annotations

import ctypes
from functools import cache

# Of malloc.h; Python's library has no names for them.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_BYTES = 1 << 30


@cache
def keep_freed_memory() -> bool:
    """Let the process keep blocks below 1 GiB that a network has freed; tell whether it could be told so.

    glibc gives blocks above some 128 KiB back to the system at once, so every layer of every batch pays
    for fresh pages: indexing takes half as long again so. Other C libraries have no such switch, and
    nothing changes with them.
    """
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return all(set_option(option, _BYTES) == 1 for option in (_MMAP_THRESHOLD, _TRIM_THRESHOLD))

import platform
import subprocess
import sys

import pytest

from chatbot.memory import keep_freed_memory

_FAULTS_OF_TEN_BLOCKS = """
import ctypes, resource, sys
from chatbot.memory import keep_freed_memory
if sys.argv[1] == "keep":
    keep_freed_memory()
library = ctypes.CDLL(None)
library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    block = library.malloc(ctypes.c_size_t(64 << 20))
    ctypes.memset(block, 1, 64 << 20)
    library.free(block)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has the switch")
def test_freed_blocks_are_used_again_without_asking_the_system() -> None:
    faults = {
        mode: int(
            subprocess.run(
                [sys.executable, "-c", _FAULTS_OF_TEN_BLOCKS, mode],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for mode in ("keep", "give back")
    }
    assert faults["keep"] * 3 < faults["give back"]


def test_telling_twice_changes_nothing() -> None:
    assert keep_freed_memory() == keep_freed_memory()

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from chatbot.errors import IndexLockedError
from chatbot.types import IndexReport, Progress
from chatbot.ui.rebuilding import Rebuilder
from tests.ui.fake_bot import FakeBot


class SteppingBot(FakeBot):
    """Rebuilds one step each time it is told to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.step = threading.Semaphore(0)
        self.started = 0

    def rebuild(self, progress: Callable[[Progress], None] | None = None) -> IndexReport:
        self.started += 1
        assert progress is not None
        for done in range(3):
            progress(Progress("embedding", done, 3))
            assert self.step.acquire(timeout=30)
        return super().rebuild()


def test_a_watcher_sees_each_step_and_the_report(tmp_path: Path) -> None:
    bot = SteppingBot(tmp_path)
    rebuild = Rebuilder(bot).start()
    seen: list[Progress | None] = []
    for progress in rebuild.watch(pause=0.0):
        if progress is not None and progress not in seen:
            bot.step.release()
        seen.append(progress)
    assert list(dict.fromkeys(one for one in seen if one)) == [
        Progress("embedding", done, 3) for done in range(3)
    ]
    assert rebuild.done
    assert rebuild.report is not None


def test_a_second_call_joins_the_rebuild_under_way(tmp_path: Path) -> None:
    bot = SteppingBot(tmp_path)
    rebuilder = Rebuilder(bot)
    first = rebuilder.start()
    assert rebuilder.start() is first
    assert rebuilder.current is first
    for _ in range(3):
        bot.step.release()
    for _ in first.watch():
        pass
    assert rebuilder.current is None
    assert bot.started == 1


def test_an_error_is_kept_and_the_next_rebuild_starts_anew(tmp_path: Path) -> None:
    class LockedBot(FakeBot):
        def rebuild(self, progress: Callable[[Progress], None] | None = None) -> IndexReport:
            raise IndexLockedError("Another process is writing the index.")

    rebuilder = Rebuilder(LockedBot(tmp_path))
    first = rebuilder.start()
    for _ in first.watch():
        pass
    assert isinstance(first.error, IndexLockedError)
    assert rebuilder.start() is not first

"""A server process to be killed: it starts one run and waits. Its folder is the argument."""

import sys
import time
from pathlib import Path

from engine.runs.store import open_store
from engine.runs.workers import Workers
from tests.runs.lesson_for_tests import WalkParams
from tests.runs.running import SETTINGS

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    workers = Workers(open_store(f"sqlite:///{folder / 'runs.db'}", folder), SETTINGS)
    print(workers.submit("walk", WalkParams(steps=int(sys.argv[2]), pause=0.05)), flush=True)
    time.sleep(600)

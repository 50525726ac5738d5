"""What works behind the calls ends when the service does, and nothing waits for it.

Run as a program it is such a service: the tests' own process may have children that others need.
"""

import asyncio
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from bot.processes import behind_calls, end_children
from bot.settings import ROOT

LONG_S = 600


def test_work_in_a_process_of_its_own_is_ended_at_once() -> None:
    program = [sys.executable, "-m", "tests.test_processes"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[-15, True]\n"


def trains() -> int:
    program = [sys.executable, "-c", f"import time; time.sleep({LONG_S})"]
    return subprocess.run(program, preexec_fn=behind_calls, check=False).returncode


def judges() -> bool:
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=behind_calls) as apart:
        try:
            apart.submit(time.sleep, LONG_S).result()
        except BrokenProcessPool:
            return True
    return False


async def works_until_it_is_stopped() -> list[int]:
    working = asyncio.gather(asyncio.to_thread(trains), asyncio.to_thread(judges))
    while not working.done():
        end_children()
        await asyncio.sleep(0.1)
    return list(await working)


if __name__ == "__main__":
    print(asyncio.run(works_until_it_is_stopped()))

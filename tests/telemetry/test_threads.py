"""Threads of a process as the kernel shows them."""

import os
import subprocess
import sys
import threading

from workbench.telemetry.threads import ThreadSampler


def test_that_a_new_thread_is_counted_and_listed() -> None:
    sampler, release = ThreadSampler(os.getpid()), threading.Event()
    before = sampler.count()
    thread = threading.Thread(target=release.wait)
    thread.start()
    assert sampler.count() == before + 1
    assert thread.native_id in [info.tid for info in sampler.threads()]
    assert len(sampler.names()) == before + 1
    release.set()
    thread.join()


def test_that_a_process_that_is_gone_has_no_threads() -> None:
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    sampler = ThreadSampler(child.pid)
    assert (sampler.count(), sampler.threads(), sampler.resident_bytes()) == (0, [], 0)


def test_that_resident_memory_is_known() -> None:
    assert ThreadSampler(os.getpid()).resident_bytes() > 1_000_000

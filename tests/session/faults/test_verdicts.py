"""The table of causes that end an engine process: its invariants, and cases that a real process cannot reproduce."""

import dataclasses
import string

import pytest

from workbench.contract.generated.enums import DeathKind
from workbench.engine.symbolize.memory_map import MemoryMap
from workbench.session.faults.kinds import HANGS, RULES, Evidence, judge, judge_hang

MAP = MemoryMap(
    "10000-11000 r--p 00000000 fe:00 12 /lib/constants.so\n"
    "7000000000-7000001000 ---p 00000000 00:00 0\n"
    "7000001000-7000801000 rw-p 00000000 00:00 0\n"
)
FAULT = Evidence(signal=11, code=1, caught=True, death=DeathKind.Signal, pc=0x5000, memory=MAP)


def test_that_every_rule_has_a_cause_an_advice_and_only_known_names() -> None:
    known = {
        "name",
        "who",
        "where",
        "while_running",
        "what",
        "said",
        "exit_code",
        "call",
        "sender",
        "violation",
        "program",
    }
    kinds = {"crash", "abort", "exit", "out of memory", "killed", "sanitizer"}
    for rule in RULES:
        assert rule.kind in kinds
        assert rule.cause.endswith((".", ".{where}")), rule.cause
        assert rule.advice.endswith("."), rule.advice
        for text in (rule.message, rule.cause, rule.advice):
            assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= known


@pytest.mark.parametrize(
    ("address", "sp", "overflow"),
    [
        (0x7000000FF8, 0x7000000FF8, True),  # the call that goes over the edge
        (0x7000000FF8, 0x7000001010, True),  # a push right above it
        (0x7000000010, 0x6FFFFF0000, True),  # a large array: the pointer is far below
        (0x7000000FF8, 0x7000700000, False),  # plenty of room: a pointer that happens to lead there
        (0x10, 0x7000700000, False),
        (0x10010, 0x7000700000, False),
    ],
)
def test_that_a_stack_overflow_is_recognised_by_the_stack_pointer(address: int, sp: int, overflow: bool) -> None:
    evidence = dataclasses.replace(FAULT, address=address, sp=sp)
    assert judge(evidence).message.startswith("stack overflow") == overflow


@pytest.mark.parametrize(
    ("evidence", "kind", "words"),
    [
        (Evidence(signal=9, out_of_memory_kills=1), "out of memory", "memory was exhausted"),
        (Evidence(signal=9, running="a OnQuoteTick"), "killed", "SIGKILL ended the process while a OnQuoteTick ran"),
        (Evidence(signal=11), "crash", "SIGSEGV"),
        (Evidence(signal=14, caught=True, code=128, death=DeathKind.Signal), "killed", "SIGALRM"),
        (Evidence(signal=40), "killed", "signal 40"),
        (Evidence(signal=11, came_up=False), "killed", "SIGSEGV ended the process before the server started"),
        (dataclasses.replace(FAULT, code=0, sender=4_194_304, pid=7), "killed", "process 4194304"),
        (dataclasses.replace(FAULT, code=128, address=0), "crash", "non-canonical address"),
        (Evidence(exit_code=0), "exit", "exit code 0 without calling exit()"),
        (Evidence(signal=6, caught=True, death=DeathKind.Terminate), "abort", "without an exception"),
        (Evidence(signal=6, printed="pure virtual method called"), "abort", "pure virtual"),
        (Evidence(signal=6, said="*** stack smashing detected ***: terminated"), "abort", "stack smashing"),
    ],
)
def test_that_evidence_leads_to_its_cause(evidence: Evidence, kind: str, words: str) -> None:
    verdict = judge(evidence)
    assert verdict.kind == kind
    assert words in verdict.message


def test_that_output_of_a_process_never_reaches_a_terminal_as_a_control_sequence() -> None:
    verdict = judge(Evidence(signal=6, caught=True, death=DeathKind.Terminate, said="std::x: \x1b[2Jgone\n{who}"))
    assert verdict.message == r"uncaught exception: std::x: \x1b[2Jgone\x0a{who}"


@pytest.mark.parametrize(
    ("stack", "number"),
    [
        (("__GI___lll_lock_wait (lowlevellock.c:49)", "rule (risk.cpp:3)"), 0),
        (("__GI___clock_nanosleep (clock_nanosleep.c:48)", "__GI___nanosleep (nanosleep.c:25)"), 1),
        (("__libc_recv (recv.c:28)", "rule (risk.cpp:3)"), 2),
        (("__GI___wait4 (wait4.c:30)", "rule (risk.cpp:3)"), 3),
    ],
)
def test_that_a_hang_is_recognised_by_its_innermost_frame(stack: tuple[str, ...], number: int) -> None:
    assert judge_hang(stack) == HANGS[number][1:]


def test_that_the_name_of_a_file_does_not_decide_what_a_hang_waits_for() -> None:
    assert judge_hang(("spread (sleep.cpp:3)", "std::thread::spread (poll.cpp:3)"))[0].startswith(
        "The callback does not return"
    )

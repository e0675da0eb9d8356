"""The zoo: one faulty plugin for each diagnostic and fault, its trigger, and the expected report."""

from __future__ import annotations

from tests.zoo.specimen import Fault, Found, Specimen

LOOKING = "inspection"
LOADING = "loading"
QUOTE = "the first quote"
REQUEST = "the first opening request"
ACTION = "a manager's request (CustomAction)"
MAINTENANCE = "maintenance"
END = "the end of the server"

GONE = "gone.so"
"""Has an entry and no file."""
HANDLER = (
    "It is recommended to remove handler replacements in the plugin, "
    "as this negatively affects the server self-testing system."
)


def _refused(code: str, words: str) -> Found:
    return Found(code, "refused", words)


def _error(code: str, words: str) -> Found:
    return Found(code, "error", words)


def _warning(code: str, words: str) -> Found:
    return Found(code, "warning", words)


def _info(code: str, words: str) -> Found:
    return Found(code, "info", words)


# Detected by inspecting the file; no code of the file runs.
FILES = (
    Specimen(
        "no_elf.so", LOOKING, _refused("machine", "not an ELF file"), made="Is a text file with the name of a library."
    ),
    Specimen("empty.so", LOOKING, _refused("machine", "empty"), made="Is empty."),
    Specimen("cut_off.so", LOOKING, _refused("machine", "truncated"), made="Is truncated: only half of it was copied."),
    Specimen("for_32_bit.so", LOOKING, _refused("machine", "32-bit x86"), made="Was built for 32-bit servers."),
    Specimen(
        "py_misspelt.py", LOOKING, _warning("callback", "OnQouteTick is not a callback. Do you mean OnQuoteTick?")
    ),
    Specimen("py_coroutine.py", LOOKING, _error("callback", "OnQuoteTick is a coroutine function")),
    Specimen("for_arm.so", LOOKING, _refused("machine", "64-bit AArch64"), made="Was built for another processor."),
    Specimen("pipe.so", LOOKING, _refused("file", "not a regular file"), made="Is a pipe with the name of a library."),
    Specimen("link.so", LOOKING, _warning("link", "leads to"), made="Is a link that leads out of the plugins folder."),
    Specimen(
        "writable.so",
        LOOKING,
        _warning("writable", "every user can write to the file"),
        made="Is writable for every user of the machine.",
    ),
    Specimen("no_destroy.so", LOOKING, _refused("entry-point", "DestroyPlugin not exported")),
    Specimen("no_about.so", LOOKING, _warning("entry-point", "AboutPlugin not exported")),
    Specimen(
        "twin.so", LOOKING, _refused("duplicate", "same content as no_about.so"), made="Is a copy of no_about.so."
    ),
    Specimen(
        "old_string.so", LOOKING, _refused("abi", "old std::string layout"), flags=("-D_GLIBCXX_USE_CXX11_ABI=0",)
    ),
    Specimen("no_type_information.so", LOOKING, _refused("abi", "built with -fno-rtti"), flags=("-fno-rtti",)),
    Specimen("report_module.so", LOOKING, _refused("module-kind", "is a report module")),
    Specimen("own_allocator.so", LOOKING, _warning("allocator", "exports operator delete")),
    Specimen("taken_symbol.so", LOOKING, _warning("shared-symbols", "random: libc.so.6")),
    Specimen("missing_symbol.so", LOOKING, _refused("unresolved", "feeds::price_of(char const*)")),
    Specimen("missing_library.so", LOOKING, _refused("unresolved", "libzoo_prices.so"), libraries=("zoo_feeds",)),
    Specimen("java.so", LOOKING, _warning("managed-runtime", "libjvm.so"), libraries=("jvm",)),
    Specimen("dotnet.so", LOOKING, _warning("managed-runtime", "libcoreclr.so"), libraries=("coreclr",)),
    Specimen("debug_build.so", LOOKING, _info("debug-module", "-O0"), flags=("-g", "-O0")),
    Specimen(
        "unique_symbols.so",
        LOOKING,
        _info("unique-symbols", "Counted<int>::count"),
        flags=("-fgnu-unique", "-fvisibility=default"),
        also=(_warning("still-mapped", "symbols that exist once for the whole process"),),
    ),
    Specimen("unsigned.so", LOOKING, _info("signature", "not signed"), made="Has no signature file."),
    Specimen("signed.so", LOOKING, _info("signature", "signed by Acme Ltd"), made="Has a valid signature."),
    Specimen(
        "signed_before_change.so",
        LOOKING,
        _error("signature", "the signature belongs to another file, or the file was changed"),
        made="Was changed after it was signed.",
    ),
    Specimen(
        "signed_expired.so",
        LOOKING,
        _error("signature", "expired on"),
        made="Is signed with a certificate that has expired.",
    ),
    Specimen(
        "signed_revoked.so",
        LOOKING,
        _error("signature", "was revoked on"),
        made="Is signed with a certificate that was revoked.",
    ),
    Specimen(
        "signed_by_itself.so",
        LOOKING,
        _error("signature", "self-signed and not in trust/"),
        made="Is signed with a self-signed certificate.",
    ),
    Specimen(
        "signed_by_stranger.so",
        LOOKING,
        _error("signature", "is not trusted"),
        made="Is signed with a certificate whose issuer is not trusted.",
    ),
    Specimen(
        "signed_for_mail.so",
        LOOKING,
        _error("signature", "is not for code signing"),
        made="Is signed with a certificate for e-mail.",
    ),
)

# Detected while the server loads the plugin.
LOADED = (
    Specimen("old_api.so", LOADING, _refused("api-version", "150")),
    Specimen("create_nothing.so", LOADING, _refused("create", "returned no plugin")),
    Specimen("throws_created.so", LOADING, _refused("create", "CreatePlugin threw std::runtime_error: no licence")),
    Specimen("same_name.so", LOADING, _refused("duplicate", "no_about.so has the same name 'no_about'")),
    Specimen(
        "other_version.so",
        LOADING,
        _warning("config", "the plugin says version '1.0', server.toml has '0.9'"),
        entry={"version": "0.9"},
    ),
    Specimen(GONE, LOADING, _warning("file-gone", ""), made="Has an entry in server.toml, but no file."),
    Specimen("many_threads.so", LOADING, _warning("threads", "threads before it was loaded")),
    Specimen("terminate_handler.so", LOADING, _warning("handler", f"by give_up … terminate_handler.cpp … {HANDLER}")),
    Specimen("unexpected_handler.so", LOADING, _warning("handler", f"by give_up … unexpected_handler.cpp … {HANDLER}")),
    Specimen("new_handler.so", LOADING, _warning("handler", f"by give_up … new_handler.cpp … {HANDLER}")),
    Specimen("signal_handler.so", LOADING, _warning("handler", f"by give_up … signal_handler.cpp … {HANDLER}")),
    Specimen("process_state.so", LOADING, _warning("process-state", "ZOO_WAS_HERE")),
    Specimen("py_syntax.py", LOADING, _refused("import", "py_syntax.py:6")),
    Specimen("py_imports_itself.py", LOADING, _refused("import", "py_imports_itself")),
    Specimen(
        "py_no_class.py", LOADING, _refused("import", "needs one class deriving from workbench.sdk.PluginInterface")
    ),
)

# Detected at a call.
CALLED = (
    Specimen("throws.so", REQUEST, _error("exception", "HookTradeRequestOpen threw std::out_of_range")),
    Specimen("throws_anything.so", QUOTE, _error("exception", "OnQuoteTick threw OutOfHours")),
    Specimen("py_raises.py", QUOTE, _error("exception", "KeyError")),
    Specimen("py_sys_exit.py", QUOTE, _error("exception", "SystemExit")),
    Specimen("latin_text.so", REQUEST, _warning("text", "LogsOut: message is not valid UTF-8 at byte 1 (0xFC)")),
    Specimen("slow.so", REQUEST, _warning("slow", "HookTradeRequestOpen took longer than its budget of 5.000 ms")),
    Specimen("change_nothing.so", REQUEST, _warning("change", "returned RET_OK_CHANGE but changed nothing")),
    Specimen("change_untold.so", REQUEST, _warning("change", "changed comment but returned RET_OK")),
    Specimen("change_fixed.so", QUOTE, _warning("change", "changed login, which is read-only")),
    Specimen("change_to_nan.so", REQUEST, _warning("change", "set commission to a number that is not finite")),
    Specimen("const_write.so", REQUEST, _error("const-write", "wrote to a read-only PluginTradeRecord … (volume)")),
    Specimen("dangling.so", QUOTE, _error("dangling", "had ended when its PluginSymbolRecord was read … (digits)")),
    Specimen("account_handler.so", QUOTE, _error("account-handler", "GetOpenTradesByLogin … HookAccountUpdate")),
    Specimen("return_none.so", REQUEST, _warning("return-code", "RET_OK_NONE (1), which is ambiguous")),
    Specimen("return_unknown.so", REQUEST, _warning("return-code", "4711, which is not a return code")),
    Specimen("forks.so", REQUEST, _error("forked-child", "came back into the server in HookTradeRequestOpen")),
    Specimen(
        "closes_all.so",
        REQUEST,
        _error("server-descriptors", "tried to close … of the server in HookTradeRequestOpen; they stay open"),
        alone=True,
    ),
    Specimen("py_rewrites_itself.py", QUOTE, _info("file-changed", "")),
    Specimen(
        "maintenance.so",
        MAINTENANCE,
        _error("maintenance", "GetAccountsByGroup was called while maintenance"),
        alone=True,
    ),
)

SANITIZED = (
    Specimen(
        "sanitize_undefined.so",
        REQUEST,
        _error("sanitizer", "signed integer overflow"),
        flags=("-fsanitize=undefined",),
        alone=True,
    ),
    Specimen("sanitize_thread.so", QUOTE, _error("sanitizer", "data race"), flags=("-fsanitize=thread",), alone=True),
)

# Detected at the end of the server.
ENDED = (
    Specimen("after_destroy.so", END, _error("after-destroy", "LogsOut was called after DestroyPlugin")),
    Specimen("throws_destroyed.so", END, _error("destroy", "DestroyPlugin threw std::logic_error: not now")),
    Specimen("files_left.so", END, _warning("files-left", "/usr/include/stdio.h")),
    Specimen("memory_left.so", END, _warning("memory-left", "")),
    Specimen("holds_itself.so", END, _warning("still-mapped", "the library calls dlopen itself")),
    Specimen("threads_left.so", END, _warning("threads-left", "forgotten")),
)

# Ends or blocks the server.
FATAL = (
    Specimen(
        "sanitize_address.so",
        REQUEST,
        Fault("sanitizer", "The plugin's sanitizer observed this error", "heap-buffer-overflow … sanitize_address.cpp"),
        flags=("-fsanitize=address",),
    ),
    Specimen("null_pointer.so", REQUEST, Fault("crash", "The code dereferenced a null pointer", "null_pointer.cpp")),
    Specimen(
        "null_function.so",
        REQUEST,
        Fault("crash", "The code called a function through a null pointer", "null_function.cpp"),
    ),
    Specimen("wild_pointer.so", QUOTE, Fault("crash", "A pointer refers to unmapped memory", "wild_pointer.cpp")),
    Specimen(
        "writes_constant.so", REQUEST, Fault("crash", "The code wrote to read-only memory", "writes_constant.cpp")
    ),
    Specimen("stack_overflow.so", REQUEST, Fault("crash", "The thread used up its stack", "stack_overflow.cpp")),
    Specimen(
        "division_by_zero.so", REQUEST, Fault("crash", "The code divided an integer by zero", "division_by_zero.cpp")
    ),
    Specimen("crash_static.so", LOADING, Fault("crash", "The code dereferenced a null pointer", "crash_static.cpp")),
    Specimen("crash_about.so", LOADING, Fault("crash", "The code dereferenced a null pointer", "AboutPlugin")),
    Specimen("crash_create.so", LOADING, Fault("crash", "The code dereferenced a null pointer", "CreatePlugin")),
    Specimen("crash_destroy.so", END, Fault("crash", "The code dereferenced a null pointer", "DestroyPlugin")),
    Specimen("crash_action.so", ACTION, Fault("crash", "The code dereferenced a null pointer", "CustomAction")),
    Specimen("aborts.so", REQUEST, Fault("abort", "The code called abort()", "aborts.cpp")),
    Specimen("asserts.so", REQUEST, Fault("abort", "An assertion of the plugin failed", "trade.volume < 0")),
    Specimen(
        "throws_in_thread.so",
        QUOTE,
        Fault("abort", "An exception left a thread", "std::runtime_error: connection lost"),
    ),
    Specimen("ends_thread.so", REQUEST, Fault("abort", "", "ends a thread of the server by pthread_exit")),
    Specimen("unjoined.so", REQUEST, Fault("abort", "destroyed or overwrote a std::thread", "unjoined.cpp")),
    Specimen("double_free.so", REQUEST, Fault("abort", "The heap is damaged", "double_free.cpp")),
    Specimen(
        "smashed_stack.so",
        REQUEST,
        Fault("abort", "The code wrote beyond the end of a local array", "stack smashing detected"),
        flags=("-fstack-protector-all",),
    ),
    Specimen(
        "pure_virtual.so",
        REQUEST,
        Fault("abort", "The code called a virtual method on an object", "pure virtual method called"),
    ),
    Specimen(
        "exits.so", REQUEST, Fault("exit", "ended the whole server process. A plugin runs inside", "called exit(0)")
    ),
    Specimen(
        "exits_at_once.so",
        REQUEST,
        Fault("exit", "_exit(), exec() or a system call ended the whole server process", "exit code 7"),
    ),
    Specimen(
        "py_exits.py",
        QUOTE,
        Fault("exit", "_exit(), exec() or a system call ended the whole server process", "exit code 7"),
    ),
    Specimen(
        "out_of_memory.so",
        QUOTE,
        Fault("out of memory", "An allocation failed and no code caught std::bad_alloc", "std::bad_alloc"),
    ),
    Specimen(
        "kills_itself.so",
        REQUEST,
        Fault("killed", "Another process ended the server, or the kernel", "SIGKILL", plugin=False),
    ),
    Specimen("hang_loop.so", QUOTE, Fault("hang", "an endless loop", "OnQuoteTick")),
    Specimen("hang_mutex.so", REQUEST, Fault("hang", "The thread waits for a lock", "hang_mutex.cpp")),
    Specimen(
        "hang_future.so",
        REQUEST,
        Fault("hang", "The thread waits for a lock or a condition variable", "hang_future.cpp"),
    ),
    Specimen("hang_sleep.so", REQUEST, Fault("hang", "The callback sleeps", "hang_sleep.cpp")),
    Specimen("py_hangs.py", QUOTE, Fault("hang", "an endless loop", "OnQuoteTick")),
)

GROUPS = {
    "Detected by inspection": FILES,
    "Detected while loading": LOADED,
    "Detected at a call": CALLED,
    "Built with a sanitizer": SANITIZED,
    "Detected at the end": ENDED,
    "Faults": FATAL,
}
ZOO = tuple(specimen for group in GROUPS.values() for specimen in group)

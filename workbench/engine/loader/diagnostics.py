"""The diagnostics about plugins: one class for each pair of code and severity, with an explanation and advice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeVar, get_args

from workbench.engine.messages import DiagnosticFound, Severity
from workbench.engine.plain_text import printable, printable_lines

OF_WRONG_LAYOUT = ("exception", "change", "return-code", "const-write", "dangling")
"""Codes of diagnostics that a plugin causes when it reads records by a wrong layout."""
SEVERITIES: tuple[str, ...] = get_args(Severity)
OF_KIT = "Rebuild with the kit of 2026-04-16, or port the plugin to plugin API 151 (`workbench sdk --include-dir`)."
"""Advice for a file that was built with a development kit."""
REGISTRY: list[type[Diagnostic]] = []


@dataclass(frozen=True)
class Diagnostic:
    """A diagnostic. A subclass defines `code`, `severity`, `condition` and `advice`. Its docstring is the explanation.

    `text` describes the problem. `thread` and `stack` give the place, as in `DiagnosticFound`.
    """

    text: str
    thread: str = ""
    stack: tuple[str, ...] = ()
    code: ClassVar[str] = ""
    severity: ClassVar[Severity]
    condition: ClassVar[str] = ""
    """When it is reported, a sentence in Markdown for the table on the panel's page."""
    advice: ClassVar[str] = ""

    @classmethod
    def explanation(cls) -> str:
        """Returns one line that explains diagnostics of this kind."""
        return " ".join((cls.__doc__ or "").partition("\n\n")[0].split())

    def event(self, plugin: str) -> DiagnosticFound:
        """Returns the diagnostic as an event about `plugin`."""
        return DiagnosticFound(
            nanos=time.time_ns(),
            severity=self.severity,
            plugin=plugin,
            code=self.code,
            message=printable_lines(self.text),
            advice=self.advice,
            explanation=self.explanation(),
            thread=printable(self.thread),
            stack=tuple(printable(frame) for frame in self.stack),
        )


class Refused(Exception):
    """The server does not load the plugin. The diagnostic gives the reason."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.text)
        self.diagnostic = diagnostic


D = TypeVar("D", bound=type[Diagnostic])


def register(class_: D) -> D:
    """Registers a class of diagnostics. A code may have one class for each severity."""
    if find(class_.code, class_.severity) is not None or class_.severity not in SEVERITIES:
        raise ValueError(f"{class_.__name__}: {class_.code!r} is registered or severity {class_.severity!r} unknown")
    REGISTRY.append(class_)
    return class_


def find(code: str, severity: str) -> type[Diagnostic] | None:
    """Returns the class of diagnostics with this code and severity, or None."""
    return next((class_ for class_ in REGISTRY if (class_.code, class_.severity) == (code, severity)), None)


def layout_cause(doubt: str) -> str:
    """Returns a sentence that names a wrong layout as likely cause. `doubt`: why the file does not prove its layout."""
    return f"A wrong layout is a likely cause: {doubt}."


def from_notice(
    severity: Severity, code: str, text: str, plugin: str, nanos: int, *, layout_doubt: str = ""
) -> DiagnosticFound:
    """Returns a diagnostic of the core with the explanation and advice of its code.

    `layout_doubt` is the reason why the layout that the plugin is loaded with may be wrong, empty when it is certain.
    """
    class_ = find(code, severity) or next((class_ for class_ in REGISTRY if class_.code == code), Diagnostic)
    suspicion = f" {layout_cause(layout_doubt)} {OF_KIT}" if layout_doubt and code in OF_WRONG_LAYOUT else ""
    return DiagnosticFound(
        nanos=nanos,
        severity=severity,
        plugin=plugin,
        code=code,
        message=printable_lines(text),
        advice=class_.advice + suspicion,
        explanation=class_.explanation() if class_ is not Diagnostic else "",
    )


def advised() -> Iterator[tuple[str, str, str]]:
    """Yields code, severity and advice of every kind of diagnostic, in order of definition."""
    for class_ in REGISTRY:
        yield class_.code, class_.severity, class_.advice


@register
class Unreadable(Diagnostic):
    """The server cannot read the file or folder, or it is not a regular file."""

    code, severity = "file", "refused"
    condition = "The file is not readable, or it is a folder, a pipe, a socket or a device."
    advice = "Put a regular, readable .so or .py file into plugins/."


@register
class LinkOutside(Diagnostic):
    """The plugin file is a symbolic link to a file outside of plugins/."""

    code, severity = "link", "warning"
    condition = "The file is a symbolic link to a file outside of the folder."
    advice = "Copy the file into plugins/, so that the workspace can be moved as a whole."


@register
class WritableByOthers(Diagnostic):
    """Every user of this machine can replace the plugin's code, which the server then runs."""

    code, severity = "writable", "warning"
    condition = "Every user of the machine can write to the file or replace it."
    advice = "Remove the write permission for other users from the file and its folder: chmod o-w."


@register
class MachineMismatch(Diagnostic):
    """The file is not an ELF file, is incomplete, or was built for another machine."""

    code, severity = "machine", "refused"
    condition = "The file is not an ELF file, is truncated, is 32-bit, or was built for another processor."
    advice = "Build a 64-bit x86-64 shared library, and copy it completely before the server starts."


@register
class EntryPointMissing(Diagnostic):
    """The file does not export CreatePlugin or DestroyPlugin."""

    code, severity = "entry-point", "refused"
    condition = "`CreatePlugin`, `DestroyPlugin` or a version function is missing."
    advice = 'Export the function with extern "C" and default visibility. With CMake, use workbench_add_plugin().'


@register
class OtherModule(Diagnostic):
    """The file is another kind of platform module: a report, a payment provider or a feeder."""

    code, severity = "module-kind", "refused"
    condition = (
        "The file is a report, payment or feeder module of the platform. The loader recognises it by its entry points."
    )
    advice = "Move the file out of plugins/. This server loads plugins, which export CreatePlugin and DestroyPlugin."


@register
class AboutMissing(Diagnostic):
    """The file does not export AboutPlugin."""

    code, severity = "entry-point", "warning"
    condition = "`AboutPlugin` is missing."
    advice = "Export AboutPlugin. The server then knows name, version and description before it creates the plugin."


@register
class ApiVersionMismatch(Diagnostic):
    """The plugin's API number or server API number differs from the server's."""

    code, severity = "api-version", "refused"
    condition = (
        "The plugin or server API number differs, or the file comes from a [kit that the server cannot "
        "load](../legacy-plugins.md)."
    )
    advice = "Build against the headers that `workbench sdk --include-dir` prints."


class KitMismatch(ApiVersionMismatch):
    """The same mismatch in a file that was built with a development kit."""

    advice = OF_KIT


@register
class LayoutUnknown(Diagnostic):
    """Nothing in the file shows which public headers it was built with."""

    code, severity = "layout", "refused"
    condition = (
        "The plugin was built with a dated development kit of the SDK, and the file does not show [which "
        "one](../legacy-plugins.md). The message lists the dates of the kits that fit."
    )
    advice = (
        f"{OF_KIT} Build it with -g: debug information proves the kit. A layout in server.toml is right only for "
        "the kit of its date."
    )


@register
class LayoutAssumed(Diagnostic):
    """The file does not prove the layout that the server uses. With a wrong layout the plugin reads wrong values."""

    code, severity = "layout-assumed", "info"
    condition = "The file does not show which record layout the plugin was built for. The server assumed one."
    advice = OF_KIT


@register
class AbiMismatch(Diagnostic):
    """The plugin's classes or strings differ in binary form from the server's. Calls would reach wrong functions."""

    code, severity = "abi", "refused"
    condition = (
        "The plugin's classes are not binary compatible with the server's: different virtual methods, a different "
        "`std::string` ABI, or no RTTI (`-fno-rtti`). The loader detects this before any call."
    )
    advice = (
        "Build with the headers that `workbench sdk --include-dir` prints, and without -fno-rtti and "
        "-D_GLIBCXX_USE_CXX11_ABI=0."
    )


@register
class Unresolved(Diagnostic):
    """A library or symbol that the plugin needs is missing."""

    code, severity = "unresolved", "refused"
    condition = "A symbol or a library is missing. The message gives the demangled names of missing symbols."
    advice = "Link or install the missing library, or add its folder to the plugin's RUNPATH ($ORIGIN is plugins/)."


@register
class SanitizerMissing(Diagnostic):
    """The plugin was built with a sanitizer whose runtime must be loaded first, and this process runs without it."""

    code, severity = "sanitizer", "refused"
    condition = (
        "The plugin needs the runtime of a sanitizer, and the server process has none or a different one "
        "([sanitizers](../sanitizers.md))."
    )
    advice = (
        "Install the sanitizer runtime of the compiler that built the plugin: libasan or libtsan for GCC, "
        "libclang-rt-dev beside clang itself for clang. For ThreadSanitizer, build with g++. Run the server in a "
        "process of its own, which starts with the runtime. "
        "If a sanitizer already runs for another plugin, disable one of the two plugins."
    )


@register
class SanitizerReport(Diagnostic):
    """The sanitizer that the plugin was built with detected an error in it."""

    code, severity = "sanitizer", "error"
    condition = (
        "UBSan or TSan detected an error in the running plugin. The message gives the kind, the line and the report."
    )
    advice = "Correct the named line. The sanitizer observed this error."


@register
class ImportFailed(Diagnostic):
    """The server cannot execute the Python plugin's module, or the module has no plugin class."""

    code, severity = "import", "refused"
    condition = "A Python plugin cannot be imported. The message names the file and line."
    advice = (
        "Correct the named line. The module needs one class deriving from workbench.sdk.PluginInterface. A module that "
        "it imports must be installed, or be in a folder of PYTHONPATH."
    )


@register
class ModuleMissing(Diagnostic):
    """The plugin imports a module that the server does not find."""

    code, severity = "import", "warning"
    condition = "A Python plugin imports a module that is not installed."
    advice = (
        "Install the module for the workbench's Python, or add its folder to PYTHONPATH. plugins/ is not in PYTHONPATH."
    )


@register
class CallbackNeverCalled(Diagnostic):
    """A method has a name like a callback, but the server never calls it."""

    code, severity = "callback", "warning"
    condition = (
        "A Python plugin has a method that resembles a callback, but the server never calls it, because the name is "
        "misspelt or the class does not derive from the interface."
    )
    advice = "Correct the name, or derive the class from the interface that declares the callback."


@register
class CallbackNeverWorks(Diagnostic):
    """The server cannot call a callback, because it has a wrong form or wrong parameters."""

    code, severity = "callback", "error"
    condition = (
        "A callback of a Python plugin is a coroutine function, or does not take the arguments that the server passes."
    )
    advice = "Write a plain method with the parameters that the interface declares."


@register
class CreateFailed(Diagnostic):
    """CreatePlugin or another entry point failed or returned nothing."""

    code, severity = "create", "refused"
    condition = "`CreatePlugin` returned no plugin, or threw an exception."
    advice = "Return the plugin from CreatePlugin. The journal may hold messages that the plugin wrote before."


@register
class TooManyThreads(Diagnostic):
    """More than 50 threads started while the server loaded the plugin."""

    code, severity = "threads", "warning"
    condition = "More than 50 threads started while the server loaded the plugin."
    advice = "Use fewer threads. All plugins share the server's machine."


@register
class DebugModule(Diagnostic):
    """The plugin contains debug information, is not optimised, or contains a sanitizer."""

    code, severity = "debug-module", "info"
    condition = "The file contains debug information, was built without optimisation, or was built with a sanitizer."
    advice = "Use debug builds for development only, and deliver a release build."


@register
class SignatureReported(Diagnostic):
    """The signature check reports whether the file is signed, and by whom."""

    code, severity = "signature", "info"
    condition = "The file has no [signature](../signing.md), or a valid one. The message names the signer."
    advice = "Sign a plugin before you deliver it: `workbench sign`."


@register
class SignatureBad(Diagnostic):
    """The file's signature is invalid, or its signer is not trusted."""

    code, severity = "signature", "error"
    condition = "The signature is invalid, belongs to another file, or its signer is not trusted."
    advice = "Sign the file again, or put the certificate of the signer's issuer into the workspace's trust/ folder."


@register
class SignatureRequired(Diagnostic):
    """The server loads only plugins with a good signature, because `[server] require_signature` is set."""

    code, severity = "signature", "refused"
    condition = "The signature is not valid, and `[server] require_signature` requires a valid one."
    advice = "Sign the file with a trusted certificate, or set require_signature = false."


@register
class ManagedRuntime(Diagnostic):
    """The plugin loads a Java or .NET runtime."""

    code, severity = "managed-runtime", "warning"
    condition = "The plugin loads a Java or .NET runtime, or its file is a Java or .NET binary."
    advice = "Avoid Java and .NET in plugins. They raise the server's load."


@register
class HandlerReplaced(Diagnostic):
    """The plugin replaced a process-wide handler: terminate, unexpected, new-handler or a signal's handler."""

    code, severity = "handler", "warning"
    condition = (
        "The plugin replaced a terminate, unexpected, new or signal handler. The message names the handler and the "
        "replacing function. The server restored the handler."
    )
    advice = (
        "It is recommended to remove handler replacements in the plugin, "
        "as this negatively affects the server self-testing system."
    )


@register
class ProcessStateChanged(Diagnostic):
    """The plugin changed state that the server and all plugins of the process share."""

    code, severity = "process-state", "warning"
    condition = (
        "The plugin changed process-wide state during loading, shutdown or a callback: the environment, the signal "
        "mask, the locale, the floating-point mode, the current directory, the umask, a resource limit, the scheduling "
        "or a standard stream."
    )
    advice = "Do not change the state of the process, or restore it before the entry point or callback returns."


@register
class DescriptorsKept(Diagnostic):
    """The plugin tried to close files and connections that the server needs to run."""

    code, severity = "server-descriptors", "error"
    condition = (
        "The plugin tried to close file descriptors of the server. The message gives their number and the callback. "
        "The descriptors stay open."
    )
    advice = "Close only descriptors that the plugin opened itself. To start a program, use posix_spawn()."


@register
class ForkedChildStopped(Diagnostic):
    """A process that the plugin forked continued as a second server. The server stopped that process."""

    code, severity = "forked-child", "error"
    condition = "A process that the plugin forked returned to the server. The server stopped it."
    advice = "End the child with _exit() or exec() before the callback returns, or start programs with posix_spawn()."


@register
class FilesOpened(Diagnostic):
    """The plugin opened these descriptors while it was loaded."""

    code, severity = "files", "info"
    condition = (
        "The plugin has opened file descriptors since it was loaded. The message lists the files, pipes and sockets."
    )
    advice = "Close them in DestroyPlugin."


@register
class UniqueSymbols(Diagnostic):
    """The file defines symbols that exist once for the whole process, so the linker never unloads it."""

    code, severity = "unique-symbols", "info"
    condition = (
        "The server can never unload the plugin. The message names the symbols and the compiler flag that avoids this."
    )
    advice = "Compile with -fno-gnu-unique or -fvisibility=hidden. Until then, a rebuilt file needs a server restart."


@register
class SharedVariables(Diagnostic):
    """Two files define the same symbol, and the process uses one for both. One plugin changes the other's value."""

    code, severity = "shared-symbols", "warning"
    condition = (
        "The process uses one symbol for two files that both define it: two plugins (`STB_GNU_UNIQUE`, or a library "
        "that both need), or the plugin and the server process. The message names both."
    )
    advice = (
        "Compile the plugins with -fno-gnu-unique and -fvisibility=hidden, as workbench_add_plugin does, or put the "
        "variable into an unnamed namespace."
    )


@register
class MixedVariables(Diagnostic):
    """Two files define a symbol of the same name differently, and the process uses one definition for both."""

    code, severity = "shared-symbols", "error"
    condition = (
        "Two files define a symbol of the same name with different sizes or initial values, and the process uses one "
        "for both."
    )
    advice = (
        "Rename the variable or put it into an unnamed namespace. Compile the plugins with -fno-gnu-unique and "
        "-fvisibility=hidden, as workbench_add_plugin does."
    )


@register
class OtherLibrary(Diagnostic):
    """The plugin gets the library of an earlier plugin instead of its own library of the same name."""

    code, severity = "shared-library", "error"
    condition = "The plugin uses a library that another plugin has loaded, instead of its own library of the same name."
    advice = "Give the libraries different names (file name and SONAME), or link them statically."


@register
class OwnAllocator(Diagnostic):
    """The plugin replaces operator new or delete for its own code. The server and the C++ library keep theirs."""

    code, severity = "allocator", "warning"
    condition = "The plugin exports its own `operator new` or `operator delete`."
    advice = (
        "Remove these operators or make them members of your own classes. The server frees texts and lists that the "
        "plugin allocates, and the other way round."
    )


@register
class Duplicate(Diagnostic):
    """Another plugin has the same name or the same content."""

    code, severity = "duplicate", "refused"
    condition = "Another file already provides this plugin."
    advice = "Remove one of the two files, or give one plugin another name."


@register
class ConfigurationDiffers(Diagnostic):
    """The plugin and its entry in server.toml differ, or the server cannot write server.toml."""

    code, severity = "config", "warning"
    condition = "The plugin and its entry in `server.toml` differ, or the parameters of the plugin are invalid."
    advice = "Correct the plugin's entry in server.toml."


@register
class FieldWithoutEffect(Diagnostic):
    """server.toml sets a field that this server stores and passes to plugins, but does not use itself."""

    code, severity = "no-effect", "info"
    condition = "A field in `server.toml` [has no effect](../server-toml.md#fields-without-effect) in this server."
    advice = "Remove the field, or ignore this message. docs/server-toml.md lists all such fields."


@register
class EntryOfAnotherFile(Diagnostic):
    """The file differs from the one recorded in server.toml."""

    code, severity = "config", "info"
    condition = "The file differs from the one that is recorded in its entry in `server.toml`."
    advice = "If you rebuilt the file, do nothing. Otherwise find out who replaced it."


@register
class FileGone(Diagnostic):
    """server.toml has an entry for a plugin file that is not in plugins/."""

    code, severity = "file-gone", "warning"
    condition = "The plugin has an entry, but the folder does not contain its file."
    advice = "Put the file back into plugins/, or remove its entry from server.toml."


@register
class FileRewritten(Diagnostic):
    """The file changed on disk while the server ran its plugin."""

    code, severity = "file-changed", "info"
    condition = "The file changed while its plugin was loaded."
    advice = "Restart the server to load the new file."


@register
class ExceptionLeft(Diagnostic):
    """An exception left a hook, an event or an entry point."""

    code, severity = "exception", "error"
    condition = "An exception left a callback. The call counts as failed."
    advice = "Catch every exception inside the callback. The server treats the call as unanswered."


@register
class KeptData(Diagnostic):
    """The server cannot read or write the data that the plugin keeps between starts."""

    code, severity = "data", "error"
    condition = "The server cannot read or write the data that the plugin keeps between starts."
    advice = "Check data/plugins/ in the workspace. Until then the plugin starts with an empty data object."


@register
class Slow(Diagnostic):
    """A callback took longer than its budget."""

    code, severity = "slow", "warning"
    condition = "A callback took longer than its budget."
    advice = "Return from callbacks quickly, and do long work on a thread of the plugin."


@register
class ChangeIgnored(Diagnostic):
    """The return code RET_OK_CHANGE and the changes in the diff record contradict each other."""

    code, severity = "change", "warning"
    condition = (
        "A hook returned `RET_OK_CHANGE` but changed nothing, or it changed a field but returned another code. Also "
        "reported when a hook changes a read-only field, or sets a non-finite number, an invalid enumeration value or "
        "a text that is too long."
    )
    advice = "Return RET_OK_CHANGE if and only if the callback changed a field of the diff record."


@register
class BadText(Diagnostic):
    """The plugin passed text that is not UTF-8. The server replaced the invalid bytes by U+FFFD."""

    code, severity = "text", "warning"
    condition = (
        "The plugin passed text that is not UTF-8. The message names the callback, the argument and the first invalid "
        "byte. Each argument is reported once. The server replaced the invalid bytes by U+FFFD."
    )
    advice = "Convert text to UTF-8 before you pass it to the server."


@register
class RefusedText(Diagnostic):
    """The server refused a call because it cannot store a text that the plugin passed."""

    code, severity = "text", "error"
    condition = (
        "The server refused a call because a text contains a zero byte or is too long. The message names the call and "
        "the field."
    )
    advice = "Shorten the text, and remove zero bytes from it."


@register
class DoubtfulReturnCode(Diagnostic):
    """A hook returned an unknown or ambiguous code."""

    code, severity = "return-code", "warning"
    condition = "A hook returned an unknown or ambiguous code."
    advice = "Return RET_OK, RET_OK_CHANGE, or the code of a refusal."


@register
class DatabaseFault(Diagnostic):
    """The server cannot write the databases or the journal."""

    code, severity = "storage", "error"
    condition = (
        "The server could not write the database, or another program moved, deleted, replaced or overwrote its file. "
        "In the second case the server ends."
    )
    advice = "Free space on the disk of the workspace, or make its data/ folder writable."


class DatabaseLost(DatabaseFault):
    """Another program moved, deleted, replaced or overwrote the database file of the running server."""

    advice = (
        "Move the workspace back, or restore its data/ folder from a backup, and start the server again. "
        "Stop the server before you move, replace or delete files of its workspace."
    )

    @classmethod
    def is_in(cls, event: DiagnosticFound) -> bool:
        """Whether the event reports this. The other diagnostics with its code have another advice."""
        return (event.code, event.advice) == (cls.code, cls.advice)


@register
class StillRunning(Diagnostic):
    """The server could not stop the plugin, because a thread is still inside it."""

    code, severity = "still-running", "error"
    condition = "The server tried to stop the plugin while one of its callbacks was running."
    advice = "End the operation that the callback waits for. The server does not destroy a running plugin."


@register
class Hanging(Diagnostic):
    """A callback did not return within the hang limit, or still ran when the server tried to stop the plugin."""

    code, severity = "hang", "error"
    condition = (
        "A callback did not return within the [hang limit](../server-toml.md), or was still running when the server "
        "tried to stop the plugin. The message gives the stack."
    )
    advice = (
        "End the operation that the callback waits for. Attach a debugger to the process to see where it is waiting."
    )


@register
class HangOver(Diagnostic):
    """A call that exceeded the hang limit has returned."""

    code, severity = "hang", "info"
    condition = "A callback that exceeded the hang limit has returned."
    advice = "No action is needed. The diagnostic before this one shows where the call spent its time."


@register
class ConstWrite(Diagnostic):
    """A plugin wrote to a read-only record. The server continued with the original record."""

    code, severity = "const-write", "error"
    condition = (
        "With [checking](../writing-plugins.md#checking): the plugin wrote to a read-only record. The message names "
        "the record and the field."
    )
    advice = "Change the diff record instead, or call the server. Remove the const_cast."


@register
class Dangling(Diagnostic):
    """The plugin used a record after the callback that received it had returned. A production server has freed it by
    then.
    """

    code, severity = "dangling", "error"
    condition = "With checking: the plugin used a record after the callback that received it had returned."
    advice = "Copy the fields that you need before the call returns. Keep no reference or pointer to a record."


@register
class AfterDestroy(Diagnostic):
    """The plugin used the server interface after DestroyPlugin had returned."""

    code, severity = "after-destroy", "error"
    condition = "The plugin used the server after `DestroyPlugin` had returned. The call returns `RET_ERR_SHUTDOWN`."
    advice = "End every thread before DestroyPlugin returns. The interface does not exist after that."


@register
class BlockedDatabase(Diagnostic):
    """The plugin used a database while maintenance blocked it. The call returned RET_ERR_NOSERVICE."""

    code, severity = "maintenance", "error"
    condition = "The plugin used a database while maintenance blocks it. The call returns `RET_ERR_NOSERVICE`."
    advice = (
        "Read liveupdate_mode with GetCommon, or implement OnCommonUpdate, and do not use the databases while it is 1."
    )


@register
class TradesInAccountHandler(Diagnostic):
    """The plugin used the trade database inside an account hook or event, where the platform deadlocks."""

    code, severity = "account-handler", "error"
    condition = (
        "The plugin called a trade or balance method from an account hook or event. The platform deadlocks there; the "
        "workbench executes the call."
    )
    advice = "Queue the work and run it on a plugin thread after the callback has returned."


@register
class DestroyFailed(Diagnostic):
    """DestroyPlugin failed. Resources that it had not yet released may remain."""

    code, severity = "destroy", "error"
    condition = "`DestroyPlugin` threw an exception."
    advice = "Catch every exception inside DestroyPlugin. The journal may hold messages that the plugin wrote before."


@register
class FilesLeft(Diagnostic):
    """Descriptors that the plugin opened are still open after DestroyPlugin."""

    code, severity = "files-left", "warning"
    condition = (
        "File descriptors that the plugin opened are still open after `DestroyPlugin`. The message lists the files, "
        "pipes and sockets."
    )
    advice = "Close every file, pipe and socket in DestroyPlugin. An object that owns a descriptor closes it by itself."


@register
class StillMapped(Diagnostic):
    """The library is still mapped after dlclose. Its code and variables exist until the process ends."""

    code, severity = "still-mapped", "warning"
    condition = (
        "The library is still in memory after `dlclose`. The message gives the reason, for example unique symbols, "
        "a running thread, thread-local objects, or another library that still uses it."
    )
    advice = "Remove the named reason. Until then, restart the server to load a rebuilt file."


@register
class ThreadsLeft(Diagnostic):
    """Threads of the plugin still run after DestroyPlugin."""

    code, severity = "threads-left", "warning"
    condition = (
        "Threads of the plugin still run after `DestroyPlugin`. Threads of libraries that a Python plugin imports do "
        "not count."
    )
    advice = "Stop and join every thread in DestroyPlugin. The server cannot unmap code that a thread runs."


@register
class WaitsForDebugger(Diagnostic):
    """The server waits for a debugger before it loads the plugins."""

    code, severity = "debugger", "info"
    condition = (
        "The server waits for a debugger before it loads plugins. The message gives the command that attaches one."
    )
    advice = "Run the command in a terminal and let the process continue. To stop waiting, stop the server."


@register
class MemoryLeft(Diagnostic):
    """Memory that the plugin allocated is still allocated after DestroyPlugin."""

    code, severity = "memory-left", "warning"
    condition = (
        "After `DestroyPlugin`, at least 1 KB that the plugin allocated was still in use. The message gives the number "
        "of bytes and blocks, and names the callbacks that allocated them."
    )
    advice = "Free the memory of the named callbacks in DestroyPlugin. Valgrind or ASan show the lines."


@register
class FilesPolled(Diagnostic):
    """The system has no free inotify instance or watch, so the server scans plugins/ once a second."""

    code, severity = "watching", "warning"
    condition = (
        "The system has no inotify instance or watch left. The server checks plugins/ once a second, so it detects a "
        "change a little later."
    )
    advice = (
        "Raise the limits with sysctl fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=524288, or close "
        "programs that watch many files."
    )

    @classmethod
    def because(cls, why: str) -> DiagnosticFound:
        """Returns the diagnostic as an event. `why` is the system's error message."""
        return cls(f"{why}: the server scans plugins/ once a second").event("")


@register
class RestartWaits(Diagnostic):
    """A restart is due, but the current server.toml prevents it."""

    code, severity = "restart-waits", "warning"
    condition = (
        "The server cannot restart, because server.toml is invalid. The message gives the reason and what happens in "
        "the meantime ([more](../faults.md#a-servertoml-that-cannot-be-used))."
    )
    advice = "Correct server.toml."


@register
class GivenUp(Diagnostic):
    """The server ended repeatedly and no plugin is the cause, so the workbench does not restart it."""

    code, severity = "restart", "error"
    condition = (
        "The server ended more than three times within a minute, and no plugin was identified as the cause. The "
        "workbench does not start it again automatically."
    )
    advice = "See Faults for the cause. Fix it, and start the server."

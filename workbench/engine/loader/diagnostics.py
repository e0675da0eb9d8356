"""Every diagnostic about a plugin: its code, how grave it is, what to do about it. One class for each code."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, TypeVar, get_args

from workbench.engine.messages import DiagnosticFound, Severity
from workbench.engine.plain_text import printable, printable_lines

OF_WRONG_LAYOUT = ("exception", "change", "return-code", "const-write", "dangling")
"""Diagnostics that a plugin causes which reads records by another layout than they have."""
SEVERITIES: tuple[str, ...] = get_args(Severity)
OF_KIT = "Rebuild with the kit of 2026-04-16, or port to 151, whose headers `workbench sdk --include-dir` prints."
"""Advice for a file that was built with a development kit."""
REGISTRY: list[type[Diagnostic]] = []


@dataclass(frozen=True)
class Diagnostic:
    """A diagnostic. A subclass gives `code`, `severity` and `advice`; its docstring explains what it means.

    `text` says what was found; `thread` and `stack` where, as in `DiagnosticFound`.
    """

    text: str
    thread: str = ""
    stack: tuple[str, ...] = ()
    code: ClassVar[str] = ""
    severity: ClassVar[Severity]
    advice: ClassVar[str] = ""

    @classmethod
    def explanation(cls) -> str:
        """What a diagnostic of this kind means, one line."""
        return " ".join((cls.__doc__ or "").partition("\n\n")[0].split())

    def event(self, plugin: str) -> DiagnosticFound:
        """The diagnostic as an event about `plugin`."""
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
    """The plugin stays out; the diagnostic says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.text)
        self.diagnostic = diagnostic


D = TypeVar("D", bound=type[Diagnostic])


def register(class_: D) -> D:
    """Adds a class of diagnostics. A code may have one class for each severity."""
    if find(class_.code, class_.severity) is not None or class_.severity not in SEVERITIES:
        raise ValueError(f"{class_.__name__}: {class_.code!r} is taken or severity {class_.severity!r} unknown")
    REGISTRY.append(class_)
    return class_


def find(code: str, severity: str) -> type[Diagnostic] | None:
    """The class of diagnostics with this code and severity, None when there is none."""
    return next((class_ for class_ in REGISTRY if (class_.code, class_.severity) == (code, severity)), None)


def layout_cause(doubt: str) -> str:
    """A sentence on the cause of what a plugin does whose file does not prove its layout; `doubt` says why."""
    return f"A wrong layout is a likely cause: {doubt}."


def from_notice(
    severity: Severity, code: str, text: str, plugin: str, nanos: int, *, layout_doubt: str = ""
) -> DiagnosticFound:
    """A diagnostic of the core, with the explanation and advice that belong to its code. `layout_doubt`: why the plugin
    may have another layout than the one it is loaded with.
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
    """Code, severity and advice of every kind of diagnostic, in order of definition."""
    for class_ in REGISTRY:
        yield class_.code, class_.severity, class_.advice


@register
class Unreadable(Diagnostic):
    """The file or folder cannot be read, or is no regular file."""

    code, severity = "file", "refused"
    advice = "Put a regular, readable .so or .py file into plugins/."


@register
class LinkOutside(Diagnostic):
    """A symbolic link leads out of plugins/."""

    code, severity = "link", "warning"
    advice = "Copy the file into plugins/, so that the workspace can be moved as a whole."


@register
class WritableByOthers(Diagnostic):
    """Anybody on this machine can put other code in the plugin's place, and the server would run it."""

    code, severity = "writable", "warning"
    advice = "Take the right to write from others: chmod o-w, for the file and its folder."


@register
class MachineMismatch(Diagnostic):
    """No ELF file at all, an incomplete one, or one for another machine."""

    code, severity = "machine", "refused"
    advice = "Build a 64-bit x86-64 shared library, and copy it completely before the server starts."


@register
class EntryPointMissing(Diagnostic):
    """CreatePlugin or DestroyPlugin is not exported."""

    code, severity = "entry-point", "refused"
    advice = 'Export it with extern "C" and default visibility; with CMake use workbench_add_plugin().'


@register
class OtherModule(Diagnostic):
    """A module of the platform of another kind: a report, a payment provider or a feeder."""

    code, severity = "module-kind", "refused"
    advice = "Move it out of plugins/: this server loads plugins, which export CreatePlugin and DestroyPlugin."


@register
class AboutMissing(Diagnostic):
    """AboutPlugin is not exported."""

    code, severity = "entry-point", "warning"
    advice = "Export AboutPlugin, so that name, version and description are known before the plugin is created."


@register
class ApiVersionMismatch(Diagnostic):
    """Plugin API or server API number differs from the server's."""

    code, severity = "api-version", "refused"
    advice = "Build against the headers that `workbench sdk --include-dir` prints."


class KitMismatch(ApiVersionMismatch):
    """The same of a file that was built with a development kit."""

    advice = OF_KIT


@register
class LayoutUnknown(Diagnostic):
    """Nothing in the file tells which public headers it was built with."""

    code, severity = "layout", "refused"
    advice = (
        f"{OF_KIT} Build it with -g, which proves the kit; a layout in server.toml holds for the kit of its date only."
    )


@register
class LayoutAssumed(Diagnostic):
    """The file does not prove the layout that the plugin is loaded with: a wrong one falsifies what it reads."""

    code, severity = "layout-assumed", "info"
    advice = OF_KIT


@register
class AbiMismatch(Diagnostic):
    """Its classes or strings have another form than the server's; a call would end in the wrong place."""

    code, severity = "abi", "refused"
    advice = (
        "Build with the headers that `workbench sdk --include-dir` prints, and without -fno-rtti and "
        "-D_GLIBCXX_USE_CXX11_ABI=0."
    )


@register
class Unresolved(Diagnostic):
    """A library or symbol that the plugin needs is not there."""

    code, severity = "unresolved", "refused"
    advice = "Link the missing library, install it, or put its folder into the plugin's RUNPATH ($ORIGIN is plugins/)."


@register
class SanitizerMissing(Diagnostic):
    """Built with a sanitizer whose runtime must come first in the process, and this process has none."""

    code, severity = "sanitizer", "refused"
    advice = (
        "Install the runtime of the compiler that built it (libasan, libtsan; of clang libclang-rt-dev beside clang "
        "itself; for ThreadSanitizer build with g++) and run the server in a process of its own, which starts with it; "
        "where a sanitizer runs already for another plugin, disable one of the two."
    )


@register
class SanitizerReport(Diagnostic):
    """A sanitizer that the plugin was built with has found a mistake in it."""

    code, severity = "sanitizer", "error"
    advice = "Correct the line named: the sanitizer has seen it happen, it is no guess."


@register
class ImportFailed(Diagnostic):
    """A Python plugin's module cannot be executed, or has no plugin class."""

    code, severity = "import", "refused"
    advice = (
        "Correct the line named. The module needs one class deriving from workbench.sdk.PluginInterface. A module that "
        "it imports must be installed, or lie in a folder of PYTHONPATH."
    )


@register
class ModuleMissing(Diagnostic):
    """The plugin imports a module that the server does not find."""

    code, severity = "import", "warning"
    advice = "Install the module for the workbench's Python, or name its folder in PYTHONPATH; plugins/ is none."


@register
class CallbackNeverCalled(Diagnostic):
    """A method has a name like a callback, but the server never calls it."""

    code, severity = "callback", "warning"
    advice = "Correct the name, or derive the class from the interface that declares the callback."


@register
class CallbackNeverWorks(Diagnostic):
    """A callback cannot be called as the server calls it."""

    code, severity = "callback", "error"
    advice = "Write a plain method with the parameters that the interface declares."


@register
class CreateFailed(Diagnostic):
    """CreatePlugin, or another entry point, failed or returned nothing."""

    code, severity = "create", "refused"
    advice = "CreatePlugin must return the plugin; look at the journal for what it said before."


@register
class TooManyThreads(Diagnostic):
    """More than 50 threads were added while the plugin was loaded."""

    code, severity = "threads", "warning"
    advice = "Use fewer threads: the server shares the machine with every other plugin."


@register
class DebugModule(Diagnostic):
    """The plugin contains debug information."""

    code, severity = "debug-module", "info"
    advice = "Fine while developing; deliver a release build."


@register
class SignatureReported(Diagnostic):
    """Whether and by whom the file is signed."""

    code, severity = "signature", "info"
    advice = "Sign a plugin before delivering it: `workbench sign`."


@register
class SignatureBad(Diagnostic):
    """The file has a signature that is broken, or whose signer is not trusted."""

    code, severity = "signature", "error"
    advice = "Sign the file again, or put the certificate of whoever issues the signer's into trust/ of the workspace."


@register
class SignatureRequired(Diagnostic):
    """The server takes only plugins with a good signature: `[server] require_signature`."""

    code, severity = "signature", "refused"
    advice = "Sign the file with a trusted certificate, or set require_signature = false."


@register
class ManagedRuntime(Diagnostic):
    """The plugin brings a Java or .NET runtime."""

    code, severity = "managed-runtime", "warning"
    advice = "Avoid Java and .NET in plugins: they raise the server's load."


@register
class HandlerReplaced(Diagnostic):
    """What the process calls in need (terminate, unexpected, new-handler, a signal's handler) is the plugin's now."""

    code, severity = "handler", "warning"
    advice = (
        "It is recommended to remove handler replacements in the plugin, "
        "as this negatively affects the server self-testing system."
    )


@register
class ProcessStateChanged(Diagnostic):
    """The plugin changed something that the whole process shares: the server and every other plugin live with it."""

    code, severity = "process-state", "warning"
    advice = "Leave the state of the process alone, or put it back before the entry point or callback returns."


@register
class DescriptorsKept(Diagnostic):
    """The plugin tried to close files and connections of the server. Without them the server would stand still."""

    code, severity = "server-descriptors", "error"
    advice = "Close only descriptors that the plugin opened itself; to start a program, use posix_spawn() instead."


@register
class ForkedChildStopped(Diagnostic):
    """A process that the plugin forked ran on as a second server. The server stopped that process."""

    code, severity = "forked-child", "error"
    advice = "End the child with _exit() or exec() before the callback returns, or start programs with posix_spawn()."


@register
class FilesOpened(Diagnostic):
    """Descriptors that are open since the plugin was loaded."""

    code, severity = "files", "info"
    advice = "Close them in DestroyPlugin."


@register
class UniqueSymbols(Diagnostic):
    """Symbols that are one for the whole process, so that the file can never be unloaded."""

    code, severity = "unique-symbols", "info"
    advice = "Compile with -fno-gnu-unique or -fvisibility=hidden; until then only a restart loads a rebuilt file."


@register
class SharedVariables(Diagnostic):
    """Two files define the same symbol, and the process uses one of them for both: one plugin changes the other's."""

    code, severity = "shared-symbols", "warning"
    advice = (
        "Compile the plugins with -fno-gnu-unique and -fvisibility=hidden, as workbench_add_plugin does, or put the "
        "variable into an unnamed namespace."
    )


@register
class MixedVariables(Diagnostic):
    """Two files define a symbol of the same name in different ways, and the process uses one of them for both."""

    code, severity = "shared-symbols", "error"
    advice = (
        "Rename the variable or put it into an unnamed namespace; compile the plugins with -fno-gnu-unique and "
        "-fvisibility=hidden, as workbench_add_plugin does."
    )


@register
class OtherLibrary(Diagnostic):
    """The plugin gets another library than its own, because a plugin before it has loaded one of the same name."""

    code, severity = "shared-library", "error"
    advice = "Give the libraries different names (file name and SONAME), or link them statically."


@register
class OwnAllocator(Diagnostic):
    """The plugin replaces operator new or delete in its own code; the server and the C++ library keep theirs."""

    code, severity = "allocator", "warning"
    advice = (
        "Remove them or make them members of your own classes: texts and lists that cross the border to the server are "
        "freed by the other side."
    )


@register
class Duplicate(Diagnostic):
    """Another plugin has the same name or the same content."""

    code, severity = "duplicate", "refused"
    advice = "Remove one of the two files, or give its plugin a name of its own."


@register
class ConfigurationDiffers(Diagnostic):
    """The plugin and its entry in server.toml disagree, or server.toml cannot be written."""

    code, severity = "config", "warning"
    advice = "Correct the plugin's entry in server.toml."


@register
class FieldWithoutEffect(Diagnostic):
    """server.toml sets a field that this server keeps and hands to plugins, but does not go by."""

    code, severity = "no-effect", "info"
    advice = "Expect no behaviour from it; docs/server-toml.md lists all such fields."


@register
class EntryOfAnotherFile(Diagnostic):
    """The file is another one than the one that its entry in server.toml was written for."""

    code, severity = "config", "info"
    advice = "Nothing, if you have built it anew; otherwise find out who replaced the file."


@register
class FileGone(Diagnostic):
    """Configured, but not in plugins/."""

    code, severity = "file-gone", "warning"
    advice = "Put the file back into plugins/ or remove its entry from server.toml."


@register
class FileRewritten(Diagnostic):
    """The file changed while its plugin was loaded."""

    code, severity = "file-changed", "info"
    advice = "Restart the server to load the new file."


@register
class ExceptionLeft(Diagnostic):
    """An exception left a hook, an event or an entry point."""

    code, severity = "exception", "error"
    advice = "Catch every exception inside the callback; the server treated the call as not answered."


@register
class KeptData(Diagnostic):
    """What the plugin keeps between starts cannot be read or written."""

    code, severity = "data", "error"
    advice = "Look into data/plugins/ of the workspace; until then the plugin starts with an empty data object."


@register
class Slow(Diagnostic):
    """A callback took longer than its budget."""

    code, severity = "slow", "warning"
    advice = "Return from callbacks quickly and do long work on a thread of your own."


@register
class ChangeIgnored(Diagnostic):
    """RET_OK_CHANGE and the diff record do not fit together."""

    code, severity = "change", "warning"
    advice = "Return RET_OK_CHANGE exactly when a field of the diff record differs from what it was filled with."


@register
class BadText(Diagnostic):
    """The plugin handed over text that is not UTF-8; the server replaced the invalid bytes by U+FFFD."""

    code, severity = "text", "warning"
    advice = "Convert text to UTF-8 before you hand it to the server."


@register
class RefusedText(Diagnostic):
    """The plugin handed over a text that the server does not keep, so the call was refused."""

    code, severity = "text", "error"
    advice = "Shorten the text, and leave zero bytes out."


@register
class DoubtfulReturnCode(Diagnostic):
    """A hook returned an unknown or ambiguous code."""

    code, severity = "return-code", "warning"
    advice = "Return RET_OK, RET_OK_CHANGE, or the code with which to refuse."


@register
class DatabaseFault(Diagnostic):
    """The databases or the journal cannot be written."""

    code, severity = "storage", "error"
    advice = "Free space on the disk that holds the workspace, or make its data/ folder writable."


@register
class StillRunning(Diagnostic):
    """The plugin could not be stopped because a thread is still inside it."""

    code, severity = "still-running", "error"
    advice = "End what the callback waits for; the server does not destroy a plugin that is running."


@register
class Hanging(Diagnostic):
    """A callback has not come back within the hang limit, or when the plugin was to be stopped."""

    code, severity = "hang", "error"
    advice = "End what the callback waits for; attach a debugger to the process to see where it is."


@register
class HangOver(Diagnostic):
    """What had not come back within the hang limit did so later."""

    code, severity = "hang", "info"
    advice = "Nothing to do now; the diagnostic before it says where the time went."


@register
class ConstWrite(Diagnostic):
    """A plugin wrote to a record that it may only read; the server went on with the record as it was."""

    code, severity = "const-write", "error"
    advice = "Change the diff record instead, or call the server; remove the const_cast."


@register
class Dangling(Diagnostic):
    """A record was used after the call that it was handed over for; on a real server its memory is gone by then."""

    code, severity = "dangling", "error"
    advice = "Copy what is needed from a record before the call returns; keep no reference or pointer to it."


@register
class AfterDestroy(Diagnostic):
    """The server interface was used after DestroyPlugin had returned."""

    code, severity = "after-destroy", "error"
    advice = "End every thread in DestroyPlugin before it returns; the interface is gone after it."


@register
class BlockedDatabase(Diagnostic):
    """A database was asked for while maintenance blocks them; the call answered RET_ERR_NOSERVICE."""

    code, severity = "maintenance", "error"
    advice = (
        "Ask GetCommon for liveupdate_mode, or listen to OnCommonUpdate, and leave the databases alone while it is 1."
    )


@register
class TradesInAccountHandler(Diagnostic):
    """The trade database was used inside an account hook or event, where the platform deadlocks."""

    code, severity = "account-handler", "error"
    advice = "Remember what is to be done and do it on a thread of your own, after the callback has returned."


@register
class DestroyFailed(Diagnostic):
    """DestroyPlugin did not end as it should; what it was about to release may be left."""

    code, severity = "destroy", "error"
    advice = "Catch every exception inside DestroyPlugin; look at the journal for what it said before."


@register
class FilesLeft(Diagnostic):
    """Descriptors that the plugin opened are still open after DestroyPlugin."""

    code, severity = "files-left", "warning"
    advice = "Close every file, pipe and socket in DestroyPlugin; an object that owns it does so by itself."


@register
class StillMapped(Diagnostic):
    """The library is still in memory after it was given back: its code and variables live until the process ends."""

    code, severity = "still-mapped", "warning"
    advice = "Remove the reason named; until then only a restart of the server loads a rebuilt file."


@register
class ThreadsLeft(Diagnostic):
    """Threads of the plugin still run after DestroyPlugin."""

    code, severity = "threads-left", "warning"
    advice = "Stop and join every thread in DestroyPlugin; its code cannot be unmapped under a running thread."


@register
class WaitsForDebugger(Diagnostic):
    """The server was started to be debugged: it loads its plugins once a debugger is attached."""

    code, severity = "debugger", "info"
    advice = "Run the command in a terminal and let the process continue; stopping the server ends the waiting."


@register
class MemoryLeft(Diagnostic):
    """Memory that the plugin took is not given back after DestroyPlugin, by it or by anybody else."""

    code, severity = "memory-left", "warning"
    advice = "Free in DestroyPlugin what was taken in the callbacks that are named; valgrind or ASan name the lines."


@register
class FilesPolled(Diagnostic):
    """The system has no inotify instance or watch left, so the server looks at plugins/ once a second."""

    code, severity = "watching", "warning"
    advice = (
        "Raise the limits with sysctl fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=524288, or end "
        "programs that watch many files."
    )

    @classmethod
    def because(cls, why: str) -> DiagnosticFound:
        """The diagnostic as an event; `why` is the system's sentence."""
        return cls(f"{why}: plugins/ is looked at once a second").event("")


@register
class RestartWaits(Diagnostic):
    """The server has to start again, but it could not do so with server.toml as it is."""

    code, severity = "restart-waits", "warning"
    advice = "Correct server.toml."


@register
class GivenUp(Diagnostic):
    """The server ended again and again with no faulting plugin, so it is not started once more by itself."""

    code, severity = "restart", "error"
    advice = "Read the faults for what ended it, mend that, and start the server."

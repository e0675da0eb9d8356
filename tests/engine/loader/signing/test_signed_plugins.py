"""A server reports whether its plugins are signed, and refuses unsigned ones when configured."""

from pathlib import Path

from tests.engine.running import Running, Start, pump_until
from tests.support.authority import Identity, openssl_sign, root
from tests.support.workspaces import MakeWorkspace
from workbench.engine.messages import DiagnosticFound, FileChanged
from workbench.engine.plugins.debounced_scan import DebouncedFolder, FileChange

PLUGIN = '''"""Says nothing."""
from workbench.sdk import PluginInterface

class Quiet(PluginInterface):
    def plugin_name(self): return "quiet"
'''


def workspace_with(make_workspace: MakeWorkspace, tmp_path: Path, **server: object) -> tuple[Path, Identity]:
    (tmp_path / "quiet.py").write_text(PLUGIN)
    workspace, trusted = make_workspace([tmp_path / "quiet.py"], server=server), root()
    (workspace / "trust").mkdir()
    (workspace / "trust" / "root.pem").write_bytes(trusted.pem)
    return workspace, trusted


def sign(workspace: Path, signer: Identity) -> None:
    plugin = workspace / "plugins" / "quiet.py"
    openssl_sign(plugin, signer, out=workspace / "quiet.py.p7s").rename(f"{plugin}.p7s")


def signature(running: Running) -> list[tuple[str, str]]:
    return [(one.severity, one.message) for one in running.reported(DiagnosticFound) if one.code == "signature"]


def test_that_the_organisation_is_reported(make_workspace: MakeWorkspace, tmp_path: Path, start: Start) -> None:
    workspace, trusted = workspace_with(make_workspace, tmp_path, require_signature=True)
    sign(workspace, trusted.issue("Acme Ltd"))
    running = start(workspace)
    row = running.rows()["quiet.py"]
    assert (row.state, row.signer) == ("running", "Acme Ltd")
    assert signature(running) == [("info", row.signature)]
    assert row.signature.startswith("signed by Acme Ltd, ")


def test_that_a_bad_signature_does_not_stop_the_plugin(
    make_workspace: MakeWorkspace, tmp_path: Path, start: Start
) -> None:
    workspace, _ = workspace_with(make_workspace, tmp_path)
    sign(workspace, root("Elsewhere").issue("Acme Ltd"))
    running = start(workspace)
    row = running.rows()["quiet.py"]
    assert (row.state, row.signer) == ("running", "")
    assert signature(running) == [("error", row.signature)]


def test_that_a_server_may_require_a_signature(make_workspace: MakeWorkspace, tmp_path: Path, start: Start) -> None:
    workspace, _ = workspace_with(make_workspace, tmp_path, require_signature=True)
    running = start(workspace)
    assert running.rows()["quiet.py"].state == "refused"
    assert signature(running) == [("refused", "not signed")]


def test_that_a_signature_written_later_is_a_change_of_the_plugin(
    make_workspace: MakeWorkspace, tmp_path: Path, start: Start
) -> None:
    workspace, trusted = workspace_with(make_workspace, tmp_path)
    running = start(workspace)
    sign(workspace, trusted.issue("Acme Ltd"))
    pump_until(running, lambda: bool(running.reported(FileChanged)))
    assert running.reported(FileChanged)[0].file == "quiet.py"
    assert running.rows()["quiet.py"].state == "changed on disk"


def test_that_the_same_signature_written_again_is_no_change(tmp_path: Path) -> None:
    plugin, written = tmp_path / "quiet.py", tmp_path / "quiet.py.p7s"
    plugin.write_text(PLUGIN)
    written.write_bytes(b"one")
    settled = DebouncedFolder(tmp_path, settle_nanos=10)
    written.unlink()
    written.write_bytes(b"one")
    settled.poll(0)
    assert settled.poll(10) == []
    written.write_bytes(b"another")
    settled.poll(20)
    assert settled.poll(30) == [FileChange("quiet.py", "changed")]
    written.unlink()
    settled.poll(40)
    assert settled.poll(50) == [FileChange("quiet.py", "changed")]

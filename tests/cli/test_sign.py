"""`workbench sign`: its signatures are valid, and unusable input gives one line and exit code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed448

from tests.support.authority import DAY, NOW, Identity, root
from workbench.cli.main import main
from workbench.engine.loader.signing.signature import Kind, check_signature


@pytest.fixture
def authority(tmp_path: Path) -> Identity:
    trusted = root()
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "root.pem").write_bytes(trusted.pem)
    return trusted


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    file = tmp_path / "guard.so"
    file.write_bytes(os.urandom(5000))
    return file


def sign(*words: str | Path) -> int:
    return main(["sign", *map(str, words)])


@pytest.mark.parametrize("kind", ["ec", "rsa", "ed25519"])
def test_that_a_signed_plugin_is_good(
    plugin: Path, authority: Identity, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    middle = authority.issue("Test Trust", common_name="middle", authority=True)
    key, certificate = middle.issue("Acme Ltd", kind=kind).write(plugin.parent, "acme")
    _, chain = middle.write(plugin.parent, "middle")
    assert sign(plugin, "--key", key, "--cert", certificate, "--chain", chain) == 0
    assert capsys.readouterr() == (f"{plugin}.p7s: signed by Acme Ltd\n", "")
    state = check_signature(plugin, plugin.read_bytes(), plugin.parent / "trust")
    assert (state.kind, state.organisation) == (Kind.GOOD, "Acme Ltd")
    assert not list(plugin.parent.glob(".*"))


def test_that_the_chain_may_be_in_the_certificate_file(plugin: Path, authority: Identity) -> None:
    middle = authority.issue("Test Trust", common_name="middle", authority=True)
    key, certificate = middle.issue("Acme Ltd").write(plugin.parent, "acme")
    certificate.write_bytes(certificate.read_bytes() + middle.pem)
    assert sign(plugin, "--key", key, "--cert", certificate) == 0
    assert check_signature(plugin, plugin.read_bytes(), plugin.parent / "trust").good


def test_that_passwords_come_from_file_or_environment(
    plugin: Path, authority: Identity, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key, certificate = authority.issue("Acme Ltd").write(plugin.parent, "acme", password=b"opensesame")
    (plugin.parent / "password").write_text("opensesame\n")
    out = plugin.parent / "elsewhere.p7s"
    base = (plugin, "--key", key, "--cert", certificate, "--out", out)
    assert sign(*base, "--password-file", plugin.parent / "password") == 0
    out.unlink()
    monkeypatch.setenv("KEY_PASSWORD", "opensesame")
    assert sign(*base, "--password-env", "KEY_PASSWORD") == 0
    out.unlink()
    capsys.readouterr()
    assert sign(*base) == 2
    assert capsys.readouterr().err == (
        f"workbench: {key}: the key is encrypted: pass --password-file or --password-env\n"
    )
    monkeypatch.setenv("KEY_PASSWORD", "wrong")
    assert sign(*base, "--password-env", "KEY_PASSWORD") == 2
    assert capsys.readouterr().err == f"workbench: {key}: wrong password, or not a private key\n"
    assert sign(*base, "--password-env", "NO_SUCH") == 2
    assert "no environment variable NO_SUCH" in capsys.readouterr().err
    assert not out.exists()


def test_that_a_key_of_another_certificate_is_refused(
    plugin: Path, authority: Identity, capsys: pytest.CaptureFixture[str]
) -> None:
    key, _ = authority.issue("Other").write(plugin.parent, "other")
    _, certificate = authority.issue("Acme Ltd").write(plugin.parent, "acme")
    assert sign(plugin, "--key", key, "--cert", certificate) == 2
    assert capsys.readouterr().err == f"workbench: {key}: does not match the certificate {certificate}\n"
    assert not Path(f"{plugin}.p7s").exists()


def test_that_an_unusable_key_is_reported(
    plugin: Path, authority: Identity, capsys: pytest.CaptureFixture[str]
) -> None:
    key, certificate = authority.issue("Acme Ltd", key=ed448.Ed448PrivateKey.generate()).write(plugin.parent, "acme")
    assert sign(plugin, "--key", key, "--cert", certificate) == 2
    assert capsys.readouterr().err == (
        f"workbench: {key}: not an RSA, elliptic curve or Ed25519 key. Signatures need one of these\n"
    )


def test_that_warnings_are_reported_and_the_file_is_signed(
    plugin: Path, authority: Identity, capsys: pytest.CaptureFixture[str]
) -> None:
    signer = authority.issue("Acme Ltd", ends=NOW - DAY / 2, purpose=None)
    key, certificate = signer.write(plugin.parent, "acme")
    assert sign(plugin, "--key", key, "--cert", certificate) == 0
    reported = capsys.readouterr().err.splitlines()
    assert reported[0].startswith(f"workbench: {certificate}: the certificate expired on ")
    assert reported[1].startswith(f"workbench: {certificate}: the certificate is not for signing code")


@pytest.mark.parametrize("missing", ["plugin", "key", "cert", "out"])
def test_that_an_unreadable_or_unwritable_file_is_one_line(
    plugin: Path, authority: Identity, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    key, certificate = authority.issue("Acme Ltd").write(plugin.parent, "acme")
    nowhere = plugin.parent / "no" / "such.so"
    files = {"plugin": plugin, "key": key, "cert": certificate, "out": Path(f"{plugin}.p7s")} | {missing: nowhere}
    words = ("--key", files["key"], "--cert", files["cert"], "--out", files["out"])
    assert sign(files["plugin"], *words) == 2
    reported = capsys.readouterr().err
    assert reported.count("\n") == 1
    assert reported.startswith(f"workbench: {nowhere}: ")
    assert "No such file or directory" in reported


@pytest.mark.parametrize("wrong", ["key", "cert"])
def test_that_a_file_of_another_kind_is_one_line(
    plugin: Path, authority: Identity, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    key, certificate = authority.issue("Acme Ltd").write(plugin.parent, "acme")
    {"key": key, "cert": certificate}[wrong].write_bytes(b"-----BEGIN SOMETHING-----\nAAAA\n")
    assert sign(plugin, "--key", key, "--cert", certificate) == 2
    reported = capsys.readouterr().err
    assert reported.count("\n") == 1
    assert "in PEM or DER form" in reported


def test_that_the_engine_does_not_import_signature_libraries() -> None:
    heavy = ("asn1crypto", "cryptography", "pyhanko_certvalidator")
    code = f"import sys, workbench.engine.server.server; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_that_the_page_has_a_certificate_for_trying_it_out(tmp_path: Path, plugin: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "signing.md").read_text("utf-8")
    commands = text.rpartition("```sh\n")[2].partition("```")[0]
    subprocess.run(["sh", "-e", "-c", commands], cwd=tmp_path, check=True, capture_output=True)
    assert sign(plugin, "--key", tmp_path / "acme.key", "--cert", tmp_path / "acme.pem") == 0
    state = check_signature(plugin, plugin.read_bytes(), tmp_path / "trust")
    assert state.sentence.startswith("signed by Acme Ltd, issued by Acme code signing, valid until ")

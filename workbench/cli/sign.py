"""`workbench sign`: writes the detached signature of a plugin beside the plugin."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from workbench.cli.exit_codes import DONE, UsageError
from workbench.cli.output import write_out
from workbench.engine.files.regular_file import FileProblem
from workbench.engine.loader.scan import read_candidate
from workbench.engine.loader.signing import creation
from workbench.engine.loader.signing.signature import signature_path
from workbench.engine.plain_text import shortened

T = TypeVar("T")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("plugin", type=Path, metavar="PLUGIN", help="plugin file (.so or .py)")
    parser.add_argument(
        "--key", type=Path, required=True, help="the signer's private key (RSA, elliptic curve or Ed25519)"
    )
    parser.add_argument(
        "--cert", type=Path, required=True, help="the signer's certificate, optionally followed by its chain"
    )
    parser.add_argument(
        "--chain", type=Path, help="intermediate certificates between the signer and a trusted certificate"
    )
    password = parser.add_mutually_exclusive_group()
    password.add_argument("--password-file", type=Path, help="file with the key's password in its first line")
    password.add_argument("--password-env", metavar="NAME", help="environment variable with the key's password")
    parser.add_argument("--out", type=Path, metavar="FILE", help="signature file (default: PLUGIN.p7s)")


def run(arguments: argparse.Namespace) -> int:
    """Signs the plugin. Prints reasons why the signature would not be valid to standard error."""
    try:
        data = read_candidate(arguments.plugin).data
    except FileProblem as problem:
        raise UsageError(f"{_named(arguments.plugin)}: {problem}") from problem
    password = _password(arguments)
    key = _read(arguments.key, lambda content: creation.read_key(content, password))
    certificate, *chain = _read(arguments.cert, creation.read_certificates)
    if arguments.chain is not None:
        chain += _read(arguments.chain, creation.read_certificates)
    if not creation.fits(key, certificate):
        raise UsageError(f"{_named(arguments.key)}: does not match the certificate {_named(arguments.cert)}")
    for doubt in creation.doubts(certificate):
        print(f"workbench: {_named(arguments.cert)}: {doubt}", file=sys.stderr)
    out: Path = arguments.out or signature_path(arguments.plugin)
    _write(out, creation.sign(data, key, certificate, chain))
    write_out(f"{_named(out)}: signed by {shortened(creation.organisation(certificate))}\n")
    return DONE


def _password(arguments: argparse.Namespace) -> bytes | None:
    if arguments.password_file is not None:
        lines: list[bytes] = _read(arguments.password_file, bytes.splitlines)
        return lines[0] if lines else b""
    if arguments.password_env is None:
        return None
    password = os.environb.get(os.fsencode(arguments.password_env))
    if password is None:
        raise UsageError(f"--password-env: no environment variable {shortened(arguments.password_env)}")
    return password


def _read(path: Path, read: Callable[[bytes], T]) -> T:
    try:
        return read(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{_named(path)}: {error.strerror}") from error
    except creation.SigningProblem as problem:
        raise UsageError(f"{_named(path)}: {problem}") from problem


def _write(path: Path, data: bytes) -> None:
    """Writes the file atomically, because a running server watches the folder."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UsageError(f"{_named(path)}: {error.strerror}") from error


def _named(path: Path) -> str:
    return shortened(str(path), most=4096)

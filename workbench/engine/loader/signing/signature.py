"""The state of a plugin's detached signature (`plugin.so.p7s`): the signer, and the problem if it is not good."""

from __future__ import annotations

import errno
import hashlib
import importlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from workbench.engine.files.regular_file import FileProblem, read_regular

SUFFIX = ".p7s"
MAX_BYTES = 1024 * 1024
"""Limit of the size. A signature with its certificates has a few kilobytes."""
_CHECK = "workbench.engine.loader.signing.verification"
TRUST_FOLDER = "trust"
"""Folder in the workspace with trusted certificates and revocation lists."""


class Kind(StrEnum):
    """Result of the check of a signature."""

    NONE = "none"
    GOOD = "good"
    WRONG_FILE = "wrong file"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    SELF_SIGNED = "self-signed"
    UNKNOWN_ISSUER = "unknown issuer"
    REVOKED = "revoked"
    NO_KEY_USAGE = "no key usage"
    WEAK = "weak"
    TRUST_FOLDER = "trust folder"
    """The workspace's trust folder is unusable. A broken revocation list must not make a signature good."""


@dataclass(frozen=True, kw_only=True)
class SignatureState:
    """Result of the check. Without a certificate, times are None and names are empty."""

    kind: Kind
    sentence: str
    organisation: str = ""
    """O of the signer's certificate, or its CN. Only claimed, unless `kind` is good."""
    issuer: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    digest: str = ""
    """Digest algorithm of the signature, such as `sha256`."""

    @property
    def good(self) -> bool:
        """Returns whether a trusted signer signed exactly this file."""
        return self.kind is Kind.GOOD

    @property
    def bad(self) -> bool:
        """Returns whether there is a signature and it is not good."""
        return self.kind not in (Kind.GOOD, Kind.NONE)


@dataclass(frozen=True)
class SignatureRules:
    """`trust` is the folder of trusted certificates. `required` refuses every plugin without a good signature."""

    trust: Path
    required: bool


class SignatureProblem(Exception):
    """A signature that is not good. The text gives the reason for the user."""

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def signature_path(plugin: Path) -> Path:
    """Returns the path of a plugin file's signature, beside it."""
    return plugin.with_name(plugin.name + SUFFIX)


def prepare(plugin: Path) -> None:
    """Imports the libraries of the check if there is a signature, before a process forks for the check."""
    if os.path.exists(signature_path(plugin)):
        importlib.import_module(_CHECK)


def check_signature(plugin: Path, data: bytes, trust: Path, *, now: datetime | None = None) -> SignatureState:
    """Checks the signature beside `plugin` over `data`, the plugin's content. Never raises, never uses the network.

    The check uses the time `now` (UTC), also for the validity of certificates, because the time in a signature is a
    claim of the signer.
    """
    try:
        signature = read_signature(plugin)
        if signature is None:
            return SignatureState(kind=Kind.NONE, sentence="not signed")
        # These libraries take a tenth of a second to import, so only a check with a signature imports them.
        checker = importlib.import_module(_CHECK)
    except SignatureProblem as problem:
        return SignatureState(kind=problem.kind, sentence=str(problem))
    state: SignatureState = checker.check(signature, data, trust, now or datetime.now(UTC))
    return state


def read_signature(plugin: Path) -> bytes | None:
    """Returns the signature file's content, without waiting for a device or a pipe. None if there is none."""
    path = signature_path(plugin)
    try:
        return read_regular(path, most=MAX_BYTES, what="a signature")
    except FileNotFoundError:
        if path.is_symlink():
            raise SignatureProblem(Kind.DAMAGED, "the signature file is a broken link") from None
        return None
    except FileProblem as problem:
        if isinstance(problem.__cause__, OSError) and problem.__cause__.errno == errno.ENAMETOOLONG:
            # The plugin's own name has the maximum length, so there cannot be a signature file.
            return None
        raise SignatureProblem(Kind.DAMAGED, f"the signature file: {problem}") from problem


def signature_digest(plugin: Path) -> str:
    """Returns a hash of the signature's content. Empty if there is none or it is unreadable."""
    try:
        return hashlib.sha256(data).hexdigest() if (data := read_signature(plugin)) is not None else ""
    except SignatureProblem:
        return ""

"""Whether a plugin's detached signature (`plugin.so.p7s`) is good, whose it is, and if not, what is wrong with it."""

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
"""A signature with its certificates has a few kilobytes."""
_CHECK = "workbench.engine.loader.signing.verification"
TRUST_FOLDER = "trust"
"""In the workspace: certificates that are trusted, and revocation lists."""


class Kind(StrEnum):
    """What checking a signature came to."""

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
    """The workspace's trust folder cannot be gone by: a broken revocation list must not make a signature good."""


@dataclass(frozen=True, kw_only=True)
class SignatureState:
    """What was found. Times are None, and names empty, where there is no certificate to take them from."""

    kind: Kind
    sentence: str
    organisation: str = ""
    """O of the signer's certificate, its CN when it has none. Claimed only, unless `kind` is good."""
    issuer: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    digest: str = ""
    """Digest algorithm of the signature, as `sha256`."""

    @property
    def good(self) -> bool:
        """Whether the file is signed by somebody trusted and is what was signed."""
        return self.kind is Kind.GOOD

    @property
    def bad(self) -> bool:
        """Whether there is a signature and it is not good."""
        return self.kind not in (Kind.GOOD, Kind.NONE)


@dataclass(frozen=True)
class SignatureRules:
    """`trust` is the folder of trusted certificates; `required` refuses whatever has no good signature."""

    trust: Path
    required: bool


class SignatureProblem(Exception):
    """A signature that is not good; the text says why, for a person."""

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(text)
        self.kind = kind


def signature_path(plugin: Path) -> Path:
    """Where the signature of a plugin file lies: beside it."""
    return plugin.with_name(plugin.name + SUFFIX)


def prepare(plugin: Path) -> None:
    """Loads what checking takes, when there is a signature to check: for who checks in a copy of this process."""
    if os.path.exists(signature_path(plugin)):
        importlib.import_module(_CHECK)


def check_signature(plugin: Path, data: bytes, trust: Path, *, now: datetime | None = None) -> SignatureState:
    """Checks the signature beside `plugin` over `data`, what is in the plugin. Never raises, never uses the network.

    Everything is judged as of `now` (UTC), also the validity of certificates: the time that a signature names is a
    claim of the signer.
    """
    try:
        signature = read_signature(plugin)
        if signature is None:
            return SignatureState(kind=Kind.NONE, sentence="not signed")
        # These libraries take a tenth of a second to import: only who has a signature pays for it.
        checker = importlib.import_module(_CHECK)
    except SignatureProblem as problem:
        return SignatureState(kind=problem.kind, sentence=str(problem))
    state: SignatureState = checker.check(signature, data, trust, now or datetime.now(UTC))
    return state


def read_signature(plugin: Path) -> bytes | None:
    """The signature file's content, read without waiting for a device or a pipe; None when there is none."""
    path = signature_path(plugin)
    try:
        return read_regular(path, most=MAX_BYTES, what="a signature")
    except FileNotFoundError:
        if path.is_symlink():
            raise SignatureProblem(Kind.DAMAGED, "the signature file is a link to nothing") from None
        return None
    except FileProblem as problem:
        if isinstance(problem.__cause__, OSError) and problem.__cause__.errno == errno.ENAMETOOLONG:
            # The plugin's own name is that long: there cannot be one.
            return None
        raise SignatureProblem(Kind.DAMAGED, f"the signature file: {problem}") from problem


def signature_digest(plugin: Path) -> str:
    """Hash of the signature's content; empty when there is none or it cannot be read."""
    try:
        return hashlib.sha256(data).hexdigest() if (data := read_signature(plugin)) is not None else ""
    except SignatureProblem:
        return ""

"""Trusted certificates and revocation lists: the workspace's trust folder and the system's certificate store."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import pem, x509
from cryptography.x509 import CertificateRevocationList, load_der_x509_crl

from workbench.engine.files.regular_file import FileProblem, read_regular
from workbench.engine.plain_text import shortened

CERTIFICATE_SUFFIXES = (".pem", ".crt", ".cer", ".der")
LIST_SUFFIX = ".crl"
MAX_BYTES = 16 * 1024 * 1024
SYSTEM_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")


@dataclass(frozen=True)
class RevocationList:
    """A revocation list of a certification authority, and its file name."""

    file: str
    list: CertificateRevocationList


@dataclass(frozen=True)
class TrustStore:
    """Trusted certificates. `problems` lists unreadable files. With a problem, no signature is good."""

    certificates: tuple[x509.Certificate, ...] = ()
    lists: tuple[RevocationList, ...] = ()
    problems: tuple[str, ...] = ()


def read_trust(folder: Path) -> TrustStore:
    """Reads a trust folder. A missing folder is empty."""
    certificates: list[x509.Certificate] = []
    lists: list[RevocationList] = []
    problems: list[str] = []
    try:
        names = sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except FileNotFoundError:
        return TrustStore()
    except OSError as error:
        return TrustStore(problems=(f"cannot read {folder.name}/: {error.strerror}",))
    for name in names:
        try:
            if name.endswith(CERTIFICATE_SUFFIXES):
                certificates += _certificates(_read(folder / name))
            elif name.endswith(LIST_SUFFIX):
                lists += [RevocationList(name, one) for one in _lists(_read(folder / name))]
        except (FileProblem, FileNotFoundError) as problem:
            problems.append(f"{folder.name}/{shortened(name)}: {problem}")
        except Exception:  # noqa: BLE001  the parsers raise many exceptions for invalid data
            what = "list of revoked certificates" if name.endswith(LIST_SUFFIX) else "certificate"
            problems.append(f"{folder.name}/{shortened(name)} is not a {what} in PEM or DER form")
    return TrustStore(tuple(certificates), tuple(lists), tuple(problems))


def system_certificates() -> tuple[x509.Certificate, ...]:
    """Returns the system's trusted certificates, none on a system without a bundle of them."""
    bundle = ssl.get_default_verify_paths().cafile
    for path in (bundle, *SYSTEM_BUNDLES):
        if path is not None and os.path.isfile(path):
            return tuple(_certificates(_read(Path(path))))
    return ()


def _read(path: Path) -> bytes:
    return read_regular(path, most=MAX_BYTES, what="a file of trust/")


def _blocks(data: bytes, type_: str) -> Iterator[bytes]:
    if not pem.detect(data):
        yield data
        return
    for name, _, block in pem.unarmor(data, multiple=True):
        if name in (type_, f"TRUSTED {type_}"):
            yield block


def _certificates(data: bytes) -> list[x509.Certificate]:
    found = [x509.Certificate.load(block) for block in _blocks(data, "CERTIFICATE")]
    for certificate in found:
        # Parsing is lazy. Invalid data must be reported here, with its file.
        _ = certificate.subject.native, certificate.public_key.native, certificate.not_valid_after
    return found


def _lists(data: bytes) -> list[CertificateRevocationList]:
    return [load_der_x509_crl(block) for block in _blocks(data, "X509 CRL")]

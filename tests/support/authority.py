"""A certification authority for tests: roots, intermediates, signers and revocation lists, made on demand."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.support.waiting import PATIENCE_SECONDS

DAY = dt.timedelta(days=1)
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)

_PEM = serialization.Encoding.PEM


def new_key(kind: str = "ec", *, bits: int = 2048) -> Any:
    """A private key: ec, rsa or ed25519."""
    if kind == "rsa":
        return rsa.generate_private_key(65537, bits)
    return ed25519.Ed25519PrivateKey.generate() if kind == "ed25519" else ec.generate_private_key(ec.SECP256R1())


def name_of(organisation: str, common_name: str) -> x509.Name:
    """A name of one or two parts."""
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if organisation:
        parts.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


@dataclass
class Identity:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any
    issuer: Identity | None = None
    revoked: list[int] = field(default_factory=list)

    @property
    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(_PEM)

    def key_pem(self, password: bytes | None = None) -> bytes:
        """The key, with a password when one is given."""
        lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        return bytes(self.key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, lock))

    def issue(
        self,
        organisation: str,
        *,
        common_name: str = "signer",
        authority: bool = False,
        begins: dt.datetime = NOW - DAY,
        ends: dt.datetime = NOW + 365 * DAY,
        key_usage: bool = True,
        purpose: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.CODE_SIGNING,
        kind: str = "ec",
        bits: int = 2048,
        key: Any = None,
        extensions: Sequence[x509.ExtensionType] = (),
    ) -> Identity:
        """A certificate for somebody else."""
        key = key or new_key(kind, bits=bits)
        certificate = _certificate(
            name_of(organisation, common_name),
            key.public_key(),
            self.certificate.subject,
            self.key,
            authority=authority,
            begins=begins,
            ends=ends,
            key_usage=key_usage,
            purpose=purpose,
            extensions=extensions,
        )
        return Identity(certificate, key, self)

    def revocation_list(self, *identities: Identity, next_update: dt.datetime = NOW + 30 * DAY) -> bytes:
        """A list in PEM that revokes these."""
        builder = x509.CertificateRevocationListBuilder(self.certificate.subject, next_update - 60 * DAY, next_update)
        for identity in identities:
            entry = x509.RevokedCertificateBuilder(identity.certificate.serial_number, NOW - DAY).build()
            builder = builder.add_revoked_certificate(entry)
        algorithm = None if isinstance(self.key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
        return builder.sign(self.key, algorithm).public_bytes(_PEM)

    def write(self, folder: Path, name: str, password: bytes | None = None) -> tuple[Path, Path]:
        """Key and certificate as files."""
        key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
        key.write_bytes(self.key_pem(password))
        certificate.write_bytes(self.pem)
        return key, certificate


def root(organisation: str = "Test Trust", *, common_name: str = "root", **more: Any) -> Identity:
    """A self-signed authority, or with `authority=False` a self-signed signer."""
    key = more.pop("key", None) or new_key(more.pop("kind", "ec"))
    settings: dict[str, Any] = {
        "authority": True,
        "begins": NOW - 10 * DAY,
        "ends": NOW + 3650 * DAY,
        "key_usage": True,
        "purpose": None,
    }
    subject = name_of(organisation, common_name)
    return Identity(_certificate(subject, key.public_key(), subject, key, **(settings | more)), key)


def _certificate(
    subject: x509.Name,
    public_key: Any,
    issuer: x509.Name,
    issuer_key: Any,
    *,
    authority: bool,
    begins: dt.datetime,
    ends: dt.datetime,
    key_usage: bool,
    purpose: x509.ObjectIdentifier | None,
    extensions: Sequence[x509.ExtensionType] = (),
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder(issuer, subject, public_key, x509.random_serial_number(), begins, ends)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if key_usage:
        signs = not authority
        usage = x509.KeyUsage(signs, False, False, False, False, authority, authority, False, False)
        builder = builder.add_extension(usage, critical=True)
    if purpose is not None and not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    algorithm = None if isinstance(issuer_key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(issuer_key, algorithm)


def openssl_sign(file: Path, identity: Identity, *more: str, chain: tuple[Identity, ...] = (), out: Path) -> Path:
    """Signs a file with the `openssl` program, as its manual says for detached signatures."""
    folder = out.parent / f"{out.name}.work"
    folder.mkdir(exist_ok=True)
    key, certificate = identity.write(folder, "signer")
    command = ["openssl", "cms", "-sign", "-binary", "-in", str(file), "-signer", str(certificate), "-inkey", str(key)]
    if chain:
        bundle = folder / "chain.pem"
        bundle.write_bytes(b"".join(one.pem for one in chain))
        command += ["-certfile", str(bundle)]
    form = () if "-outform" in more else ("-outform", "DER")
    subprocess.run(
        [*command, *form, *more, "-out", str(out)], check=True, capture_output=True, timeout=PATIENCE_SECONDS
    )
    return out

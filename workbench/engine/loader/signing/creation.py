"""Signs a plugin: creates a detached CMS signature like that of `openssl cms -sign -binary`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeAlias

import asn1crypto.x509
from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
)
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SigningKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


class SigningProblem(Exception):
    """The key or certificate cannot sign a file. The text gives the reason."""


def read_key(data: bytes, password: bytes | None) -> SigningKey:
    """Reads a private key in PEM or DER form."""
    load: Any = load_pem_private_key if b"-----BEGIN" in data else load_der_private_key
    try:
        key = load(data, password)
    except TypeError as error:
        if password is None:
            raise SigningProblem("the key is encrypted: pass --password-file or --password-env") from error
        raise SigningProblem("the key is not encrypted. Leave the password out") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        reason = "wrong password, or not a private key" if password else "not a private key in PEM or DER form"
        raise SigningProblem(reason) from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey):
        raise SigningProblem("not an RSA, elliptic curve or Ed25519 key. Signatures need one of these")
    return key


def read_certificates(data: bytes) -> list[x509.Certificate]:
    """Reads certificates in PEM or DER form, at least one."""
    try:
        pem = b"-----BEGIN" in data
        return x509.load_pem_x509_certificates(data) if pem else [x509.load_der_x509_certificate(data)]
    except ValueError as error:
        raise SigningProblem("no certificate in PEM or DER form") from error


def fits(key: SigningKey, certificate: x509.Certificate) -> bool:
    """Returns whether the certificate belongs to this key."""
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return bool(key.public_key().public_bytes(*form) == certificate.public_key().public_bytes(*form))


def sign(data: bytes, key: SigningKey, certificate: x509.Certificate, chain: list[x509.Certificate]) -> bytes:
    """Returns the signature over `data` in DER form, including the signer's certificate and those of `chain`."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return _sign_ed25519(data, key, certificate, chain)
    builder = PKCS7SignatureBuilder().set_data(data).add_signer(certificate, key, hashes.SHA256())
    for more in chain:
        builder = builder.add_certificate(more)
    return builder.sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])


def _sign_ed25519(
    data: bytes, key: ed25519.Ed25519PrivateKey, certificate: x509.Certificate, chain: list[x509.Certificate]
) -> bytes:
    """Signs according to RFC 8419, which the builder for the other keys does not support."""
    brought = [asn1crypto.x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in (certificate, *chain)]
    digest, signer = {"algorithm": "sha512"}, brought[0]
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": datetime.now(UTC)})]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha512(data).digest()]}),
        ]
    )
    info = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": {"issuer": signer.issuer, "serial_number": signer.serial_number}},
        "digest_algorithm": digest,
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "ed25519"},
        "signature": key.sign(attributes.dump()),
    }
    signed = {
        "version": "v1",
        "digest_algorithms": [digest],
        "encap_content_info": {"content_type": "data"},
        "certificates": brought,
        "signer_infos": [info],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)}).dump())


def organisation(certificate: x509.Certificate) -> str:
    """Returns the certificate's organisation, or else its common name."""
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value)
    return certificate.subject.rfc4514_string()


def doubts(certificate: x509.Certificate, now: datetime | None = None) -> Iterator[str]:
    """Yields reasons why a server will not accept this certificate, as far as the certificate shows them."""
    now = now or datetime.now(UTC)
    if now > certificate.not_valid_after_utc:
        yield f"the certificate expired on {certificate.not_valid_after_utc:%Y-%m-%d}"
    if now < certificate.not_valid_before_utc:
        yield f"the certificate is not valid before {certificate.not_valid_before_utc:%Y-%m-%d}"
    if not _is_for_code(certificate):
        yield "the certificate is not for signing code (key usage digitalSignature, extended key usage codeSigning)"


def _is_for_code(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    return usage.digital_signature and ExtendedKeyUsageOID.CODE_SIGNING in purposes

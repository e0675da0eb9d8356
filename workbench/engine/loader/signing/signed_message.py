"""A detached CMS signature (RFC 5652): its signer, its digest, and whether it is mathematically correct."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, cms, core, pem, x509
from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator.errors import AlgorithmNotSupported
from pyhanko_certvalidator.policy_decl import DisallowWeakAlgorithmsPolicy
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator, SignatureValidationContext

from workbench.engine.loader.signing.signature import Kind, SignatureProblem

MOST_CERTIFICATES = 8
"""The number of paths through a set of certificates grows with its factorial. Usual sets have two to four."""


@dataclass(frozen=True)
class SignedMessage:
    """A signature with its included certificates."""

    info: Any
    """The only SignerInfo."""
    certificates: tuple[x509.Certificate, ...]

    @property
    def digest(self) -> str:
        """Name of the digest algorithm, such as `sha256`."""
        return str(self.info["digest_algorithm"]["algorithm"].native)

    def signer(self, more: tuple[x509.Certificate, ...] = ()) -> x509.Certificate:
        """Returns the certificate that the signature names, from the included ones or from `more`."""
        for certificate in (*self.certificates, *more):
            if self._is_signer(certificate):
                return certificate
        raise SignatureProblem(Kind.UNKNOWN_ISSUER, "the signature does not include the signer's certificate")

    def _is_signer(self, certificate: x509.Certificate) -> bool:
        name, wanted = self.info["sid"].name, self.info["sid"].chosen
        if name == "subject_key_identifier":
            return bool(certificate.key_identifier == wanted.native)
        same_number = certificate.serial_number == wanted["serial_number"].native
        return bool(same_number and certificate.issuer == wanted["issuer"])

    def verify(self, data: bytes, signer: x509.Certificate) -> None:
        """Raises SignatureProblem unless `signer` signed exactly `data`, with accepted algorithms."""
        self._check_strength(signer)
        attributes = self.info["signed_attrs"]
        if isinstance(attributes, core.Void):
            self._check_arithmetic(data, signer, Kind.WRONG_FILE, "the file or the signature was changed")
            return
        # The signature covers the set of attributes with its universal tag (RFC 5652, 5.4).
        untagged = attributes.untag()
        self._check_arithmetic(untagged.dump(), signer, Kind.DAMAGED, "the signature does not match its certificate")
        if _only(untagged, "content_type") != "data":
            raise SignatureProblem(Kind.DAMAGED, "the signature does not cover a file")
        if _only(untagged, "message_digest") != hashlib.new(self.digest, data).digest():
            raise SignatureProblem(Kind.WRONG_FILE, "the signature belongs to another file, or the file was changed")

    def _check_strength(self, signer: x509.Certificate) -> None:
        policy: Any = DisallowWeakAlgorithmsPolicy()  # type: ignore[no-untyped-call]
        moment = None
        algorithm = self.info["signature_algorithm"]
        if self.digest not in hashlib.algorithms_available:
            raise SignatureProblem(Kind.DAMAGED, "the signature uses an unknown digest algorithm")
        if not policy.digest_algorithm_allowed(self.info["digest_algorithm"], moment):
            raise SignatureProblem(Kind.WEAK, f"the signature uses {self.digest}, which is broken")
        if not policy.signature_algorithm_allowed(algorithm, moment, signer.public_key):
            raise SignatureProblem(Kind.WEAK, f"the signature uses {_strength(algorithm, signer)}, which is too weak")

    def _check_arithmetic(self, signed: bytes, signer: x509.Certificate, kind: Kind, text: str) -> None:
        context = SignatureValidationContext(contextual_md_algorithm=self.digest)
        try:
            DefaultSignatureValidator().validate_signature(
                self.info["signature"].native, signed, signer.public_key, self.info["signature_algorithm"], context
            )
        except AlgorithmNotSupported as error:
            raise SignatureProblem(Kind.DAMAGED, "the signature uses an unknown algorithm") from error
        except InvalidSignature as error:
            raise SignatureProblem(kind, text) from error


def read_message(data: bytes) -> SignedMessage:
    """Parses DER or PEM. Raises SignatureProblem, or any exception of the parser for invalid data."""
    if pem.detect(data):
        _, _, data = pem.unarmor(data)
    info = cms.ContentInfo.load(data, strict=True)
    if info["content_type"].native != "signed_data":
        raise SignatureProblem(Kind.DAMAGED, "the signature file does not contain a signature")
    signed = info["content"]
    if not isinstance(signed["encap_content_info"]["content"], core.Void):
        raise SignatureProblem(Kind.DAMAGED, "the signature is not detached: its file contains the signed data")
    if len(signed["signer_infos"]) != 1:
        raise SignatureProblem(Kind.DAMAGED, f"the signature file has {len(signed['signer_infos'])} signers, not one")
    choices = signed["certificates"]
    found = () if isinstance(choices, core.Void) else tuple(choice.chosen for choice in choices)
    if len(found) > MOST_CERTIFICATES:
        raise SignatureProblem(Kind.DAMAGED, f"the signature file has more than {MOST_CERTIFICATES} certificates")
    return SignedMessage(signed["signer_infos"][0], tuple(one for one in found if isinstance(one, x509.Certificate)))


def _only(attributes: Any, name: str) -> Any:
    """Returns the only value of a signed attribute that must exist exactly once (RFC 5652, 11)."""
    values = [value for attribute in attributes if attribute["type"].native == name for value in attribute["values"]]
    if len(values) != 1:
        raise SignatureProblem(Kind.DAMAGED, f"the signature has {len(values)} values of {name}, not one")
    return values[0].native


def _strength(algorithm: algos.SignedDigestAlgorithm, signer: x509.Certificate) -> str:
    return f"{algorithm['algorithm'].native} with a key of {signer.public_key.bit_size} bits"

"""A detached CMS signature (RFC 5652): whose it is, over which digest, and whether it is arithmetically right."""

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
"""Ways through a set of certificates grow with its factorial; an honest one holds two to four."""


@dataclass(frozen=True)
class SignedMessage:
    """A signature with the certificates that came with it."""

    info: Any
    """The one SignerInfo."""
    certificates: tuple[x509.Certificate, ...]

    @property
    def digest(self) -> str:
        """Name of the digest algorithm, as `sha256`."""
        return str(self.info["digest_algorithm"]["algorithm"].native)

    def signer(self, more: tuple[x509.Certificate, ...] = ()) -> x509.Certificate:
        """The certificate the signature names, from those that came with it, else from `more`."""
        for certificate in (*self.certificates, *more):
            if self._is_signer(certificate):
                return certificate
        raise SignatureProblem(Kind.UNKNOWN_ISSUER, "the signature does not bring the certificate of its signer")

    def _is_signer(self, certificate: x509.Certificate) -> bool:
        name, wanted = self.info["sid"].name, self.info["sid"].chosen
        if name == "subject_key_identifier":
            return bool(certificate.key_identifier == wanted.native)
        same_number = certificate.serial_number == wanted["serial_number"].native
        return bool(same_number and certificate.issuer == wanted["issuer"])

    def verify(self, data: bytes, signer: x509.Certificate) -> None:
        """SignatureProblem unless `signer` has signed exactly `data`, with algorithms that still count."""
        self._check_strength(signer)
        attributes = self.info["signed_attrs"]
        if isinstance(attributes, core.Void):
            self._check_arithmetic(data, signer, Kind.WRONG_FILE, "the file has been changed, or the signature has")
            return
        # What is signed is the set of attributes with its universal tag (RFC 5652, 5.4).
        untagged = attributes.untag()
        self._check_arithmetic(untagged.dump(), signer, Kind.DAMAGED, "the signature does not fit its certificate")
        if _only(untagged, "content_type") != "data":
            raise SignatureProblem(Kind.DAMAGED, "the signature is not one over a file")
        if _only(untagged, "message_digest") != hashlib.new(self.digest, data).digest():
            raise SignatureProblem(Kind.WRONG_FILE, "the signature belongs to another file, or the file was changed")

    def _check_strength(self, signer: x509.Certificate) -> None:
        policy: Any = DisallowWeakAlgorithmsPolicy()  # type: ignore[no-untyped-call]
        moment = None
        algorithm = self.info["signature_algorithm"]
        if self.digest not in hashlib.algorithms_available:
            raise SignatureProblem(Kind.DAMAGED, "the signature uses a digest algorithm that is not known")
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
            raise SignatureProblem(Kind.DAMAGED, "the signature uses an algorithm that is not known") from error
        except InvalidSignature as error:
            raise SignatureProblem(kind, text) from error


def read_message(data: bytes) -> SignedMessage:
    """Takes DER or PEM apart; SignatureProblem, or whatever the parser raises for nonsense."""
    if pem.detect(data):
        _, _, data = pem.unarmor(data)
    info = cms.ContentInfo.load(data, strict=True)
    if info["content_type"].native != "signed_data":
        raise SignatureProblem(Kind.DAMAGED, "the signature file holds something else than a signature")
    signed = info["content"]
    if not isinstance(signed["encap_content_info"]["content"], core.Void):
        raise SignatureProblem(Kind.DAMAGED, "the signature file brings a content of its own instead of being detached")
    if len(signed["signer_infos"]) != 1:
        raise SignatureProblem(Kind.DAMAGED, f"the signature file has {len(signed['signer_infos'])} signers, not one")
    choices = signed["certificates"]
    found = () if isinstance(choices, core.Void) else tuple(choice.chosen for choice in choices)
    if len(found) > MOST_CERTIFICATES:
        raise SignatureProblem(Kind.DAMAGED, f"the signature file has more than {MOST_CERTIFICATES} certificates")
    return SignedMessage(signed["signer_infos"][0], tuple(one for one in found if isinstance(one, x509.Certificate)))


def _only(attributes: Any, name: str) -> Any:
    """The one value of a signed attribute that must be there once (RFC 5652, 11)."""
    values = [value for attribute in attributes if attribute["type"].native == name for value in attribute["values"]]
    if len(values) != 1:
        raise SignatureProblem(Kind.DAMAGED, f"the signature names {len(values)} values of {name}, not one")
    return values[0].native


def _strength(algorithm: algos.SignedDigestAlgorithm, signer: x509.Certificate) -> str:
    return f"{algorithm['algorithm'].native} with a key of {signer.public_key.bit_size} bits"

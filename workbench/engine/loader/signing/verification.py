"""Verifies a signature: message, certificate chain, revocation and purpose. The result is one sentence."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import x509
from cryptography.x509 import load_der_x509_certificate
from pyhanko_certvalidator import ValidationContext, find_valid_path
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.validate import validate_usage

from workbench.engine.loader.signing.signature import Kind, SignatureProblem, SignatureState
from workbench.engine.loader.signing.signed_message import read_message
from workbench.engine.loader.signing.trust import RevocationList, TrustStore, read_trust, system_certificates
from workbench.engine.plain_text import shortened


def check(signature: bytes, data: bytes, trust: Path, now: datetime) -> SignatureState:
    """Returns the state of the signature over `data` at `now`. Never raises."""
    state = SignatureState(kind=Kind.DAMAGED, sentence="")
    try:
        store = read_trust(trust)
        message = read_message(signature)
        signer = message.signer(store.certificates)
        state = _described(signer, message.digest)
        message.verify(data, signer)
        note = _trusted(signer, message.certificates, store, now)
    except SignatureProblem as problem:
        claimed = f" (claims to be signed by {state.organisation})" if state.organisation else ""
        return replace(state, kind=problem.kind, sentence=f"{problem}{claimed}")
    except Exception as error:  # noqa: BLE001  hostile input: the parsers raise many exceptions, at any depth
        return replace(state, sentence=f"the signature file is damaged ({type(error).__name__})")
    return replace(state, kind=Kind.GOOD, sentence=_praise(state) + note)


def _described(signer: x509.Certificate, digest: str) -> SignatureState:
    return SignatureState(
        kind=Kind.DAMAGED,
        sentence="",
        organisation=_name(signer.subject),
        issuer=_name(signer.issuer, "common_name", "organization_name"),
        valid_from=signer.not_valid_before,
        valid_until=signer.not_valid_after,
        digest=digest,
    )


def _praise(state: SignatureState) -> str:
    until = f"{state.valid_until:%Y-%m-%d}" if state.valid_until else "?"
    return f"signed by {state.organisation}, issued by {state.issuer}, valid until {until}, {state.digest}"


def _name(name: x509.Name, *keys: str) -> str:
    """Returns the first existing part of `parts`, by default organisation and then common name."""
    for key in keys or ("organization_name", "common_name"):
        value = name.native.get(key)
        if value:
            return shortened(value if isinstance(value, str) else ", ".join(value))
    return shortened(name.human_friendly)


@dataclass(frozen=True)
class _Chain:
    """The chain from a signer to a trusted certificate: building and checking."""

    signer: x509.Certificate
    others: tuple[x509.Certificate, ...]
    now: datetime

    def find(self, roots: tuple[x509.Certificate, ...]) -> ValidationPath:
        """Builds the chain to one of `roots`, without the network."""
        context = ValidationContext(
            trust_roots=list(roots), other_certs=self.others, moment=self.now, allow_fetching=False
        )
        return asyncio.run(self._walk(context))

    async def _walk(self, context: ValidationContext) -> ValidationPath:
        paths = context.path_builder.async_build_paths_lazy(self.signer)
        found: ValidationPath = await find_valid_path(self.signer, paths, context)
        return found


def _trusted(signer: x509.Certificate, others: tuple[x509.Certificate, ...], store: TrustStore, now: datetime) -> str:
    """Raises SignatureProblem unless the signer is trusted and may sign code. Returns a remark for the sentence."""
    path = _path(_Chain(signer, others, now), store)
    certificates = [certificate for certificate in path if isinstance(certificate, x509.Certificate)]
    note = _check_revoked(certificates, [*certificates, *store.certificates, *others], store, now)
    for certificate in certificates:
        # The chain check does not check the validity of trusted certificates.
        if problem := _outside(certificate, now):
            raise SignatureProblem(*problem)
    try:
        validate_usage(signer, {"digital_signature"}, {"code_signing"}, extended_optional=False)
    except InvalidCertificateError as error:
        missing = str(error).rpartition(" of ")[2]
        raise SignatureProblem(Kind.NO_KEY_USAGE, f"the signer's certificate is not for {missing}") from error
    if store.problems:
        raise SignatureProblem(Kind.TRUST_FOLDER, f"cannot read the trusted certificates: {store.problems[0]}")
    return note


def _path(chain: _Chain, store: TrustStore) -> ValidationPath:
    try:
        try:
            return chain.find(store.certificates)
        except (PathBuildingError, InvalidCertificateError):
            # Reads the system's hundred and more certificates only when they matter.
            return chain.find((*store.certificates, *system_certificates()))
    except (PathBuildingError, InvalidCertificateError) as error:
        raise SignatureProblem(*_untrusted(chain)) from error
    except (ExpiredError, NotYetValidError) as error:
        outside = (_outside(certificate, chain.now) for certificate in (chain.signer, *chain.others))
        kind = Kind.EXPIRED if isinstance(error, ExpiredError) else Kind.NOT_YET_VALID
        problem = next((one for one in outside if one and one[0] is kind), (kind, _first_line(error)))
        raise SignatureProblem(*problem) from error
    except DisallowedAlgorithmError as error:
        raise SignatureProblem(Kind.WEAK, f"a certificate is too weak: {_first_line(error)}") from error
    except PathValidationError as error:
        raise SignatureProblem(Kind.UNKNOWN_ISSUER, f"a certificate is invalid: {_first_line(error)}") from error


def _untrusted(chain: _Chain) -> tuple[Kind, str]:
    outside = _outside(chain.signer, chain.now)
    more = f", and {outside[1]}" if outside else ""
    if chain.signer.self_issued:
        return Kind.SELF_SIGNED, f"the signer's certificate is self-signed and not in trust/{more}"
    issuer = _name(chain.signer.issuer, "common_name", "organization_name")
    return Kind.UNKNOWN_ISSUER, f"the issuer of the signer's certificate, {issuer}, is not trusted{more}"


def _outside(certificate: x509.Certificate, now: datetime) -> tuple[Kind, str] | None:
    """Returns the problem of a certificate outside of its validity period."""
    name = _name(certificate.subject)
    if now > certificate.not_valid_after:
        return Kind.EXPIRED, f"the certificate of {name} expired on {certificate.not_valid_after:%Y-%m-%d %H:%M} UTC"
    if now < certificate.not_valid_before:
        begins = f"{certificate.not_valid_before:%Y-%m-%d %H:%M} UTC"
        return Kind.NOT_YET_VALID, f"the certificate of {name} is not valid before {begins}"
    return None


def _check_revoked(
    path: list[x509.Certificate], known: list[x509.Certificate], store: TrustStore, now: datetime
) -> str:
    """Raises SignatureProblem if a list of any age names one of the certificates. Returns a remark on old lists."""
    note = ""
    for certificate in path:
        issuers = [one for one in known if one.subject == certificate.issuer]
        for listed in store.lists:
            if not _is_from(listed, certificate):
                continue
            _check_origin(listed, issuers)
            entry = listed.list.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None:
                since = f"{entry.revocation_date_utc:%Y-%m-%d}"
                text = (
                    f"the certificate of {_name(certificate.subject)} was revoked on {since} ({shortened(listed.file)})"
                )
                raise SignatureProblem(Kind.REVOKED, text)
            due = listed.list.next_update_utc
            if due is not None and due.replace(tzinfo=UTC) < now:
                note = f"; the revocation list {shortened(listed.file)} has been out of date since {due:%Y-%m-%d}"
    return note


def _is_from(listed: RevocationList, certificate: x509.Certificate) -> bool:
    return bool(x509.Name.load(listed.list.issuer.public_bytes()) == certificate.issuer)


def _check_origin(listed: RevocationList, issuers: list[x509.Certificate]) -> None:
    """Raises SignatureProblem if no issuer with that name has signed the list."""
    # A directly trusted certificate may have an unknown issuer. The list counts because it is in trust/.
    keys: list[Any] = [load_der_x509_certificate(issuer.dump()).public_key() for issuer in issuers]
    if keys and not any(listed.list.is_signature_valid(key) for key in keys):
        text = f"trust/{shortened(listed.file)} is not signed by {_name(issuers[0].subject)}"
        raise SignatureProblem(Kind.TRUST_FOLDER, f"cannot check revocation: {text}")


def _first_line(error: Exception) -> str:
    return shortened(" ".join(str(error).split()))

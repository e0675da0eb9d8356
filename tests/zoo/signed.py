"""Signatures of the zoo: a good one, and one for each fault. The keys are newly generated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.support.authority import DAY, NOW, Identity, root
from workbench.engine.loader.signing.creation import sign
from workbench.engine.loader.signing.signature import signature_path

ORGANISATION = "Acme Ltd"

SIGNERS: dict[str, Callable[[Identity], Identity]] = {
    "signed.so": lambda trusted: trusted.issue(ORGANISATION),
    "signed_before_change.so": lambda trusted: trusted.issue(ORGANISATION),
    "signed_expired.so": lambda trusted: trusted.issue(ORGANISATION, begins=NOW - 9 * DAY, ends=NOW - DAY),
    "signed_revoked.so": lambda trusted: trusted.issue(ORGANISATION),
    "signed_by_itself.so": lambda _: root(ORGANISATION, authority=False),
    "signed_by_stranger.so": lambda _: root("Nobody You Know").issue(ORGANISATION),
    "signed_for_mail.so": lambda trusted: trusted.issue(ORGANISATION, purpose=ExtendedKeyUsageOID.EMAIL_PROTECTION),
}


def write_signed(good: Path, plugins: Path, trust: Path) -> None:
    """Copies of the good plugin with their signatures, and the trust folder."""
    trusted = root("Zoo Trust")
    signers = {file: signer(trusted) for file, signer in SIGNERS.items()}
    trust.mkdir(exist_ok=True)
    (trust / "authority.pem").write_bytes(trusted.pem)
    (trust / "revoked.crl").write_bytes(trusted.revocation_list(signers["signed_revoked.so"]))
    for file, signer in signers.items():
        data = good.read_bytes() + file.encode()
        signature = sign(data, signer.key, signer.certificate, [])
        if file == "signed_before_change.so":
            data += b" and more"
        (plugins / file).write_bytes(data)
        signature_path(plugins / file).write_bytes(signature)

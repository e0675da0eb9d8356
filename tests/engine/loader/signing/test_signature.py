"""Reports about signatures: each fault has its own name, for files of every program."""

import datetime as dt
import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from tests.support.authority import DAY, NOW, Identity, new_key, openssl_sign, root
from workbench.engine.loader.signing import creation
from workbench.engine.loader.signing.signature import (
    MAX_BYTES,
    Kind,
    SignatureState,
    check_signature,
    prepare,
    signature_path,
)

ED25519_MADE = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
CONTENT = b"\x7fELF what a plugin is made of" * 500


class Bench:
    """A plugin file, a trust folder and a trusted authority."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.plugin, self.trust = folder, folder / "plugin.so", folder / "trust"
        self.plugin.write_bytes(CONTENT)
        self.trust.mkdir()
        self.root = root()
        self.believe("root.pem", self.root.pem)

    def believe(self, name: str, content: bytes) -> None:
        """Puts a file into trust/."""
        (self.trust / name).write_bytes(content)

    def sign(self, signer: Identity, *options: str, chain: tuple[Identity, ...] = ()) -> SignatureState:
        """Signs with openssl and checks."""
        openssl_sign(self.plugin, signer, *options, chain=chain, out=signature_path(self.plugin))
        return self.check()

    def check(self, *, now: dt.datetime | None = None) -> SignatureState:
        """Returns the current report."""
        return check_signature(self.plugin, self.plugin.read_bytes(), self.trust, now=now)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_that_a_file_without_signature_is_reported_as_unsigned(bench: Bench) -> None:
    state = bench.check()
    assert (state.kind, state.sentence, state.bad, state.good) == (Kind.NONE, "not signed", False, False)


@pytest.mark.parametrize("key", ["ec", "rsa"])
@pytest.mark.parametrize("options", [(), ("-outform", "PEM"), ("-noattr",), ("-keyid",), ("-md", "sha512")])
def test_that_a_signature_by_openssl_shows_the_organisation(bench: Bench, key: str, options: tuple[str, ...]) -> None:
    signer = bench.root.issue("Acme Ltd", kind=key)
    state = bench.sign(signer, *options)
    digest = "sha512" if "sha512" in options else "sha256"
    assert state.sentence == f"signed by Acme Ltd, issued by root, valid until {NOW + 365 * DAY:%Y-%m-%d}, {digest}"
    assert (state.kind, state.organisation, state.issuer, state.digest) == (Kind.GOOD, "Acme Ltd", "root", digest)
    assert (state.valid_from, state.valid_until) == (NOW - DAY, NOW + 365 * DAY)


@pytest.mark.parametrize("name", ["attributes", "bare"])
def test_that_an_ed25519_signature_of_another_program_is_verified(bench: Bench, name: str) -> None:
    """Files that `certtool --p7-detached-sign --hash sha512` of GnuTLS wrote, with and without `--p7-time`."""
    folder = Path(__file__).with_name("ed25519")
    bench.plugin.write_bytes((folder / "content.txt").read_bytes())
    signature_path(bench.plugin).write_bytes((folder / f"{name}.p7s").read_bytes())
    bench.believe("acme.pem", (folder / "acme.pem").read_bytes())
    assert (
        bench.check(now=ED25519_MADE).sentence == "signed by Acme Ltd, issued by Acme, valid until 2027-11-23, sha512"
    )
    bench.plugin.write_bytes(b"something else")
    assert bench.check(now=ED25519_MADE).kind is Kind.WRONG_FILE


def test_that_our_ed25519_signature_is_good_with_ed25519_authorities(bench: Bench) -> None:
    trusted = root("Modern Trust", kind="ed25519")
    bench.believe("modern.pem", trusted.pem)
    middle = trusted.issue("Modern Trust", common_name="middle", authority=True, kind="ed25519")
    signer = middle.issue("Acme Ltd", kind="ed25519")
    signature = creation.sign(CONTENT, signer.key, signer.certificate, [middle.certificate])
    signature_path(bench.plugin).write_bytes(signature)
    assert bench.check().good
    bench.believe("lost.crl", trusted.revocation_list())
    assert bench.check().good
    bench.plugin.write_bytes(CONTENT + b"!")
    assert bench.check().kind is Kind.WRONG_FILE


def test_that_an_ed25519_signature_with_another_key_does_not_fit(bench: Bench) -> None:
    signer = bench.root.issue("Acme Ltd", kind="ed25519")
    for kind in ("ed25519", "rsa"):
        other = bench.root.issue("Acme Ltd", kind=kind)
        signature_path(bench.plugin).write_bytes(creation.sign(CONTENT, signer.key, other.certificate, []))
        assert bench.check().kind is Kind.DAMAGED


def test_that_rsa_pss_is_verified(bench: Bench) -> None:
    signer = bench.root.issue("Acme Ltd", kind="rsa")
    assert bench.sign(signer, "-keyopt", "rsa_padding_mode:pss").good


def test_that_a_chain_with_intermediates_is_followed(bench: Bench) -> None:
    middle = bench.root.issue("Test Trust", common_name="middle", authority=True)
    signer = middle.issue("Acme Ltd")
    assert bench.sign(signer).kind is Kind.UNKNOWN_ISSUER
    assert bench.sign(signer, chain=(middle,)).good


def test_that_a_trusted_intermediate_is_enough(bench: Bench) -> None:
    other = root("Elsewhere")
    middle = other.issue("Elsewhere", common_name="middle", authority=True)
    bench.believe("middle.crt", middle.pem)
    assert bench.sign(middle.issue("Acme Ltd")).good


def test_that_a_certificate_left_out_of_the_signature_is_found_in_trust(bench: Bench) -> None:
    signer = bench.root.issue("Acme Ltd")
    state = bench.sign(signer, "-nocerts")
    assert "does not include the signer's certificate" in state.sentence
    bench.believe("acme.pem", signer.pem)
    assert bench.check().good


def test_that_the_common_name_stands_in_for_an_organisation(bench: Bench) -> None:
    assert bench.sign(bench.root.issue("", common_name="Ada Lovelace")).organisation == "Ada Lovelace"


def test_that_a_changed_file_is_reported(bench: Bench) -> None:
    bench.sign(bench.root.issue("Acme Ltd"))
    bench.plugin.write_bytes(CONTENT + b"!")
    state = bench.check()
    assert state.kind is Kind.WRONG_FILE
    assert state.sentence == (
        "the signature belongs to another file, or the file was changed (claims to be signed by Acme Ltd)"
    )


def test_that_a_changed_file_is_reported_without_signed_attributes(bench: Bench) -> None:
    bench.sign(bench.root.issue("Acme Ltd"), "-noattr")
    bench.plugin.write_bytes(CONTENT[:-1])
    assert bench.check().kind is Kind.WRONG_FILE


Change = Callable[[Bench], SignatureState]


def _expired(bench: Bench) -> SignatureState:
    return bench.sign(bench.root.issue("Acme Ltd", begins=NOW - 9 * DAY, ends=NOW - DAY))


def _expired_in_between(bench: Bench) -> SignatureState:
    middle = bench.root.issue("T", common_name="middle", authority=True, begins=NOW - 9 * DAY, ends=NOW - DAY)
    return bench.sign(middle.issue("Acme Ltd"), chain=(middle,))


def _expired_root(bench: Bench) -> SignatureState:
    old = root("Old Trust", ends=NOW - DAY)
    bench.believe("old.pem", old.pem)
    return bench.sign(old.issue("Acme Ltd"))


def _not_yet(bench: Bench) -> SignatureState:
    return bench.sign(bench.root.issue("Acme Ltd", begins=NOW + DAY))


def _self_signed(bench: Bench) -> SignatureState:
    return bench.sign(root("Acme Ltd", authority=False, purpose=ExtendedKeyUsageOID.CODE_SIGNING))


def _unknown(bench: Bench) -> SignatureState:
    return bench.sign(root("Elsewhere", common_name="elsewhere").issue("Acme Ltd"))


def _forged_issuer(bench: Bench) -> SignatureState:
    """Names the trusted authority as its issuer, but is signed by another key."""
    return bench.sign(root("Test Trust").issue("Acme Ltd"))


def _issued_by_signer(bench: Bench) -> SignatureState:
    """A signer that acts as an authority."""
    greedy = bench.root.issue("Greedy")
    return bench.sign(greedy.issue("Acme Ltd"), chain=(greedy,))


def _revoked(bench: Bench) -> SignatureState:
    signer = bench.root.issue("Acme Ltd")
    bench.believe("lost.crl", bench.root.revocation_list(bench.root.issue("Other"), signer))
    return bench.sign(signer)


def _revoked_by_old_list(bench: Bench) -> SignatureState:
    signer = bench.root.issue("Acme Ltd")
    bench.believe("lost.crl", bench.root.revocation_list(signer, next_update=NOW - DAY))
    return bench.sign(signer)


def _revoked_in_between(bench: Bench) -> SignatureState:
    middle = bench.root.issue("T", common_name="middle", authority=True)
    bench.believe("lost.crl", bench.root.revocation_list(middle))
    return bench.sign(middle.issue("Acme Ltd"), chain=(middle,))


def _revoked_though_trusted_by_itself(bench: Bench) -> SignatureState:
    elsewhere = root("Elsewhere")
    signer = elsewhere.issue("Acme Ltd")
    bench.believe("acme.pem", signer.pem)
    bench.believe("lost.crl", elsewhere.revocation_list(signer))
    return bench.sign(signer)


def _for_servers(bench: Bench) -> SignatureState:
    return bench.sign(bench.root.issue("Acme Ltd", purpose=ExtendedKeyUsageOID.SERVER_AUTH))


def _for_nothing(bench: Bench) -> SignatureState:
    return bench.sign(bench.root.issue("Acme Ltd", key_usage=False, purpose=None))


def _no_digital_signature(bench: Bench) -> SignatureState:
    return bench.sign(bench.root.issue("Acme Ltd", key_usage=False))


def _short_key(bench: Bench) -> SignatureState:
    return bench.sign(bench.root.issue("Acme Ltd", kind="rsa", bits=1024))


def _sha1(bench: Bench) -> SignatureState:
    return bench.sign(bench.root.issue("Acme Ltd"), "-md", "sha1")


def _broken_list(bench: Bench) -> SignatureState:
    bench.believe("lost.crl", b"nothing of the kind")
    return bench.sign(bench.root.issue("Acme Ltd"))


def _forged_list(bench: Bench) -> SignatureState:
    bench.believe("lost.crl", root("Test Trust").revocation_list())
    return bench.sign(bench.root.issue("Acme Ltd"))


@pytest.mark.parametrize(
    ("make", "kind", "says"),
    [
        (_expired, Kind.EXPIRED, "the certificate of Acme Ltd expired on "),
        (_expired_in_between, Kind.EXPIRED, "the certificate of T expired on "),
        (_expired_root, Kind.EXPIRED, "the certificate of Old Trust expired on "),
        (_not_yet, Kind.NOT_YET_VALID, "the certificate of Acme Ltd is not valid before "),
        (_self_signed, Kind.SELF_SIGNED, "the signer's certificate is self-signed and not in trust/"),
        (_unknown, Kind.UNKNOWN_ISSUER, "the issuer of the signer's certificate, elsewhere, is not trusted"),
        (_forged_issuer, Kind.UNKNOWN_ISSUER, ""),
        (_issued_by_signer, Kind.UNKNOWN_ISSUER, ""),
        (_revoked, Kind.REVOKED, f"the certificate of Acme Ltd was revoked on {NOW - DAY:%Y-%m-%d} (lost.crl)"),
        (_revoked_by_old_list, Kind.REVOKED, "the certificate of Acme Ltd was revoked on "),
        (_revoked_in_between, Kind.REVOKED, "the certificate of T was revoked on "),
        (_revoked_though_trusted_by_itself, Kind.REVOKED, "the certificate of Acme Ltd was revoked on "),
        (_for_servers, Kind.NO_KEY_USAGE, "the signer's certificate is not for code signing"),
        (_for_nothing, Kind.NO_KEY_USAGE, "the signer's certificate is not for code signing, digital signature"),
        (_no_digital_signature, Kind.NO_KEY_USAGE, "the signer's certificate is not for digital signature"),
        (_short_key, Kind.WEAK, "the signature uses "),
        (_sha1, Kind.WEAK, "the signature uses sha1, which is broken"),
        (
            _broken_list,
            Kind.TRUST_FOLDER,
            "cannot read the trusted certificates: trust/lost.crl is not a list of revoked",
        ),
        (_forged_list, Kind.TRUST_FOLDER, "cannot check revocation: trust/lost.crl is not signed by Test Trust"),
    ],
)
def test_that_each_fault_has_its_own_name(bench: Bench, make: Change, kind: Kind, says: str) -> None:
    state = make(bench)
    assert (state.kind, state.sentence[: len(says)]) == (kind, says), state.sentence
    assert state.bad
    assert state.organisation == "Acme Ltd"
    assert state.sentence.endswith("(claims to be signed by Acme Ltd)")


def test_that_a_self_signed_signer_can_be_trusted(bench: Bench) -> None:
    signer = root("Acme Ltd", authority=False, purpose=ExtendedKeyUsageOID.CODE_SIGNING)
    bench.believe("acme.pem", signer.pem)
    assert bench.sign(signer).good


def test_that_an_old_revocation_list_is_mentioned(bench: Bench) -> None:
    bench.believe("old.crl", bench.root.revocation_list(next_update=NOW - DAY))
    state = bench.sign(bench.root.issue("Acme Ltd"))
    assert state.good
    assert state.sentence.endswith(f"; the revocation list old.crl has been out of date since {NOW - DAY:%Y-%m-%d}")


def test_that_the_systems_certificates_are_trusted_too(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    system = root("System Trust", common_name="system")
    bundle = bench.folder / "bundle.crt"
    bundle.write_bytes(root("Another").pem + system.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    assert bench.sign(system.issue("Acme Ltd")).good


def test_that_addresses_in_a_certificate_are_not_contacted(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("asked the network")

    address = x509.UniformResourceIdentifier("http://127.0.0.1:9/list.crl")
    point = x509.DistributionPoint([address], None, None, None)
    access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, address)
    issuers = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, address)
    extensions = (x509.CRLDistributionPoints([point]), x509.AuthorityInformationAccess([access, issuers]))
    signer = bench.root.issue("Acme Ltd", extensions=extensions)
    stranger = root("Elsewhere", common_name="elsewhere").issue("Acme Ltd", extensions=extensions)
    monkeypatch.setattr("socket.socket.connect", refuse)
    assert bench.sign(signer).good
    assert bench.sign(stranger).kind is Kind.UNKNOWN_ISSUER
    bench.believe("lost.crl", bench.root.revocation_list(signer))
    assert bench.sign(signer).kind is Kind.REVOKED
    bench.believe("lost.crl", bench.root.revocation_list())
    assert bench.sign(signer).good


def test_that_validity_counts_as_of_now_and_not_of_the_signing(bench: Bench) -> None:
    assert bench.sign(bench.root.issue("Acme Ltd", ends=NOW + DAY)).good
    assert bench.check(now=NOW + 2 * DAY).kind is Kind.EXPIRED


def test_that_a_name_cannot_reach_the_terminal(bench: Bench) -> None:
    state = bench.sign(bench.root.issue("Acme\x1b[2J\nroot" + "x" * 40))
    assert state.organisation == r"Acme\x1b[2J\x0aroot" + "x" * 40
    assert state.sentence.isprintable()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the signature file is damaged"),
        (b"-----BEGIN CMS-----\nAAAA\n-----END CMS-----\n", "the signature file is damaged"),
        (random.Random(7).randbytes(64), "the signature file is damaged"),
        (b"\x30\x80" * 200_000, "the signature file is damaged"),
        (b"\x30\x84\xff\xff\xff\xff", "the signature file is damaged"),
        (b"x" * (10 * MAX_BYTES), f"the signature file: {10 * MAX_BYTES} bytes exceed the limit for a signature"),
    ],
)
def test_that_invalid_data_is_reported_as_damaged(bench: Bench, content: bytes, says: str) -> None:
    signature_path(bench.plugin).write_bytes(content)
    state = bench.check()
    assert (state.kind, state.sentence[: len(says)]) == (Kind.DAMAGED, says)


def test_that_no_kind_of_file_stops_the_check(bench: Bench) -> None:
    path = signature_path(bench.plugin)
    os.mkfifo(path)
    assert bench.check().sentence.startswith("the signature file: not a regular file, but a ")
    path.unlink()
    path.mkdir()
    assert bench.check().sentence.startswith("the signature file: not a regular file, but a ")
    path.rmdir()
    path.symlink_to("nowhere")
    assert bench.check().sentence == "the signature file is a broken link"
    path.unlink()
    path.symlink_to(path)
    assert bench.check().sentence.startswith("the signature file: cannot be read: Too many levels")


def test_that_a_file_name_too_long_for_a_signature_file_is_not_signed(bench: Bench) -> None:
    plugin = bench.folder / ("x" * 252 + ".so")
    plugin.write_bytes(CONTENT)
    prepare(plugin)
    assert check_signature(plugin, CONTENT, bench.trust).kind is Kind.NONE


def test_that_a_pipe_in_trust_does_not_stop_the_check(bench: Bench) -> None:
    os.mkfifo(bench.trust / "pipe.pem")
    assert "trust/pipe.pem: not a regular file" in bench.sign(bench.root.issue("Acme Ltd")).sentence


def test_that_another_cms_content_is_no_signature(bench: Bench) -> None:
    signer = bench.root.issue("Acme Ltd")
    assert "is not detached" in bench.sign(signer, "-nodetach").sentence
    command = ["openssl", "cms", "-data_create", "-in", str(bench.plugin), "-outform", "DER"]
    signature_path(bench.plugin).write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
    assert bench.check().sentence == "the signature file does not contain a signature"


def test_that_mutated_signatures_are_never_good_and_never_stop_the_check(bench: Bench) -> None:
    bench.sign(bench.root.issue("Acme Ltd"))
    path = signature_path(bench.plugin)
    whole = path.read_bytes()
    chance = random.Random(20261122)
    kinds = set()
    for _ in range(600):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 8))):
            place = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[place] ^= 1 << chance.randrange(8)
                case 1:
                    data[place] = chance.choice((0, 0x7F, 0x80, 0xFF, 0x30))
                case _:
                    del data[place:]
                    data += b"\0"
        path.write_bytes(data)
        state = bench.check()
        if not state.bad:
            # A bit that neither the digest nor the signature covers, such as a parameter that may be left out.
            assert state.organisation == "Acme Ltd"
            assert len(data) == len(whole)
        kinds.add(state.kind)
    assert Kind.DAMAGED in kinds


def test_that_openssl_accepts_what_we_sign(bench: Bench) -> None:
    middle = bench.root.issue("Test Trust", common_name="middle", authority=True)
    for kind in ("rsa", "ec"):
        signer = middle.issue("Acme Ltd", kind=kind)
        signature = creation.sign(CONTENT, signer.key, signer.certificate, [middle.certificate])
        path = signature_path(bench.plugin)
        path.write_bytes(signature)
        assert bench.check().good
        verify = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", str(path), "-content"]
        more = [str(bench.plugin), "-CAfile", str(bench.trust / "root.pem"), "-purpose", "any", "-out", os.devnull]
        done = subprocess.run([*verify, *more], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_that_many_certificates_that_issue_each_other_take_no_time(bench: Bench) -> None:
    key = new_key()
    signer = root("Same", key=key).issue("Acme Ltd")
    crowd = tuple(root("Same", key=key) for _ in range(7))
    assert bench.sign(signer, chain=crowd).kind is Kind.UNKNOWN_ISSUER
    assert "more than 8 certificates" in bench.sign(signer, chain=(*crowd, root("More"))).sentence

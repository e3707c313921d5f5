"""A bundle's signature: the statement in a DSSE envelope, signed by a key in a file or in AWS KMS.

Source: DSSE v1 (secure-systems-lab/dsse), by securesystemslib, which sigstore's and in-toto's tools use too.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from landing_zone.bundle.statement import PAYLOAD
from landing_zone.errors import UserError

if TYPE_CHECKING:
    from securesystemslib.dsse import Envelope
    from securesystemslib.signer import Key, Signer

PASSPHRASE_VARIABLE = "LZ_BUNDLE_KEY_PASSPHRASE"  # noqa: S105 - the variable's name, not its value
_KMS = "awskms:"


def sign(raw: bytes, key: str) -> bytes:
    """Return the envelope, as JSON, of a statement signed by a key.

    Args:
        raw: the statement.
        key: a PEM file with a private key (its passphrase in ``LZ_BUNDLE_KEY_PASSPHRASE``), or ``awskms:<key id, ARN
            or alias>``, for which the environment's credentials need ``kms:GetPublicKey`` and ``kms:Sign``.

    Raises:
        UserError: the key cannot be used.
    """
    from securesystemslib.dsse import Envelope

    envelope = Envelope(raw, PAYLOAD, {})
    signer = _kms_signer(key) if key.startswith(_KMS) else _file_signer(Path(key))
    try:
        envelope.sign(signer)
    except Exception as error:  # noqa: BLE001 - KMS, the network and each kind of key raise errors of their own
        raise UserError(f"the bundle cannot be signed: {error}", value=key) from None
    return (json.dumps(envelope.to_dict(), sort_keys=True, separators=(",", ":")) + "\n").encode()


def signed_by(envelope: bytes, raw: bytes, public_key: Path) -> str:
    """Return the key id when the envelope has exactly this statement, signed by the key.

    Raises:
        UserError: the public key cannot be read.
        ValueError: the envelope is broken, holds another statement, or is not signed by the key.
    """
    from securesystemslib.exceptions import VerificationError

    key = _public_key(public_key)
    try:
        holding(envelope, raw).verify([key], 1)
    except VerificationError:
        raise ValueError("the statement is not signed by this key") from None
    return str(key.keyid)


def holding(envelope: bytes, raw: bytes) -> Envelope:
    """Return the envelope, its signatures unchecked, when it has exactly this statement.

    Raises:
        ValueError: the envelope is broken, or holds another statement.
    """
    from securesystemslib.dsse import Envelope

    try:
        read = Envelope.from_dict(json.loads(envelope))
    except Exception as error:  # noqa: BLE001 - after any error it is not an envelope
        raise ValueError(f"the envelope cannot be read: {error}") from None
    if read.payload_type != PAYLOAD or read.payload != raw:
        raise ValueError("the envelope holds another statement")
    return read


def _file_signer(path: Path) -> Signer:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from securesystemslib.signer import CryptoSigner

    passphrase = os.environ.get(PASSPHRASE_VARIABLE)
    try:
        key = load_pem_private_key(path.read_bytes(), passphrase.encode() if passphrase else None)
        return CryptoSigner(key)
    except OSError as error:
        raise UserError(f"the signing key cannot be read: {error.strerror}", file=str(path)) from None
    except Exception as error:  # noqa: BLE001 - cryptography's errors are many: wrong passphrase, wrong kind, no PEM
        raise UserError(
            f"the signing key cannot be used: {error}",
            file=str(path),
            allowed="a private key in PEM: Ed25519, ECDSA P-256 or P-384, RSA; or awskms:<key>",
            fix=f"openssl genpkey -algorithm ed25519 -out key.pem; a passphrase is read from {PASSPHRASE_VARIABLE}",
        ) from None


def _kms_signer(uri: str) -> Signer:
    from securesystemslib.signer import AWSSigner

    try:
        private, public = AWSSigner.import_(uri.removeprefix(_KMS))
        return AWSSigner.from_priv_key_uri(private, public)
    except Exception as error:  # noqa: BLE001 - botocore's errors are many; none of them may end in an unsigned bundle
        raise UserError(
            f"the key in KMS cannot be used: {error}",
            value=uri,
            allowed="an asymmetric key for SIGN_VERIFY, ECC_NIST_P256 or P384 or RSA",
            fix="allow kms:GetPublicKey and kms:Sign, and set AWS_REGION",
        ) from None


def _public_key(path: Path) -> Key:
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from securesystemslib.signer import SSlibKey

    try:
        return SSlibKey.from_crypto(load_pem_public_key(path.read_bytes()))
    except OSError as error:
        raise UserError(f"the public key cannot be read: {error.strerror}", file=str(path)) from None
    except Exception as error:  # noqa: BLE001 - as above
        raise UserError(
            f"the public key cannot be used: {error}",
            file=str(path),
            allowed="a public key in PEM",
            fix="openssl pkey -in key.pem -pubout -out key.pub.pem",
        ) from None

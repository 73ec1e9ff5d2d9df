"""Text kept so that the database alone cannot tell it: encrypted with a key made of the portal's secret key.

Older keys (`SECRET_KEY_FALLBACKS`) still open what they sealed.
"""

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal_text(text: str, *, purpose: str) -> str:
    """`purpose` keeps one use from opening another's."""
    return _keys(purpose).encrypt(text.encode()).decode()


def open_text(sealed: str, *, purpose: str) -> str:
    """Raises cryptography.fernet.InvalidToken for what was sealed for another purpose or with another key."""
    return _keys(purpose).decrypt(sealed.encode()).decode()


def _keys(purpose: str) -> MultiFernet:
    return MultiFernet([_key(secret, purpose) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def _key(secret: str | bytes, purpose: str) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(
        secret if isinstance(secret, bytes) else secret.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))

"""Passwords: kept as Argon2id hashes, chosen long, and made by us only to be changed."""

from secrets import choice
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 256
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_HASHER = PasswordHasher()
_AT_ONCE = BoundedSemaphore(2)
"""A hash takes 64 MiB: a flood of sign-ins must not take the memory of the calls."""


def hashed(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(password)


_NOBODYS = hashed("nobody's")


def verified(password: str, password_hash: str | None) -> bool:
    """Whether the password is right. Without a hash it is not, and finding that out takes as long."""
    if len(password) > LONGEST:
        return False
    with _AT_ONCE:
        try:
            return _HASHER.verify(password_hash or _NOBODYS, password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def problem(password: str, name: str) -> str | None:
    """The key of what is wrong with a new password, or None."""
    if len(password) < SHORTEST:
        return "access.password.too_short"
    if len(password) > LONGEST:
        return "access.password.too_long"
    if name.lower() in password.lower():
        return "access.password.holds_name"
    if len(set(password)) < 5:
        return "access.password.too_plain"
    return None


def one_time() -> str:
    """A first password that is easy to type, of 99 bits."""
    return "-".join("".join(choice(_LETTERS) for _ in range(5)) for _ in range(4))

"""Who signed a webhook: Twilio with the account's token, or the local exchange with our own secret."""

from collections.abc import Mapping
from typing import Literal

from twilio.request_validator import RequestValidator

Signer = Literal["twilio", "exchange"]

_EXCHANGE_URL = "https://exchange.invalid"


class Signatures:
    """Checks X-Twilio-Signature. Without an account only the local exchange's signature is good."""

    def __init__(self, *, secret: str, auth_token: str = "", public_url: str = "") -> None:
        self._exchange = RequestValidator("exchange:" + secret)
        self._twilio = RequestValidator(auth_token) if auth_token and public_url else None
        self._public_url = public_url

    def signer(self, path_and_query: str, form: Mapping[str, str], signature: str) -> Signer | None:
        """`path_and_query` is as it came over the wire; None when nobody we know signed it."""
        if not signature:
            return None
        fields = dict(form)
        if self._twilio and self._twilio.validate(self._public_url + path_and_query, fields, signature):
            return "twilio"
        if self._exchange.validate(_EXCHANGE_URL + path_and_query, fields, signature):
            return "exchange"
        return None

    def sign_as_exchange(self, path_and_query: str, form: Mapping[str, str]) -> str:
        return str(self._exchange.compute_signature(_EXCHANGE_URL + path_and_query, dict(form)))

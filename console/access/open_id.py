"""Signing in at the organisation's OpenID Connect provider: authorization code with PKCE.

The provider tells who it is; who may work here, and as what, stays in the console's own list of people.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import datetime
from secrets import token_urlsafe
from threading import Lock
from typing import Any

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ["RS256", "PS256", "ES256"]
TIMEOUT_S = 10.0
LEEWAY_S = 60
_SCOPE = "openid profile"


class NotSignedIn(Exception):
    """The provider did not answer, or what it answered cannot be trusted. The message holds no secret."""


@dataclass(frozen=True)
class Attempt:
    """What the browser carries to the provider and back, in a cookie of its own."""

    state: str
    nonce: str
    verifier: str
    address: str

    def packed(self) -> str:
        return urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()

    @classmethod
    def unpacked(cls, text: str) -> "Attempt | None":
        try:
            return cls(**json.loads(urlsafe_b64decode(text)))
        except (ValueError, TypeError):
            return None


class OpenId:
    """One provider. `claim` is the claim whose value is a person's sign-in name. Methods raise NotSignedIn."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, claim: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._claim = claim
        self._known: dict[str, Any] | None = None
        self._lock = Lock()

    def begin(self, redirect_uri: str, address: str) -> tuple[str, Attempt]:
        """The provider's page to go to, and what must come back with the answer."""
        attempt = Attempt(token_urlsafe(24), token_urlsafe(24), token_urlsafe(48), address)
        with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(url), attempt

    def finish(self, redirect_uri: str, attempt: Attempt, state: str, code: str, now: datetime) -> str:
        """The name of who signed in, as the provider tells it."""
        if not code or state != attempt.state:
            raise NotSignedIn("the answer belongs to another attempt")
        metadata = self._metadata()
        try:
            with self._client(redirect_uri) as client:
                token = client.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=attempt.verifier
                )
            keys = KeySet.import_key_set(self._get(metadata["jwks_uri"]))
            decoded = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS)
            options = {
                "iss": {"essential": True, "value": metadata["issuer"]},
                "aud": {"essential": True, "value": self._client_id},
            }
            params = {"nonce": attempt.nonce, "client_id": self._client_id}
            claims = CodeIDToken(decoded.claims, decoded.header, options, params)
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
        except (OAuthError, JoseError, httpx.HTTPError, KeyError, ValueError) as error:
            raise NotSignedIn(type(error).__name__) from None
        name = claims.get(self._claim)
        if not isinstance(name, str):
            raise NotSignedIn(f"the provider tells no {self._claim}")
        return name

    def _client(self, redirect_uri: str) -> Any:
        return OAuth2Client(
            self._client_id,
            self._client_secret,
            scope=_SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
        )

    def _metadata(self) -> dict[str, Any]:
        with self._lock:
            if self._known is None:
                found = self._get(f"{self._issuer}/.well-known/openid-configuration")
                if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                    raise NotSignedIn("the provider names another issuer")
                self._known = found
            return self._known

    @staticmethod
    def _get(url: str) -> Any:
        try:
            answer = httpx.get(url, timeout=TIMEOUT_S)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise NotSignedIn(type(error).__name__) from None

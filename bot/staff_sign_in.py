"""The organisation's own sign-in for the console, where there is one."""

from bot.settings import Settings
from console.access.open_id import OpenId


def open_id(settings: Settings) -> OpenId | None:
    if not settings.oidc_issuer:
        return None
    return OpenId(
        settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, settings.oidc_claim
    )

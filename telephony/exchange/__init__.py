"""Twilio's part, played on this machine, for softphones and simulated callers."""

from telephony.exchange.local import LocalExchange

__all__ = ["LocalExchange"]

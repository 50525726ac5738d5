"""The test phones: the caller's page at `/` and the answering person's at `/staff-phone`."""

from telephony.softphone.pages import softphone_router

__all__ = ["softphone_router"]

"""Hosts, as addresses and requests name them."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether the host is this machine: localhost or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

"""Which addresses a model endpoint may have. Pure: no Django, no I/O.

``ipaddress.is_private`` and ``is_global`` are not enough: they let through cloud metadata
services (100.100.100.200, 192.0.0.192), NAT64 and 6to4 forms of loopback, and multicast.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

REFUSED_V4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers; a cloud keeps its metadata service at 100.100.100.200
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and most clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments, and one cloud's metadata
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
    )
)
# IPv6 the other way round: only global unicast is public, less what is cut out of it. Outside
# lie loopback, link-local, unique local, multicast, mapped IPv4 and NAT64.
PUBLIC_V6 = ip_network("2000::/3")
REFUSED_V6 = tuple(
    ip_network(block)
    for block in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries any IPv4 address inside
        "3fff::/20",
    )
)


def is_public(address: str) -> bool:
    """True for an address that lies in the public internet; anything doubtful is not."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _public_v4(parsed) if isinstance(parsed, IPv4Address) else _public_v6(parsed)


def _public_v4(address: IPv4Address) -> bool:
    return not any(address in block for block in REFUSED_V4)


def _public_v6(address: IPv6Address) -> bool:
    return address in PUBLIC_V6 and not any(address in block for block in REFUSED_V6)


def needs_permission(base_url: str) -> bool:
    """True for an address that says by itself that it is none of the public internet.

    A hint for people: a name is looked up, and refused or not, when it is connected to.
    """
    host = urlsplit(base_url).hostname or ""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost" or "." not in host
    return not is_public(host)

"""Which addresses endpoints may have: the forms that get past ``ipaddress`` are refused too."""

import ipaddress
from unittest import TestCase

from annotations.generation.addresses import is_public

REFUSED = """
127.0.0.1 127.255.255.254 0.0.0.0 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.1.1
169.254.169.254 100.100.100.200 100.64.0.1 192.0.0.192 192.0.0.1 192.0.2.1 192.88.99.1 198.18.0.1
198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a00:1 2002:7f00:1::
2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 3fff::1 fe80::1 fe80::1%eth0 fec0::1
fc00::1 fd00:ec2::254 ff02::1 100::1 5f00::1
"""
PUBLIC = """
8.8.8.8 1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0
192.0.1.0 198.17.255.255 198.20.0.0 223.255.255.255
2606:4700:4700::1111 2001:4860:4860::8888 2001:200::1 2400:3200::1
"""


class AddressTests(TestCase):
    def test_refuses_everything_that_is_not_public_internet(self):
        for address in REFUSED.split():
            self.assertFalse(is_public(address), address)

    def test_lets_public_addresses_through(self):
        for address in PUBLIC.split():
            self.assertTrue(is_public(address), address)

    def test_refuses_what_is_no_address(self):
        for text in ("", "localhost", "8.8.8", "2130706433", "0x7f000001"):
            self.assertFalse(is_public(text), text)

    def test_the_standard_library_alone_would_let_some_through(self):
        # 6to4 (2002::/16) too, in some releases of Python and not in others
        for address in ("64:ff9b::7f00:1", "224.0.0.1"):
            self.assertTrue(ipaddress.ip_address(address).is_global, address)
            self.assertFalse(is_public(address), address)

//! Which addresses the server asks for what people have linked to: those that anybody on the internet reaches.
//!
//! The standard library's `is_global` is not stable, and the crates that copy it let NAT64 and 6to4 through, behind
//! which a private address may be. So, after IANA's registries of special-purpose addresses: IPv4 but for the networks
//! below, and of IPv6 only what is given out as global unicast, but for those below.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address belongs to the internet, and to nobody's own network or machine.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let is_within = |&([a, b, c, d], bits): &([u8; 4], u32)| {
        let rest = u32::BITS - bits;
        u32::from(address) >> rest == u32::from_be_bytes([a, b, c, d]) >> rest
    };
    !SPECIAL.iter().any(is_within)
}

/// Networks that are not the internet's, by their first address and the bits that they have in common.
static SPECIAL: [([u8; 4], u32); 16] = [
    // This network and this machine.
    ([0, 0, 0, 0], 8),
    ([127, 0, 0, 0], 8),
    // Private ones.
    ([10, 0, 0, 0], 8),
    ([172, 16, 0, 0], 12),
    ([192, 168, 0, 0], 16),
    // Behind a provider's NAT; one cloud keeps its secrets there.
    ([100, 64, 0, 0], 10),
    // The neighbours on the wire; where the other clouds keep theirs.
    ([169, 254, 0, 0], 16),
    // Protocols, 6to4's relays, measurements.
    ([192, 0, 0, 0], 24),
    ([192, 88, 99, 0], 24),
    ([198, 18, 0, 0], 15),
    // Examples.
    ([192, 0, 2, 0], 24),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    // Many at once, and what is kept for later.
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
    // Azure's own, though the network is anybody's.
    ([168, 63, 129, 16], 32),
];

fn is_public_v6(address: Ipv6Addr) -> bool {
    // 2000::/3. Outside are loopback, mapped and compatible IPv4, NAT64, private, link-local and multicast addresses.
    let [first, second, ..] = address.segments();
    let is_unicast = first & 0xe000 == 0x2000;
    let is_special = match first {
        // Protocols, Teredo among them; examples.
        0x2001 => second < 0x0200 || second == 0x0db8,
        // 6to4 carries an IPv4 address.
        0x2002 => true,
        0x3fff => second < 0x1000,
        _ => false,
    };
    is_unicast && !is_special
}

#[cfg(test)]
mod tests {
    use url::{Host, Url};

    use super::*;

    /// As an address in a link is read, whichever way it is written.
    fn of(host: &str) -> Option<IpAddr> {
        match Url::parse(&format!("http://{host}/")).ok()?.host()? {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(_) => None,
        }
    }

    #[test]
    fn no_spelling_leads_inside() {
        for host in [
            "127.0.0.1",
            "127.1",
            "0x7f.1",
            "0x7F000001",
            "2130706433",
            "017700000001",
            "0177.0.0.1",
            "127.0.0.1.",
            "127。0。0。1",
            "①②⑦.⓪.⓪.①",
            "%31%32%37.0.0.1",
            "0",
            "0.0.0.0",
            "10.0.0.1",
            "0xa.1",
            "167772161",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "3232235777",
            "100.64.0.1",
            "100.100.100.200",
            "169.254.169.254",
            "0xa9fea9fe",
            "2852039166",
            "168.63.129.16",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::ffff:8.8.8.8]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::8.8.8.8]",
            "[64:ff9b:1::a00:1]",
            "[100::1]",
            "[2001::1]",
            "[2001:0:7f00:1::]",
            "[2001:10::1]",
            "[2001:20::1]",
            "[2001:db8::1]",
            "[2002:7f00:1::]",
            "[2002:a00:1::1]",
            "[3fff::1]",
            "[5f00::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "[fec0::1]",
            "[ff02::1]",
        ] {
            let address = of(host).unwrap_or_else(|| panic!("{host} is read as an address"));
            assert!(!is_public(address), "{host} is {address}");
        }
    }

    #[test]
    fn the_internet_is_outside() {
        for host in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "134744072",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.169.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "[2001:200::1]",
            "[2001:4860:4860::8888]",
            "[2606:4700:4700::1111]",
            "[2a00:1450::1]",
            "[3ffe::1]",
        ] {
            let address = of(host).unwrap_or_else(|| panic!("{host} is read as an address"));
            assert!(is_public(address), "{host} is {address}");
        }
    }
}

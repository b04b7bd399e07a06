//! Names to addresses, of which only public ones are ever connected to.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::error::Error;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Resolves a name and lets no private address through: not even beside public ones, because a name that
/// has both was made to be tried again.
pub(super) struct PublicOnly(pub(super) Lookup);

/// Who is asked.
#[derive(Clone)]
pub(super) enum Lookup {
    /// The system.
    System,
    /// Always the same answer.
    #[cfg(all(test, feature = "local"))]
    Fixed(Vec<IpAddr>),
}

/// The name leads into a private network.
#[derive(Debug)]
pub(super) struct Private;

impl fmt::Display for Private {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name leads into a private network")
    }
}

impl Error for Private {}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = self.0.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = match lookup {
                Lookup::System => tokio::net::lookup_host((name.as_str(), 443)).await?.collect(),
                #[cfg(all(test, feature = "local"))]
                Lookup::Fixed(addresses) => {
                    addresses.into_iter().map(|address| SocketAddr::new(address, 443)).collect()
                }
            };
            if found.iter().any(|address| !is_public(address.ip())) {
                return Err(Private.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether a request failed because its name leads into a private network.
pub(super) fn is_private(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<Private>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Whether an address belongs to the public internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b, c) {
        (0 | 10 | 127, _, _) => true,
        (100, 64..=127, _) => true,                               // carriers' own networks
        (169, 254, _) => true,                                    // link-local, and the clouds' metadata
        (172, 16..=31, _) => true,                                // private
        (192, 168, _) => true,                                    // private
        (192, 0, 0 | 2) => true,                                  // protocol assignments, documentation
        (192, 31, 196) | (192, 52, 193) | (192, 175, 48) => true, // name servers' own
        (192, 88, 99) => true,                                    // old 6to4 relays
        (198, 18 | 19, _) => true,                                // benchmarks
        (198, 51, 100) | (203, 0, 113) => true,                   // documentation
        (224..=255, _, _) => true,                                // multicast, reserved, broadcast
        _ => false,
    };
    !special
}

/// Only global unicast (2000::/3), less what is in it for other purposes; an address that wraps an IPv4
/// one is refused whatever it wraps.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let global = first & 0xe000 == 0x2000;
    let special = match (first, second) {
        (0x2001, 0..=0x01ff) => true, // Teredo, ORCHID, benchmarks
        (0x2001, 0x0db8) => true,     // documentation
        (0x2002, _) => true,          // 6to4: wraps an IPv4 address
        (0x3fff, 0..=0x0fff) => true, // documentation
        _ => false,
    };
    global && !special
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        let private = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:8.8.8.8",
            "::ffff:127.0.0.1",
            "::8.8.8.8",
            "64:ff9b::8.8.8.8",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "5f00::1",
        ];
        for address in private {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        let public = [
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "2606:4700::1",
            "2a03:2880::1",
        ];
        for address in public {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}

//! How many connections each address has: one client alone must not take all the places that there are.

use super::error::SetupError;
use hcert::text;
use ipnet::IpNet;
use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

/// An address or a network whose connections stand for many clients: a load balancer, a reverse proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proxy(IpNet);

impl FromStr for Proxy {
    type Err = SetupError;

    /// Reads an address, such as `10.0.0.7`, or a network, such as `10.0.0.0/24` or `2001:db8::/48`.
    fn from_str(text: &str) -> Result<Self, SetupError> {
        let address = text.parse().map(|address: IpAddr| address.to_canonical());
        let network = match address {
            Ok(address) => Ok(IpNet::from(address)),
            Err(_) => text.parse(),
        };
        network.map(Self).map_err(|_| text!(SETUP_PROXY).into())
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who is counted together: an IPv4 address, or the network of an IPv6 one, of which every host may take as many
/// addresses as it likes (RFC 4291, 2.5.4).
fn group(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// Open connections by who is counted together.
type Open = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// The open connections of every address. There are no more entries than connections.
#[derive(Clone)]
pub(super) struct Addresses {
    most: usize,
    proxies: Arc<[Proxy]>,
    open: Open,
}

impl Addresses {
    /// At most so many connections from each address, except from proxies.
    pub(super) fn new(most: usize, proxies: &[Proxy]) -> Self {
        Self {
            most,
            proxies: proxies.into(),
            open: Arc::default(),
        }
    }

    /// A place for one more connection of an address; none if it has as many as it may. The place is given back when
    /// it goes.
    pub(super) fn enter(&self, address: IpAddr) -> Option<Place> {
        let canonical = address.to_canonical();
        if self
            .proxies
            .iter()
            .any(|Proxy(net)| net.contains(&canonical))
        {
            return Some(Place(None));
        }
        let group = group(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.get(&group).copied().unwrap_or(0);
        if count >= self.most {
            return None;
        }
        open.insert(group, count + 1);
        Some(Place(Some((group, Arc::clone(&self.open)))))
    }
}

/// The place of a connection.
pub(super) struct Place(Option<(IpAddr, Open)>);

impl Drop for Place {
    fn drop(&mut self) {
        let Some((group, open)) = &self.0 else {
            return;
        };
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        match open.get_mut(group) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(open.remove(group)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_so_many_places_and_gives_them_back() {
        let addresses = Addresses::new(2, &[]);
        let one = address("192.0.2.1");
        let first = addresses.enter(one).unwrap();
        let second = addresses.enter(address("::ffff:192.0.2.1")).unwrap();
        assert!(addresses.enter(one).is_none());
        assert!(addresses.enter(address("192.0.2.2")).is_some(), "another");
        drop(first);
        let third = addresses.enter(one).unwrap();
        assert!(addresses.enter(one).is_none());
        drop((second, third));
        assert!(addresses.open.lock().unwrap().is_empty(), "nothing is left");
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_are_one() {
        let addresses = Addresses::new(1, &[]);
        let _held = addresses.enter(address("2001:db8:1:2::1")).unwrap();
        assert!(addresses.enter(address("2001:db8:1:2:ffff::2")).is_none());
        assert!(addresses.enter(address("2001:db8:1:3::1")).is_some());
    }

    #[test]
    fn who_is_named_as_proxy_is_not_counted() {
        let proxies = [
            "127.0.0.1",
            "10.1.2.3/8",
            "2001:db8::/32",
            "::ffff:192.0.2.9",
        ];
        let proxies = proxies.map(|text| text.parse().unwrap());
        let addresses = Addresses::new(0, &proxies);
        for named in [
            "127.0.0.1",
            "::ffff:127.0.0.1",
            "10.200.0.1",
            "2001:db8:9::1",
            "192.0.2.9",
        ] {
            assert!(addresses.enter(address(named)).is_some(), "{named}");
        }
        for other in ["127.0.0.2", "11.0.0.1", "2001:db9::1", "::1"] {
            assert!(addresses.enter(address(other)).is_none(), "{other}");
        }
        for wrong in [
            "",
            "localhost",
            "10.0.0.0/33",
            "10.0.0.1:80",
            "10.0.0/8",
            "2001:db8::/129",
        ] {
            assert!(wrong.parse::<Proxy>().is_err(), "{wrong}");
        }
    }
}

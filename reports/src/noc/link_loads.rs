//! How busy each link was.

use std::fmt::Write as _;

use egret_arch::{Link, LinkClass, Network, Ticks, Topology};

/// A link with what it moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkLoad {
    /// Its ends and kind.
    pub link: Link,
    /// Flits moved.
    pub flits: u64,
    /// Share of the time in which it moved them, 0 to 1.
    pub utilisation: f64,
}

/// Loads of all links but those of the host, which has no part in it, over so many `cycles` of `cycle_ticks` each.
/// `flits` goes by number of the link.
pub fn link_loads(
    topology: &Topology,
    network: &Network,
    flits: &[u64],
    cycles: u64,
    cycle_ticks: Ticks,
) -> Vec<LinkLoad> {
    let ticks = cycles as f64 * cycle_ticks as f64;
    let of_cores = topology
        .links()
        .iter()
        .zip(flits)
        .filter(|(link, _)| !matches!(link.class, LinkClass::HostIn | LinkClass::HostOut));
    let load = |(link, flits): (&Link, &u64)| {
        let busy = *flits as f64 * network.link(link.class).cycle as f64;
        LinkLoad { link: *link, flits: *flits, utilisation: if ticks > 0.0 { busy / ticks } else { 0.0 } }
    };
    of_cores.map(load).collect()
}

/// Loads of links as CSV: `from,to,class,flits,utilisation`, and `offered` behind it where there are several rates.
pub fn links_csv(points: &[(Option<f64>, Vec<LinkLoad>)]) -> Vec<u8> {
    let several = points.iter().any(|(offered, _)| offered.is_some());
    let mut text = "from,to,class,flits,utilisation".to_owned();
    text.push_str(if several { ",offered\n" } else { "\n" });
    for (offered, loads) in points {
        for LinkLoad { link: Link { from, to, class }, flits, utilisation } in loads {
            // Writing to a string cannot fail.
            let _ = write!(text, "{from},{to},{class},{flits},{utilisation}");
            if let Some(offered) = offered {
                let _ = write!(text, ",{offered}");
            }
            text.push('\n');
        }
    }
    text.into_bytes()
}

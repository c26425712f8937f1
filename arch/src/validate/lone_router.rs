//! From a router file to the network it makes of a topology, counted in cycles.

use egret_config::{InputError, Problem, read_ron};

use super::checker::Checker;
use super::delays::Clock;
use super::router;
use crate::file::{Casting, LoneRouterFile, Rounding};
use crate::network::{LinkTiming, Network};
use crate::router::Router;
use crate::shipped::shipped_references;
use crate::topology::{LinkClass, TopologySpec};

/// Schema of router files that this version reads.
const SCHEMA: &str = "egret.router/1";

/// Reads and checks a router file, and makes a network of its routers and links in which a tick is a cycle: every link
/// takes a flit a cycle, from router to router and out of the last one takes the time of the router and of the wire, and
/// from a node into the first one the time of a switch and of the wire. Packets have no header; a flit is the unit of
/// their length. `name` is what errors call the file.
///
/// # Errors
/// When the file is no router file, a number in it is impossible or a delay no number of cycles, or when a topology with
/// rings has an odd number of channels.
pub fn router_network(name: &str, text: &str, spec: &TopologySpec) -> Result<Network, InputError> {
    let file: LoneRouterFile = read_ron(name, text)?;
    check(&file, spec).map_err(|problems| {
        InputError { name: name.to_owned(), text: Some(text.to_owned()), problems }.locate()
    })
}

fn check(file: &LoneRouterFile, spec: &TopologySpec) -> Result<Network, Vec<Problem>> {
    // Nobody builds these routers, so their numbers may be chosen.
    let mut checker = Checker::new(shipped_references(), true, Rounding::Refuse);
    checker.count_cycles();
    if file.schema != SCHEMA {
        let what = format!("schema `{}`, which this version does not read", file.schema);
        checker.refuse("schema", what, format!("write \"{SCHEMA}\""));
    }
    let mut router = router::check(&mut checker, "router", &file.router);
    let mut channels_at = "router.channels";
    if let Some(channels) = &file.channels_on_rings {
        let channels = checker.nonzero_size("channels_on_rings", channels, "channels");
        match &mut router {
            Router::VirtualChannel(router) if spec.has_rings() => {
                router.channels = channels;
                channels_at = "channels_on_rings";
            }
            Router::VirtualChannel(_) => {}
            Router::Table(_) => {
                let hint = "leave it out: a table router has no virtual channels";
                checker.refuse("channels_on_rings", "channels of a table router", hint);
            }
        }
    }
    let wire = checker.link_latency("link", &file.link, Clock::Network);
    if checker.problems.is_empty() {
        router::datelines(&mut checker, channels_at, &router, spec);
        if router.time() + wire == router.before_grant() {
            let hint = "write at least one cycle for switch allocation, switch traversal and link together";
            checker.refuse("link", "no time from the grant in one router to the next router", hint);
        }
    }
    let hop = LinkTiming { latency: router.time() + wire, cycle: 1 };
    let mut links = [hop; LinkClass::COUNT];
    for class in [LinkClass::Injection, LinkClass::HostIn] {
        links[class.index()] = LinkTiming { latency: router.switch_traversal() + wire, cycle: 1 };
    }
    let network = Network {
        flit_bits: 1,
        header_bits: 0,
        links,
        casting: Casting::Unicast,
        period: Some(1),
        router: Some(router),
        directional: false,
        free: false,
        free_host: false,
    };
    if checker.problems.is_empty() { Ok(network) } else { Err(checker.problems) }
}

#[cfg(test)]
mod tests {
    use egret_config::Basis;

    use super::*;
    use crate::shipped::shipped_routers;

    fn spec(text: &str) -> TopologySpec {
        TopologySpec::parse(text).unwrap_or_else(|problem| panic!("{problem}"))
    }

    fn text(name: &str) -> &'static str {
        shipped_routers().iter().find(|(shipped, _)| *shipped == name).expect("shipped").1
    }

    fn network(name: &str, topology: &str) -> Network {
        router_network(name, text(name), &spec(topology)).unwrap_or_else(|error| panic!("{error}"))
    }

    #[track_caller]
    fn refuses(old: &str, new: &str, topology: &str, path: &str, what: &str) {
        assert_eq!(text("minimal").matches(old).count(), 1, "`{old}`");
        let text = text("minimal").replace(old, new);
        let error = router_network("minimal.ron", &text, &spec(topology)).expect_err("refused");
        assert_eq!(error.problems.len(), 1, "{error}");
        let problem = &error.problems[0];
        assert_eq!(problem.path, path, "{error}");
        assert!(problem.what.contains(what) && problem.hint.is_some() && problem.span.is_some(), "{error}");
    }

    #[test]
    fn shipped_routers_are_sourced_and_named() {
        for (name, text) in shipped_routers() {
            let file: LoneRouterFile = read_ron(name, text).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(file.name, *name);
            for parameter in egret_config::parameters(&file) {
                assert_ne!(parameter.basis, Some(Basis::Given), "{name}: {} needs a source", parameter.path);
            }
        }
    }

    #[test]
    fn hops_take_the_pipeline_and_the_link() {
        for (name, hop, before_grant) in [("minimal", 3, 0), ("vc4", 5, 2)] {
            let network = network(name, "mesh:8x8");
            for class in
                [LinkClass::Horizontal, LinkClass::Vertical, LinkClass::Ejection, LinkClass::ChipLink]
            {
                assert_eq!(network.link(class), LinkTiming { latency: hop, cycle: 1 });
                assert_eq!(network.wire(class), 1);
            }
            assert_eq!(network.link(LinkClass::Injection), LinkTiming { latency: 2, cycle: 1 });
            assert_eq!(network.wire(LinkClass::Injection), 1);
            assert_eq!(network.router.map(|router| router.before_grant()), Some(before_grant));
            assert_eq!(network.period, Some(1));
        }
    }

    #[test]
    fn rings_have_their_own_number_of_channels() {
        let channels = |name, topology| match network(name, topology).router {
            Some(Router::VirtualChannel(router)) => router.channels,
            other => panic!("{other:?}"),
        };
        assert_eq!((channels("minimal", "mesh:8x8"), channels("minimal", "torus:8x8")), (1, 2));
        assert_eq!((channels("minimal", "ring:8"), channels("minimal", "torus:2x2")), (2, 1));
        assert_eq!((channels("vc4", "mesh:8x8"), channels("vc4", "torus:8x8")), (4, 4));
    }

    #[test]
    fn router_files_that_cannot_be() {
        let mesh = "mesh:4x4";
        refuses("egret.router/1", "egret.chip/1", mesh, "schema", "`egret.chip/1`");
        refuses("channels: Chosen(1", "channels: Chosen(0", mesh, "router.channels", "zero channels");
        let link = "link: Specified(\"1 cycle\", \"booksim2013\")";
        refuses(link, "link: Given(\"1 ns\")", mesh, "link", "1.000 ns, where only cycles count");
        refuses(link, "link: Specified(\"1 cycle\", \"booksim\")", mesh, "link", "no reference `booksim`");
        let rings = "channels_on_rings: Chosen(2";
        refuses(
            rings,
            "channels_on_rings: Chosen(3",
            "torus:4x4",
            "channels_on_rings",
            "3 channels on a torus",
        );
        refuses(rings, "channels_on_rings: Chosen(0", mesh, "channels_on_rings", "zero channels");
    }

    #[test]
    fn routers_without_any_time_after_the_grant() {
        let text = text("minimal").replace("Specified(\"1 cycle\", \"booksim2013\")", "Given(\"0 cycles\")");
        let error = router_network("minimal.ron", &text, &spec("mesh:4x4")).expect_err("refused");
        assert_eq!(error.problems[0].path, "link", "{error}");
    }

    #[test]
    fn table_routers_make_networks_too() {
        let text = "(schema: \"egret.router/1\", name: \"table\", summary: \"\", router: Table(entries: Given(16), \
             buffer_packets: Given(2), lookup: Given(\"4 cycles\"), packet_time: Given(\"1 cycle\"), \
             credit: Given(\"1 cycle\"), wait: Given(\"100 cycles\")), link: Given(\"1 cycle\"))";
        let network =
            router_network("table", text, &spec("torus:4x4")).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(network.link(LinkClass::Horizontal).latency, 5);
        let text = text.replace("link: ", "channels_on_rings: Given(2), link: ");
        let error = router_network("table", &text, &spec("torus:4x4")).expect_err("refused");
        assert_eq!(error.problems[0].path, "channels_on_rings", "{error}");
    }
}

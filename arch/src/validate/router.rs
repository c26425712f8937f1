//! How routers work inside, and whether the links leave them the time they take.

use super::checker::Checker;
use super::delays::Clock;
use crate::file::{ChannelAllocationFile, RouterFile};
use crate::network::{LinkTiming, Network};
use crate::router::{Router, TableRouter, VirtualChannelRouter};
use crate::topology::{LinkClass, TopologySpec};

/// Checks what a router says by itself; `path` is where it stands in its file.
pub(super) fn check(checker: &mut Checker, path: &str, file: &RouterFile) -> Router {
    let at = |name: &str| format!("{path}.{name}");
    match file {
        RouterFile::VirtualChannel {
            channels,
            buffer_flits,
            route_computation,
            channel_allocation,
            switch_allocation,
            switch_traversal,
            credit,
            channel_choice,
            subnets,
        } => Router::VirtualChannel(VirtualChannelRouter {
            channels: checker.nonzero_size(&at("channels"), channels, "channels"),
            buffer_flits: checker.nonzero_size(&at("buffer_flits"), buffer_flits, "flits"),
            route_computation: checker.link_latency(
                &at("route_computation"),
                route_computation,
                Clock::Network,
            ),
            channel_allocation: match channel_allocation {
                ChannelAllocationFile::WithSwitch => None,
                ChannelAllocationFile::Separate(time) => {
                    Some(checker.link_latency(&at("channel_allocation"), time, Clock::Network))
                }
            },
            switch_allocation: checker.link_latency(
                &at("switch_allocation"),
                switch_allocation,
                Clock::Network,
            ),
            switch_traversal: checker.link_latency(&at("switch_traversal"), switch_traversal, Clock::Network),
            credit: checker.link_latency(&at("credit"), credit, Clock::Network),
            channel_choice: *channel_choice,
            subnets: checker.nonzero_size(&at("subnets"), subnets, "subnets"),
        }),
        RouterFile::Table { entries, buffer_packets, lookup, packet_time, credit, wait } => {
            Router::Table(TableRouter {
                entries: checker.nonzero_size(&at("entries"), entries, "entries"),
                buffer_packets: checker.nonzero_size(&at("buffer_packets"), buffer_packets, "packets"),
                lookup: checker.link_latency(&at("lookup"), lookup, Clock::Network),
                packet_time: checker.link_interval(&at("packet_time"), packet_time, Clock::Network),
                credit: checker.link_latency(&at("credit"), credit, Clock::Network),
                wait: checker.link_latency(&at("wait"), wait, Clock::Network),
            })
        }
    }
}

/// Checks routers against their links and the rings they lie in.
pub(super) fn fits(
    checker: &mut Checker,
    network: &Network,
    spec: Option<&TopologySpec>,
    chips: Option<u32>,
) {
    let Some(router) = network.router else { return };
    let Some(spec) = spec else { return };
    datelines(checker, "network.router.channels", &router, spec);
    let leaving = |class: &LinkClass| leaves_a_router(*class, spec, chips, network.directional);
    for class in LinkClass::ALL.into_iter().filter(leaving) {
        let LinkTiming { latency, cycle: _ } = network.link(class);
        link(checker, &router, class, latency);
    }
}

/// Links that leave routers. Those to the host are timed by the host.
fn leaves_a_router(class: LinkClass, spec: &TopologySpec, chips: Option<u32>, directional: bool) -> bool {
    match class {
        LinkClass::Ejection => true,
        LinkClass::Horizontal | LinkClass::Vertical => spec.joins(class),
        LinkClass::Westward | LinkClass::Southward => directional && spec.joins(class.undirected()),
        LinkClass::ChipLink => chips.is_some_and(|chips| chips > 1),
        LinkClass::Injection | LinkClass::HostIn | LinkClass::HostOut => false,
    }
}

/// The latency of a link contains the router before it; what is left of it is the wire. Between routers, time passes
/// after the grant: a grant that is felt elsewhere at the same instant could be decided before what it depends on.
fn link(checker: &mut Checker, router: &Router, class: LinkClass, latency: u64) {
    let path = match class {
        LinkClass::ChipLink => "chip_link.latency".to_owned(),
        _ => format!("network.{}.latency", class.name()),
    };
    let time = router.time();
    if latency < time {
        let what = format!("{latency} ticks, less than the {time} that the router takes before the link");
        checker.refuse(
            &path,
            what,
            "write the latency with router traversal included, or a faster network.router",
        );
    } else if class != LinkClass::Ejection && latency == router.before_grant() {
        let what = "no time from the grant in one router to the next router";
        let hint = "write at least one tick for switch allocation, switch traversal and wire together";
        checker.refuse(&path, what, hint);
    }
}

/// Packets on a ring take one of two classes of channels, so that neither closes it; `path` is where the number of
/// channels stands.
pub(super) fn datelines(checker: &mut Checker, path: &str, router: &Router, spec: &TopologySpec) {
    if let Router::VirtualChannel(router) = router
        && spec.has_rings()
        && !router.channels.is_multiple_of(2)
    {
        let what = format!(
            "{} channels on a {}, whose rings need two classes of them",
            router.channels,
            spec.name()
        );
        checker.refuse(path, what, "write an even number");
    }
}

#[cfg(test)]
mod tests {
    use super::super::refusals::with;
    use crate::chip::Chip;
    use crate::load::check;
    use crate::router::Router;
    use crate::topology::LinkClass;

    const CHANNELS: &str = "router: VirtualChannel(channels: Given(2), buffer_flits: Given(8), \
         route_computation: Given(\"1 cycle\"), channel_allocation: WithSwitch, \
         switch_allocation: Given(\"1 cycle\"), switch_traversal: Given(\"1 cycle\"), \
         credit: Given(\"1 cycle\"), channel_choice: AnyFree, subnets: Given(1)),";
    const TABLE: &str = "router: Table(entries: Given(1024), buffer_packets: Given(2), lookup: Given(\"2 cycles\"), \
         packet_time: Given(\"1 cycle\"), credit: Given(\"0 cycles\"), wait: Given(\"100 cycles\")),";

    /// The fixture with a router, whose time the ejection link is given.
    fn text(router: &str) -> String {
        with("casting: Multicast,", &format!("casting: Multicast, {router}"))
            .replace("ejection: (latency: Given(\"1 cycle\")", "ejection: (latency: Given(\"4 cycles\")")
    }

    fn chip(text: &str) -> Chip {
        check("fixture.ron", text, &[]).unwrap_or_else(|error| panic!("{error}"))
    }

    #[track_caller]
    fn refuses(text: &str, path: &str, what: &str) {
        let error = check("fixture.ron", text, &[]).expect_err("refused");
        assert_eq!(error.problems.len(), 1, "{error}");
        let problem = &error.problems[0];
        assert_eq!(problem.path, path, "{error}");
        assert!(problem.what.contains(what) && problem.hint.is_some() && problem.span.is_some(), "{error}");
    }

    #[test]
    fn what_is_left_of_a_latency_is_the_wire() {
        let chip = chip(&text(CHANNELS));
        let network = chip.network();
        assert_eq!(network.period, Some(3), "400 MHz at 1.2 GHz");
        let Some(Router::VirtualChannel(router)) = network.router else { panic!("a router") };
        assert_eq!((router.channels, router.channel_allocation, router.credit), (2, None, 3));
        assert_eq!((router.before_grant(), router.time()), (3, 9));
        let wires = [LinkClass::Injection, LinkClass::Ejection, LinkClass::Horizontal, LinkClass::Vertical];
        assert_eq!(wires.map(|class| network.wire(class)), [0, 3, 6, 9]);
        assert_eq!(network.wire(LinkClass::ChipLink), 120 - 9);
        assert_eq!(network.wire(LinkClass::HostIn), 16 - 3);
    }

    #[test]
    fn without_a_router_a_latency_is_all_wire() {
        let chip = chip(&with("casting: Multicast,", "casting: Multicast,"));
        assert_eq!((chip.network().router, chip.network().wire(LinkClass::Horizontal)), (None, 15));
    }

    #[test]
    fn an_allocation_stage_of_its_own_takes_time() {
        let separate = CHANNELS.replace("WithSwitch", "Separate(Given(\"1 cycle\"))");
        let chip = chip(&text(&separate));
        assert_eq!(chip.network().wire(LinkClass::Horizontal), 3);
        assert_eq!(chip.network().wire(LinkClass::Ejection), 0);
    }

    #[test]
    fn sizes_of_nought() {
        for (old, path, what) in [
            ("channels: Given(2)", "channels", "zero channels"),
            ("buffer_flits: Given(8)", "buffer_flits", "zero flits"),
            ("subnets: Given(1)", "subnets", "zero subnets"),
        ] {
            let name = old.split_once('(').expect("a number").0;
            let text = text(&CHANNELS.replace(old, &format!("{name}(0)")));
            refuses(&text, &format!("network.router.{path}"), what);
        }
        for (old, path) in [("Given(1024)", "entries"), ("Given(2)", "buffer_packets")] {
            refuses(&text(&TABLE.replace(old, "Given(0)")), &format!("network.router.{path}"), "zero ");
        }
        let never = TABLE.replace("packet_time: Given(\"1 cycle\")", "packet_time: Given(\"0 cycles\")");
        refuses(&text(&never), "network.router.packet_time", "an interval of zero");
    }

    #[test]
    fn links_shorter_than_their_router() {
        let slow = CHANNELS
            .replace("route_computation: Given(\"1 cycle\")", "route_computation: Given(\"2 cycles\")");
        let text = |old: &str, new: &str| {
            let text = text(&slow);
            assert_eq!(text.matches(old).count(), 1);
            text.replace(old, new)
        };
        let ejection =
            text("ejection: (latency: Given(\"4 cycles\")", "ejection: (latency: Given(\"1 cycle\")");
        refuses(&ejection, "network.ejection.latency", "3 ticks, less than the 12");
        let horizontal =
            text("horizontal: (latency: Given(\"5 cycles\")", "horizontal: (latency: Given(\"3 cycles\")");
        refuses(&horizontal, "network.horizontal.latency", "9 ticks, less than the 12");
        let chips = text("Given(\"100 ns\")", "Given(\"5 ns\")");
        refuses(&chips, "chip_link.latency", "6 ticks, less than the 12");
        let lone = horizontal
            .replace("columns: Given(2)", "columns: Given(1)")
            .replace("usable_cores: Given(3)", "usable_cores: Given(2)")
            .replace("cores: 12", "cores: 2");
        chip(&lone);
    }

    #[test]
    fn grants_that_are_felt_at_once() {
        let at_once = CHANNELS
            .replace("switch_allocation: Given(\"1 cycle\")", "switch_allocation: Given(\"0 cycles\")")
            .replace("switch_traversal: Given(\"1 cycle\")", "switch_traversal: Given(\"0 cycles\")");
        let text = text(&at_once).replace("Given(\"5 cycles\")", "Given(\"1 cycle\")");
        refuses(&text, "network.horizontal.latency", "no time from the grant");
    }

    #[test]
    fn rings_need_two_classes_of_channels() {
        let odd = text(&CHANNELS.replace("channels: Given(2)", "channels: Given(3)"));
        let torus = odd.replace("Mesh(columns: Given(2)", "Torus(columns: Given(3)");
        refuses(&torus, "network.router.channels", "3 channels on a torus");
        chip(&odd);
        chip(&odd.replace("Mesh(", "Torus("));
    }
}

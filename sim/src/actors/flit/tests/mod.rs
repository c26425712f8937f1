//! Laws of routers, links and sources, on many small networks under more than they can carry.

mod deadlock;
mod drawn;
mod multicast;
mod rig;
mod tables;
mod unicast;

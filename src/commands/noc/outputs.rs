//! Files that the subcommands of `egret noc` write beside what they print.

use std::path::{Path, PathBuf};

use clap::Args;
use egret_config::Problem;
use egret_reports::noc::{LinkLoad, link_loads, links_csv};
use egret_reports::{Image, LinkMap, write_atomically};

use super::network::Chosen;
use crate::failure::Failure;
use crate::interrupt::{self, uninterrupted};

/// Loads of links.
#[derive(Debug, Args)]
pub(super) struct LinkOutputs {
    /// CSV file for the load of every link: from,to,class,flits,utilisation
    #[arg(long, value_name = "FILE.csv")]
    links: Option<PathBuf>,
    /// SVG or PNG file for a map of how busy each link between routers was; of a sweep, at its last rate
    #[arg(long, value_name = "FILE")]
    heat_map: Option<PathBuf>,
}

/// What links moved in one measurement.
pub(super) struct Moved<'a> {
    /// The rate, where there are several.
    pub(super) offered: Option<f64>,
    /// Flits by number of the link.
    pub(super) flits: &'a [u64],
    /// Cycles measured.
    pub(super) cycles: u64,
}

impl LinkOutputs {
    /// Checks that the files can be written, before the long work, and that none of them is one of `others`.
    pub(super) fn check(&self, others: &[Option<&Path>]) -> Result<(), Failure> {
        let mut taken: Vec<&Path> = others.iter().copied().flatten().collect();
        for (path, flag) in [(&self.links, "--links"), (&self.heat_map, "--heat-map")] {
            let Some(path) = path.as_deref() else { continue };
            if taken.contains(&path) {
                let problem = Problem::new("", format!("`{}` is named twice", path.display()));
                return Err(Failure::input(flag, problem.hint("give every file a name of its own")));
            }
            taken.push(path);
        }
        self.links.as_deref().map_or(Ok(()), writable)?;
        self.heat_map.as_deref().map_or(Ok(()), |path| picture(path, "--heat-map").map(|_| ()))
    }

    /// Writes the files that were asked for; returns their paths.
    pub(crate) fn write(
        &self,
        chosen: &Chosen,
        subtitle: &str,
        measured: &[Moved<'_>],
    ) -> Result<Vec<PathBuf>, Failure> {
        let Self { links, heat_map } = self;
        if links.is_none() && heat_map.is_none() {
            return Ok(Vec::new());
        }
        let loads = |moved: &Moved<'_>| {
            let Chosen { topology, network, cycle_ticks, .. } = chosen;
            link_loads(topology, network, moved.flits, moved.cycles, *cycle_ticks)
        };
        let mut points: Vec<(Option<f64>, Vec<LinkLoad>)> =
            measured.iter().map(|moved| (moved.offered, loads(moved))).collect();
        if let Some(path) = links {
            write(path, &links_csv(&points))?;
        }
        if let Some(path) = heat_map {
            let image = picture(path, "--heat-map")?;
            let (offered, loads) = points.pop().unwrap_or_default();
            let at =
                offered.map(|offered| format!(", {offered} flits/node/cycle offered")).unwrap_or_default();
            let routers = 0..chosen.topology.routers();
            let positions = routers.map(|router| chosen.topology.position(router)).collect();
            let map = LinkMap { subtitle: format!("{subtitle}{at}"), positions, loads };
            write(path, &map.render(image).map_err(|error| Failure::Bug(error.to_string()))?)?;
        }
        Ok(links.iter().chain(heat_map).cloned().collect())
    }
}

/// The kind of a picture, once its file has been found writable. `flag` is what asked for it.
pub(crate) fn picture(path: &Path, flag: &str) -> Result<Image, Failure> {
    let image = Image::of(path).ok_or_else(|| {
        let problem = Problem::new("", format!("`{}` names no kind of picture", path.display()));
        Failure::input(flag, problem.hint("end the name with .svg or .png"))
    })?;
    writable(path).map(|()| image)
}

/// Checks that a file can be written, and makes its directory.
pub(crate) fn writable(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        let what = format!("cannot write `{}`: it is a directory", path.display());
        return Err(Failure::Output { what, hint: Some("give the path of a file in it".to_owned()) });
    }
    egret_reports::check_replaceable(path)?;
    let directory = path.parent().unwrap_or(Path::new(""));
    uninterrupted(|| egret_reports::prepare(directory).map(interrupt::made))?;
    Ok(())
}

/// Writes one file.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    uninterrupted(|| write_atomically(path, bytes))?;
    Ok(())
}

/// What was written, as a list for people.
pub(crate) fn wrote(paths: &[PathBuf]) -> String {
    let mut list = String::new();
    if !paths.is_empty() {
        list.push_str("wrote\n");
        list.extend(paths.iter().map(|path| format!("  {}\n", path.display())));
    }
    list
}

//! Carrying a search out: rounds of points, of which each is chosen by what those before it found.
//!
//! Points are numbered as the search asks for them. It asks for the same ones whenever it is run with the same results, so a
//! search that was interrupted is run from the start again: what journals hold is answered from there.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use egret_reports::results::{ResultRow, Status, csv_header, read_rows};

use super::campaign::{Campaign, Finished, Options};
use super::chosen::is_priced;
use super::evaluate::Evaluator;
use super::journal::{self, Journal, Shard};
use super::search::{Evaluated, SearchAxis, search};
use crate::failure::Failure;

/// What points are worth, by number.
type Known = BTreeMap<u64, Option<Evaluated>>;

impl Campaign {
    /// Does what is left of a search with so many evaluations. It cannot be parted, as every round goes by all results: the
    /// first shard does all of it.
    pub(super) fn seek(
        &self,
        directory: &Path,
        evaluations: u32,
        (options, journal): (Options, Journal),
        begun: &dyn Fn(u64),
        ended: &(dyn Fn(u64) + Sync),
    ) -> Result<Finished, Failure> {
        let whole = options.shard == Shard::WHOLE;
        if options.shard.index > 0 {
            return Ok(Finished { whole, ..Finished::default() });
        }
        let known = self.known(directory)?;
        let found = known.len() as u64;
        begun(found);
        let evaluator = Evaluator::new(&self.study, &self.sources, options.jobs);
        let (known, journal) = (Mutex::new(known), Mutex::new(journal));
        let keep = |rows: &[ResultRow]| {
            let worth = rows.iter().map(|row| (row.point, self.worth(row)));
            known.lock().unwrap_or_else(PoisonError::into_inner).extend(worth);
            ended(rows.len() as u64);
        };
        let mut asked = 0;
        let mut evaluate = |round: &[Vec<usize>]| -> Result<Vec<Option<Evaluated>>, Failure> {
            let first = asked;
            asked += round.len() as u64;
            let at = |point: u64| round[(point - first) as usize].clone();
            let groups = {
                let known = known.lock().unwrap_or_else(PoisonError::into_inner);
                self.served_together((first..asked).filter(|point| !known.contains_key(point)), &at)
            };
            self.simulate(&evaluator, &groups, (&at, options.jobs), &journal, &keep)?;
            let known = known.lock().unwrap_or_else(PoisonError::into_inner);
            Ok((first..asked).map(|point| known.get(&point).cloned().flatten()).collect())
        };
        search(&self.search_axes(), evaluations as usize, self.study.seeds[0], &mut evaluate)?;
        Ok(Finished { points: asked, found, whole })
    }

    /// Points that differ in prices at most, together.
    fn served_together(
        &self,
        points: impl Iterator<Item = u64>,
        at: &dyn Fn(u64) -> Vec<usize>,
    ) -> Vec<Vec<u64>> {
        let mut groups: BTreeMap<Vec<usize>, Vec<u64>> = BTreeMap::new();
        for point in points {
            let simulated = self.study.axes.iter().zip(at(point)).filter(|(axis, _)| !is_priced(axis));
            groups.entry(simulated.map(|(_, place)| place).collect()).or_default().push(point);
        }
        groups.into_values().collect()
    }

    fn search_axes(&self) -> Vec<SearchAxis> {
        let axis =
            |axis: &super::axis::Axis| SearchAxis { values: axis.values.len(), ordered: axis.is_ordered() };
        self.study.axes.iter().map(axis).collect()
    }

    /// What journals hold.
    fn known(&self, directory: &Path) -> Result<Known, Failure> {
        let mut text = csv_header(&self.record);
        journal::read(directory, &mut |line| text.push_str(line.text))?;
        let rows = read_rows(&directory.display().to_string(), &text, &self.record)?;
        Ok(rows.iter().map(|row| (row.point, self.worth(row))).collect())
    }

    /// What a row says of its point; nothing where it did not run, or lacks a figure that is sought or has a limit.
    fn worth(&self, row: &ResultRow) -> Option<Evaluated> {
        let sought = self.study.objectives.iter();
        let objectives = sought
            .map(|objective| row.metric(&objective.metric).map(|value| objective.minimised(value)))
            .collect::<Option<Vec<f64>>>()?;
        let limits = self.study.constraints.iter();
        let violation = limits
            .map(|limit| row.metric(&limit.metric).map(|value| limit.violation(value)))
            .sum::<Option<f64>>()?;
        (row.status != Status::Failed).then_some(Evaluated { objectives, violation })
    }
}

//! Traffic matrices.

use egret_config::{InputError, Problem};
use egret_sim::noc::{Flow, Traffic};

use super::columns::read;

/// Reads a traffic matrix between `nodes` nodes from CSV with at least the columns `src,dst,weight`. Pairs that are not
/// there, or have the weight 0, have no traffic. `name` is the file, for messages; all problems are told at once.
pub fn read_matrix(name: &str, text: &str, nodes: u32) -> Result<Traffic, InputError> {
    let flows = read(name, text, &["src", "dst", "weight"], |row| {
        let (source, destination) = (row.node(0, nodes), row.node(1, nodes));
        let weight = row.weight(2)?;
        let flow = Flow { source: source?, destination: destination?, weight };
        (weight > 0.0).then_some(flow)
    })?;
    if flows.is_empty() {
        let problem = Problem::new("", "it has no traffic: no pair with a weight above 0");
        return Err(InputError::single(name, problem));
    }
    Ok(Traffic::Matrix(flows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_without_weight_are_left_out() {
        let traffic = read_matrix("m.csv", "src,dst,weight\n0,1,2.5\n1,0,0\n", 4).unwrap();
        assert_eq!(traffic, Traffic::Matrix(vec![Flow { source: 0, destination: 1, weight: 2.5 }]));
    }

    #[test]
    fn bad_weights_and_nodes_and_empty_matrices_are_refused() {
        let error = read_matrix("m.csv", "src,dst,weight\n0,9,NaN\n0,1,-1\n", 4).unwrap_err();
        assert_eq!(error.problems.len(), 3, "{error}");
        for text in ["src,dst,weight\n", "src,dst,weight\n0,1,0\n"] {
            assert!(read_matrix("m.csv", text, 4).unwrap_err().to_string().contains("no traffic"));
        }
    }
}

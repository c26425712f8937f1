//! From tensors and a sidecar to a stack of layers.

use egret_config::{InputError, Problem, read_ron};

use super::frameworks::layer;
use super::sidecar::{Framework, SIDECAR, Sidecar};
use super::tensors::Tensors;
use crate::checkpoint::{Embedding, Layer, LayerKind, Stack, write_graph};
use crate::execute::{Cell, ExecutableNetwork, ExecutablePopulation, ExecutableProjection, Gated, Weights};
use crate::files::TensorFile;
use crate::import::Conversion;
use crate::network::{Model, PopulationId};

/// Most layers of a network.
const MOST_LAYERS: usize = 1000;

/// An imported recurrent network.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedLanguage {
    /// The network in a file of egret's own layout.
    pub bytes: Vec<u8>,
    /// What its layers compute.
    pub model: Model,
    /// Words of the embedding, if there is one.
    pub vocabulary: Option<u32>,
    /// What became of every part of the file.
    pub conversions: Vec<Conversion>,
}

/// The recurrent network in a file of tensors, as the text of the sidecar called `sidecar_name` says.
pub fn import_recurrent(
    file: &TensorFile<'_>,
    sidecar_name: &str,
    sidecar: &str,
) -> Result<ImportedLanguage, InputError> {
    let aside = |problem: Problem| {
        InputError { name: sidecar_name.to_owned(), text: Some(sidecar.to_owned()), problems: vec![problem] }
            .locate()
    };
    let refused = |problems: Vec<Problem>| InputError { name: file.name().to_owned(), text: None, problems };
    let written: Sidecar = read_ron(sidecar_name, sidecar)?;
    let kind = checked(&written).map_err(aside)?;
    let tensors = Tensors::new(file);
    let mut problems = Vec::new();
    let mut conversions = Vec::new();
    let mut layers: Vec<Layer> = Vec::new();
    for (entry, number) in
        written.layers.iter().flat_map(|entry| (0..entry.layers).map(move |number| (entry, number)))
    {
        match layer(&tensors, entry, number) {
            Ok((layer, notes)) => {
                let below = layers.last().map(|below| below.units);
                if let Some(below) = below.filter(|below| *below != layer.inputs) {
                    let what = format!(
                        "layer {} has {} inputs, and the layer below {below} units",
                        layers.len(),
                        layer.inputs
                    );
                    problems.push(Problem::new(entry.prefix.as_str(), what));
                }
                conversions.push(Conversion {
                    node: if entry.layers > 1 {
                        format!("{} layer {number}", entry.prefix)
                    } else {
                        entry.prefix.clone()
                    },
                    kind: entry.framework.name().to_owned(),
                    became: format!(
                        "layer{} of {} units, {} inputs",
                        layers.len(),
                        layer.units,
                        layer.inputs
                    ),
                    notes,
                });
                layers.push(layer);
            }
            Err(problem) => problems.push(problem),
        }
    }
    let ends = layers.first().map(|layer| layer.inputs).zip(layers.last().map(|layer| layer.units));
    let embedding = if let Some(ends) = ends.filter(|_| problems.is_empty()) {
        embedding(&tensors, &written, ends, &mut conversions)
    } else {
        // Without its layers nothing can be said about its shape, only that it is known.
        for name in written.embedding_tensors() {
            tensors.skip(name);
        }
        Ok(None)
    };
    let embedding = embedding.unwrap_or_else(|problem| {
        problems.push(problem);
        None
    });
    for name in &written.ignore {
        if !tensors.skip(name) {
            return Err(aside(Problem::new("ignore", format!("there is no tensor `{name}` to be left out"))));
        }
    }
    for name in tensors.unused() {
        let problem = Problem::new(name, "the sidecar does not say what it is");
        problems.push(problem.hint("name it in `ignore` if the network can do without"));
    }
    if !problems.is_empty() {
        return Err(refused(problems));
    }
    let vocabulary = embedding.as_ref().map(|embedding| embedding.vocabulary as u32);
    let (bytes, model) = match kind {
        Framework::EvnnEgru => {
            (Stack { kind: LayerKind::Egru, layers }.to_bytes(embedding.as_ref()), Model::Egru)
        }
        Framework::TorchGru => {
            (Stack { kind: LayerKind::Gru, layers }.to_bytes(embedding.as_ref()), Model::Gru)
        }
        Framework::TorchLstm => (write_graph(&lstm(&layers)), Model::Lstm),
    };
    Ok(ImportedLanguage { bytes, model, vocabulary, conversions })
}

/// The framework of all layers, or what is wrong with the sidecar.
fn checked(sidecar: &Sidecar) -> Result<Framework, Problem> {
    if sidecar.schema != SIDECAR {
        return Err(Problem::new("schema", format!("it is `{}`, and `{SIDECAR}` is read", sidecar.schema)));
    }
    let Some(first) = sidecar.layers.first() else {
        return Err(Problem::new("layers", "there is none"));
    };
    let count: usize = sidecar.layers.iter().map(|entry| entry.layers as usize).sum();
    if count == 0 || count > MOST_LAYERS {
        return Err(Problem::new("layers", format!("{count} layers are none or more than {MOST_LAYERS}")));
    }
    if let Some(at) = sidecar.layers.iter().position(|entry| entry.framework != first.framework) {
        let what = format!("the layers below are {}", first.framework.name());
        return Err(Problem::new(format!("layers[{at}].framework"), what).hint("all layers are of one kind"));
    }
    if let Some(at) =
        sidecar.layers.iter().position(|entry| entry.layers > 1 && entry.framework == Framework::EvnnEgru)
    {
        return Err(Problem::new(format!("layers[{at}].layers"), "a module of EvNN holds one layer"));
    }
    if first.framework == Framework::TorchLstm && sidecar.embedding.is_some() {
        return Err(Problem::new("embedding", "word vectors are understood with EGRU and GRU only")
            .hint("leave it out, and name the tensors in `ignore`"));
    }
    let decoder = [(&sidecar.decoder_weight, "decoder_weight"), (&sidecar.decoder_bias, "decoder_bias")];
    match decoder.into_iter().find(|(given, _)| given.is_some() && sidecar.embedding.is_none()) {
        Some((_, name)) => Err(Problem::new(name, "there is no `embedding` that it could decode with")),
        None => Ok(first.framework),
    }
}

fn embedding(
    tensors: &Tensors,
    sidecar: &Sidecar,
    (inputs, outputs): (usize, usize),
    conversions: &mut Vec<Conversion>,
) -> Result<Option<Embedding>, Problem> {
    let Some(name) = &sidecar.embedding else { return Ok(None) };
    let (vocabulary, width, vectors) = tensors.matrix(name)?;
    if width != inputs {
        let what = format!("its vectors have {width} numbers, and the lowest layer has {inputs} inputs");
        return Err(Problem::new(name.as_str(), what));
    }
    let mut notes = Vec::new();
    let mut weight = None;
    if let Some(name) = &sidecar.decoder_weight {
        let decoder = tensors.floats(name, &[vocabulary, outputs]).map_err(|problem| {
            problem.hint(format!("the embedding has {vocabulary} words, the last layer {outputs} units"))
        })?;
        if decoder == vectors {
            notes.push("the decoder is tied to it".to_owned());
        } else {
            weight = Some(decoder);
        }
    } else if width != outputs {
        let what = format!("vectors of {width} numbers cannot decode a last layer of {outputs} units");
        return Err(Problem::new(name.as_str(), what).hint("name the decoder's own tensor: `decoder_weight`"));
    }
    let bias = if let Some(bias) = &sidecar.decoder_bias {
        tensors.floats(bias, &[vocabulary]).map_err(|problem| {
            problem.hint(format!("the embedding has {vocabulary} words: do the two share a vocabulary?"))
        })?
    } else {
        notes.push("no bias of the decoder: zeros".to_owned());
        vec![0.0; vocabulary]
    };
    conversions.push(Conversion {
        node: name.clone(),
        kind: "embedding".to_owned(),
        became: format!("embedding and decoder, {vocabulary} words of {width} numbers"),
        notes,
    });
    Ok(Some(Embedding { vocabulary, width, vectors, decoder: weight, bias }))
}

/// The network of LSTM layers, whose gates are in torch's order.
fn lstm(layers: &[Layer]) -> ExecutableNetwork {
    let inputs = layers[0].inputs as u32;
    let mut populations =
        vec![ExecutablePopulation { name: "embedding".to_owned(), units: inputs, cell: Cell::Input }];
    let mut projections = Vec::new();
    for (number, layer) in (0..).zip(layers) {
        let (units, sums) = (layer.units as u32, 4 * layer.units as u32);
        let cell = Cell::Lstm(Gated { input: layer.bias_ih.clone(), recurrent: layer.bias_hh.clone() });
        populations.push(ExecutablePopulation { name: format!("layer{number}"), units, cell });
        let own = PopulationId(number + 1);
        let weights = |columns: usize, matrix: &[f32]| Weights::from_matrix(sums, columns as u32, matrix);
        projections.push(ExecutableProjection {
            name: format!("W{number}"),
            source: PopulationId(number),
            target: own,
            delay: 0,
            weights: weights(layer.inputs, &layer.weight_ih),
        });
        projections.push(ExecutableProjection {
            name: format!("R{number}"),
            source: own,
            target: own,
            delay: 1,
            weights: weights(layer.units, &layer.weight_hh),
        });
    }
    ExecutableNetwork { populations, projections }
}

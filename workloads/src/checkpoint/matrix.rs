//! Weight matrices in checkpoints: dense, or a packed mask with the values that are not zero.

use egret_config::Problem;

use crate::files::TensorFile;

/// Whether a matrix is stored as `name.mask` and `name.values`. One that is there in full is read from there.
pub(super) fn is_packed(file: &TensorFile<'_>, name: &str) -> bool {
    !file.contains(name) && file.contains(&format!("{name}.mask"))
}

/// A matrix `[rows, columns]`, row-major.
///
/// Either the tensor `name`, or `name.mask` (a bitmap over the flattened matrix, lowest bit first) with `name.values`
/// (those whose bit is set, in order).
pub(super) fn read(
    file: &TensorFile<'_>,
    name: &str,
    rows: usize,
    columns: usize,
) -> Result<Vec<f32>, Problem> {
    if !is_packed(file, name) {
        return file.floats(name, &[rows, columns]);
    }
    let positions = rows * columns;
    let (mask_name, values_name) = (format!("{name}.mask"), format!("{name}.values"));
    let mask = file.bytes(&mask_name, &[positions.div_ceil(8)])?;
    let count: usize = mask.iter().map(|byte| byte.count_ones() as usize).sum();
    let beyond = |byte: &u8| !positions.is_multiple_of(8) && byte >> (positions % 8) != 0;
    if mask.last().is_some_and(beyond) {
        return Err(Problem::new(mask_name, format!("a bit beyond its {positions} positions is set")));
    }
    let values = file.floats(&values_name, &[count])?;
    let mut matrix = vec![0.0; positions];
    let set = (0..positions).filter(|at| mask[at / 8] >> (at % 8) & 1 == 1);
    for (at, value) in set.zip(values) {
        matrix[at] = value;
    }
    Ok(matrix)
}

//! Archives of arrays as `numpy.savez` and `numpy.savez_compressed` write them.

use std::io::{Cursor, Read};

use egret_config::Problem;
use zip::ZipArchive;

use super::array::{Array, LARGEST_ARRAY};
use super::npy::read_npy;

/// Most arrays an archive may hold.
const MOST_ARRAYS: usize = 10_000;

/// The arrays of an `.npz` file by name, in the order of the archive.
///
/// What unpacking may fill is limited, together, to [`LARGEST_ARRAY`] bytes.
pub fn read_npz(bytes: &[u8]) -> Result<Vec<(String, Array)>, Problem> {
    let refused = |error: zip::result::ZipError| {
        Problem::new("", format!("it is no zip archive that can be read: {error}"))
            .hint("write it with `numpy.savez` or `numpy.savez_compressed`")
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(refused)?;
    if archive.len() > MOST_ARRAYS {
        return Err(Problem::new(
            "",
            format!("it holds {} files, and at most {MOST_ARRAYS} are read", archive.len()),
        ));
    }
    let mut room = LARGEST_ARRAY;
    let mut arrays: Vec<(String, Array)> = Vec::new();
    for at in 0..archive.len() {
        let mut member = archive.by_index(at).map_err(refused)?;
        let file = member.name().map_err(refused)?.into_owned();
        let name = file.strip_suffix(".npy").ok_or_else(|| {
            Problem::new(&file, "it is no array").hint("only `.npy` files may be in the archive")
        })?;
        if arrays.iter().any(|(other, _)| other == name) {
            return Err(Problem::new(name, "it is in the archive twice"));
        }
        // Whatever the archive claims, memory grows only as bytes come out of it.
        let mut unpacked = Vec::new();
        let read = (&mut member).take(room + 1).read_to_end(&mut unpacked);
        read.map_err(|error| Problem::new(name, format!("it cannot be unpacked: {error}")))?;
        room = room.checked_sub(unpacked.len() as u64).ok_or_else(|| {
            Problem::new(name, format!("the archive unpacks to more than {LARGEST_ARRAY} bytes"))
                .hint("save event indices (`indptr`, `indices`) instead of a dense array, or fewer steps")
        })?;
        let array = read_npy(&unpacked).map_err(|problem| Problem { path: name.to_owned(), ..problem })?;
        arrays.push((name.to_owned(), array));
    }
    Ok(arrays)
}

//! Hardware words as names in files.

/// `#[serde(with)]` for models by name.
pub(super) mod model {
    use egret_arch::Model;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub(in crate::record) fn serialize<S: Serializer>(
        model: &Model,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(model.name())
    }

    pub(in crate::record) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Model, D::Error> {
        let name = String::deserialize(deserializer)?;
        Model::from_name(&name)
            .ok_or_else(|| D::Error::custom(format!("`{name}` is no model this version of egret knows")))
    }
}

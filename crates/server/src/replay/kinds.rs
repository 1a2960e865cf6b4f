//! What a request's kind means in the catalogue: a table of kind, service code and weight.

use super::formats::Format;
use crate::dice::Dice;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

const BOSTON: &str = include_str!("../../kinds/boston311.csv");
const MIX: &str = include_str!("../../kinds/mix.csv");
/// The kind that stands for every other one.
const ANY: &str = "*";

/// Which services a kind may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kinds(BTreeMap<String, Vec<(String, u32)>>);

impl Kinds {
    /// The table that comes with a layout.
    #[must_use]
    pub fn of(format: Format) -> Self {
        let table = match format {
            Format::Boston311 => BOSTON,
            Format::LadeJilin => MIX,
            Format::Documented => "kind,service,weight\n",
        };
        Self::read(table.as_bytes()).expect("the built-in tables are sound; a test reads them")
    }

    /// What people in a city ask for, whatever they say (DOMAIN 15).
    #[must_use]
    pub fn mix() -> Self {
        Self::of(Format::LadeJilin)
    }

    /// Reads `kind,service,weight` (weight 1 when empty); kind `*` stands for every other one. The reason when it cannot be.
    pub fn open(path: &Path) -> Result<Self, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        Self::read(&bytes).map_err(|reason| format!("{}: {reason}", path.display()))
    }

    fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut kinds: BTreeMap<String, Vec<(String, u32)>> = BTreeMap::new();
        for (index, row) in csv::ReaderBuilder::new().flexible(true).from_reader(bytes).records().enumerate() {
            let row = row.map_err(|error| format!("line {}: {error}", index + 2))?;
            let field = |column: usize| row.get(column).unwrap_or("").trim();
            if field(0).is_empty() || field(1).is_empty() {
                return Err(format!("line {}: kind and service are wanted", index + 2));
            }
            let weight = match field(2) {
                "" => 1,
                text => text.parse().map_err(|_| format!("line {}: {text:?} is no weight", index + 2))?,
            };
            kinds.entry(field(0).to_owned()).or_default().push((field(1).to_owned(), weight));
        }
        Ok(Self(kinds))
    }

    /// The service a request means: its kind when that is a service code, else by the table; none when nobody knows.
    #[must_use]
    pub fn service(&self, kind: &str, known: &BTreeSet<String>, dice: &mut Dice) -> Option<String> {
        if known.contains(kind) {
            return Some(kind.to_owned());
        }
        [kind, ANY].into_iter().find_map(|word| self.one_of(word, known, dice))
    }

    fn one_of(&self, kind: &str, known: &BTreeSet<String>, dice: &mut Dice) -> Option<String> {
        let sold: Vec<&(String, u32)> =
            self.0.get(kind)?.iter().filter(|(service, _)| known.contains(service)).collect();
        let weights: Vec<u32> = sold.iter().map(|(_, weight)| *weight).collect();
        (!sold.is_empty()).then(|| sold[dice.weighted(&weights)].0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_for_themselves_and_kinds_for_their_services() {
        let known: BTreeSet<String> = ["HC-D", "RP-E1"].map(str::to_owned).into();
        let mut dice = Dice::of(1, "kinds");
        let boston = Kinds::of(Format::Boston311);
        assert_eq!(boston.service("HC-D", &known, &mut dice).as_deref(), Some("HC-D"));
        assert_eq!(boston.service("Street Lights", &known, &mut dice).as_deref(), Some("RP-E1"));
        assert!(boston.service("Valet", &known, &mut dice).is_some());
        let graffiti = boston.service("Graffiti", &known, &mut dice);
        assert!(graffiti.is_some_and(|service| known.contains(&service)), "none of its own services is sold");
        assert_eq!(Kinds::of(Format::Documented).service("leaking tap", &known, &mut dice), None);
        assert!(Kinds::of(Format::LadeJilin).service("14", &known, &mut dice).is_some());
    }

    #[test]
    fn bad_tables_are_refused_by_line() {
        assert!(Kinds::read(b"kind,service,weight\nx,HC-D\n,HC-D,1\n").unwrap_err().contains("line 3"));
        assert!(Kinds::read(b"kind,service,weight\nx,HC-D,many\n").unwrap_err().contains("line 2"));
    }
}

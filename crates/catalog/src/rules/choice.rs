//! Whether what a person asks for can be had.

use crate::{
    model::{ItemChoice, PriceBook, Service, VisitFacts},
    refusals,
};
use kernel::{Result, problem};

/// Checks quantity, add-ons, material, brand tier, difficulty and address against the service and the book.
pub fn check_choice(book: &PriceBook, service: &Service, choice: &ItemChoice, visit: &VisitFacts) -> Result<()> {
    if !service.is_active {
        return Err(refusals::SERVICE_INACTIVE.field("service").param("service", &service.spec.code));
    }
    let spec = &service.spec;
    if !(spec.quantity_min..=spec.quantity_max).contains(&choice.quantity) {
        let bad = refusals::BAD_QUANTITY.field("quantity").param("given", choice.quantity);
        return Err(bad.param("low", spec.quantity_min).param("high", spec.quantity_max));
    }
    check_add_ons(service, choice)?;
    check_piece(book, service, choice)?;
    if !(-10..=150).contains(&visit.floor) {
        return Err(problem::OUT_OF_RANGE.field("floor").param("low", -10).param("high", 150));
    }
    Ok(())
}

fn check_add_ons(service: &Service, choice: &ItemChoice) -> Result<()> {
    for (index, wanted) in choice.add_ons.iter().enumerate() {
        let Some(add_on) = service.spec.add_ons.iter().find(|add_on| add_on.code == wanted.code) else {
            return Err(refusals::UNKNOWN_ADD_ON.field("add_ons").param("given", &wanted.code));
        };
        if choice.add_ons[..index].iter().any(|other| other.code == wanted.code) {
            return Err(refusals::REPEATED_CODE.field("add_ons").param("given", &wanted.code));
        }
        if !(1..=add_on.count_max).contains(&wanted.count) {
            let bad = refusals::BAD_ADD_ON_COUNT.field("add_ons").param("given", wanted.count);
            return Err(bad.param("add_on", &wanted.code).param("high", add_on.count_max));
        }
    }
    Ok(())
}

fn check_piece(book: &PriceBook, service: &Service, choice: &ItemChoice) -> Result<()> {
    let (spec, piece) = (&service.spec, &choice.piece);
    match &piece.material {
        None if !spec.materials.is_empty() => return Err(problem::REQUIRED.field("piece.material")),
        Some(material) if !spec.materials.is_empty() && !spec.materials.contains(material) => {
            return Err(refusals::UNKNOWN_MATERIAL.field("piece.material").param("given", material));
        }
        Some(material) if !book.policy.materials.iter().any(|factor| factor.code == *material) => {
            return Err(refusals::UNKNOWN_MATERIAL.field("piece.material").param("given", material));
        }
        None | Some(_) => {}
    }
    if let Some(tier) = &piece.brand_tier
        && !book.policy.brand_tiers.iter().any(|factor| factor.code == *tier)
    {
        return Err(refusals::UNKNOWN_BRAND.field("piece.brand_tier").param("given", tier));
    }
    match piece.difficulty {
        Some(given) if !(1..=5).contains(&given) => {
            Err(problem::OUT_OF_RANGE.field("piece.difficulty").param("low", 1).param("high", 5).param("given", given))
        }
        None | Some(_) => Ok(()),
    }
}

//! Scores, lengths, how ratings move.

use crate::{
    Dimension as D, Opinion, ReviewTag, Scores, refusals,
    rules::{RatingMove, normal, rating_moves},
};
use kernel::{Actor, FileId, problem};

fn opinion(scores: Scores) -> Opinion {
    Opinion { scores, text: " 很好 ".to_owned(), tags: vec![ReviewTag::Tidy, ReviewTag::Tidy], photos: Vec::new() }
}

#[test]
fn opinions_are_checked_and_cleaned() {
    let good = normal(&opinion(Scores::all(5))).unwrap();
    assert_eq!((good.text.as_str(), good.tags.len()), ("很好", 1));
    for score in [0, 6, -1] {
        assert!(normal(&opinion(Scores::all(score))).unwrap_err().is(refusals::BAD_SCORE));
        let part = Scores { cleanliness: Some(score), ..Scores::all(5) };
        assert_eq!(normal(&opinion(part)).unwrap_err().field_name(), Some("cleanliness"));
    }
    let long = Opinion { text: "长".repeat(1001), ..opinion(Scores::all(5)) };
    assert!(normal(&long).unwrap_err().is(problem::TOO_LONG));
    let ctx = test_kit::ctx(Actor::System, 1);
    let photos: Vec<FileId> = (0..10).map(|_| ctx.new_id()).collect();
    assert!(normal(&Opinion { photos, ..opinion(Scores::all(5)) }).unwrap_err().is(problem::OUT_OF_RANGE));
}

#[test]
fn ratings_move_by_what_counts() {
    let some = Scores { overall: 4, punctuality: Some(3), ..Scores::all(5) };
    let fewer = Scores { punctuality: None, overall: 2, ..some };
    let moved = |dimension, count, sum| RatingMove { dimension, count, sum };
    let all = |count, scores: Scores| {
        D::ALL
            .iter()
            .map(|dimension| moved(*dimension, count, count * scores.of(*dimension).unwrap()))
            .collect::<Vec<_>>()
    };
    for (before, after, expected) in [
        (None, Some(&some), all(1, some)),
        (Some(&some), None, all(-1, some)),
        (Some(&some), Some(&some), Vec::new()),
        (Some(&some), Some(&fewer), vec![moved(D::Overall, 0, -2), moved(D::Punctuality, -1, -3)]),
        (Some(&fewer), Some(&some), vec![moved(D::Overall, 0, 2), moved(D::Punctuality, 1, 3)]),
        (None, None, Vec::new()),
    ] {
        assert_eq!(rating_moves(before, after), expected, "{before:?} -> {after:?}");
    }
}

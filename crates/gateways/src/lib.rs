//! The outside world behind small traits: payment, text messages, mail, maps and files; each with its real client and, where the
//! service cannot be reached from a laptop, a simulator that keeps to its protocol.
//!
//! Real here: the payment client (HTTP, signed both ways), SMTP, map links, files. Simulated: the payment provider (`pay::simulator`, which
//! checks signatures and delays, repeats and loses callbacks), the text message carrier (`sms`, keeps what it would have sent).
//! Nothing in this crate is called inside a database transaction.

pub mod files;
pub mod mail;
pub mod maps;
pub mod pay;
pub mod photo;
pub mod sent;
pub mod sms;
mod watermark;

kernel::refusals! {
    /// The file is larger than allowed.
    FILE_TOO_LARGE = Invalid "file_too_large";
    /// The file is empty.
    FILE_EMPTY = Invalid "file_empty";
    /// The file is not a photo we can read (JPEG, PNG or WebP).
    NOT_A_PHOTO = Invalid "not_a_photo";
    /// The photo has more pixels than anybody needs.
    PHOTO_TOO_MANY_PIXELS = Invalid "photo_too_many_pixels";
    /// The stored file is gone.
    FILE_MISSING = Missing "file_missing";
    /// The other side did not answer, or answered nonsense.
    GATEWAY_UNAVAILABLE = Unavailable "gateway_unavailable";
    /// A message from outside without a valid signature.
    BAD_SIGNATURE = Forbidden "bad_signature";
    /// The payment provider refused.
    PAYMENT_REFUSED = Refused "payment_refused";
}

//! Whether one wording is a variant of another.

use super::align::{Aligner, Block};
use super::forms::Forms;

/// Bits below which words alone prove nothing: "I have nothing to hide" is said by many. About five words that are not common.
pub(super) const WEAK: f32 = 60.0;
/// Bits that are enough where the speaker is the same.
const AGREED: f32 = 40.0;
/// Least share of the shorter wording that the longer one must hold.
const SHARE: f32 = 0.6;
const SHARE_AGREED: f32 = 0.5;
/// Least share against the root of the cluster, so that wordings cannot drift from hand to hand.
const SHARE_ROOT: f32 = 0.4;
/// Least share of a wording that tells little.
const SHARE_WITHIN: f32 = 0.8;
/// A run of so many words is copied, whatever stands around it...
const COPIED: usize = 13;
/// ... if it tells so many bits ...
const COPIED_BITS: f32 = 100.0;
/// ... where an editor may have changed so many words at a place.
const TOUCHED: usize = 3;

/// What a wording has in common with another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared {
    /// Bits of runs of two words and more that both hold.
    bits: f32,
    /// The part of the shorter wording's bits that this is.
    pub(super) share: f32,
    /// Whether a long run was copied.
    copied: bool,
}

impl Shared {
    /// Whether the one is a variant of the other.
    pub(super) fn is_variant(self, same_speaker: bool) -> bool {
        let (bits, share) = if same_speaker { (AGREED, SHARE_AGREED) } else { (WEAK, SHARE) };
        self.copied || self.bits >= bits && self.share >= share
    }

    /// Whether nearly all of what one speaker said stands in the other.
    pub(super) fn is_within(self) -> bool {
        self.bits >= AGREED && self.share >= SHARE_WITHIN
    }

    /// Whether a variant of a variant still belongs to the first.
    pub(super) fn is_kin(self) -> bool {
        self.copied || self.bits >= AGREED && self.share >= SHARE_ROOT
    }
}

/// Compares `form` with a `longer` one.
pub(super) fn compare(form: u32, longer: u32, forms: &Forms, aligner: &mut Aligner) -> Shared {
    let tokens = forms.tokens(form);
    let blocks = aligner.align(tokens, forms.tokens(longer));
    let mut shared = shared(tokens, blocks, forms);
    let all = forms.told(form);
    shared.share = if all > 0.0 { shared.bits / all } else { 0.0 };
    shared
}

/// What the blocks tell; the share is left open.
fn shared(tokens: &[u32], blocks: &[Block], forms: &Forms) -> Shared {
    let (mut bits, mut copied) = (0.0, false);
    // The chain of runs that an editor's hand has touched only here and there.
    let (mut words, mut chain, mut end) = (0, 0.0, (0, 0));
    for block in blocks {
        let told = forms.information.sum(&tokens[block.a..block.a + block.len]);
        let near = block.a <= end.0 + TOUCHED && block.b <= end.1 + TOUCHED;
        (words, chain) = if near { (words + block.len, chain + told) } else { (block.len, told) };
        end = (block.a + block.len, block.b + block.len);
        copied |= words >= COPIED && chain >= COPIED_BITS;
        if block.len > 1 || tokens.len() == 1 {
            bits += told;
        }
    }
    Shared { bits, share: 0.0, copied }
}

/// Least share of a wording that an article must hold to repeat it.
const SHARE_REPEATED: f32 = 0.8;

/// Whether an article repeats a wording (or, if not `whole`, the part of it that `tokens` are): bits, first and last run that do.
pub(super) fn repeated(tokens: &[u32], whole: bool, blocks: &[Block], forms: &Forms) -> Option<(f32, Block, Block)> {
    let shared = shared(tokens, blocks, forms);
    let enough = shared.bits >= WEAK && whole && shared.bits >= SHARE_REPEATED * forms.information.sum(tokens);
    let mut runs = blocks.iter().filter(|block| block.len > 1);
    let first = *runs.next()?;
    let last = runs.next_back().copied().unwrap_or(first);
    (enough || shared.copied).then_some((shared.bits, first, last))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::sync::atomic::AtomicBool;

    use super::*;

    fn shared(a: &str, b: &str) -> Shared {
        let forms = Forms::new(&[Cow::Borrowed(a), Cow::Borrowed(b)], None, 1, &AtomicBool::new(false)).unwrap();
        compare(forms.of(0), forms.of(1), &forms, &mut Aligner::default())
    }

    #[test]
    fn variants_and_others() {
        let whole = "the council sold the park to a developer in Zurich without asking any resident of the valley";
        for (name, a, b, anybody, same_speaker) in [
            ("fragment", "sold the park to a developer in Zurich", whole, true, true),
            ("words dropped", "the council sold the park without asking any resident of the valley", whole, true, true),
            (
                "a name exchanged",
                "the council sold the library to a bank in Geneva without a vote",
                whole,
                false,
                false,
            ),
            (
                "common phrase",
                "we have nothing to say about it",
                "so we have nothing to say about it today",
                false,
                true,
            ),
            (
                "little, but the same voice",
                "never sold the park to anybody",
                "we never sold the park to anybody and never will",
                false,
                true,
            ),
            (
                "a long copy between different ends",
                "As I said in the spring, our engineers have never helped nor will help any government in the world with its raids, and that is all there is to be told now",
                "While inspectors keep asking for documents from abroad, our engineers have never helped nor will help any government in the world with its raids since nobody requested it from the ministry",
                true,
                true,
            ),
        ] {
            let shared = shared(a, b);
            assert_eq!(
                (shared.is_variant(false), shared.is_variant(true)),
                (anybody, same_speaker),
                "{name}: {shared:?}"
            );
        }
    }
}

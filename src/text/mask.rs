//! Sixty-four bytes at a time as bits: which of them are of a kind. What is found this way costs no branch per byte, and the
//! bits can be walked over (the idea of simdjson: Langdale and Lemire 2019).

use wide::i8x16;

/// How many bytes one mask tells of.
pub(crate) const BLOCK: usize = 64;

/// Sixty-four bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block([i8x16; 4]);

impl Block {
    /// The bytes from `at` on, with blanks after the last.
    #[inline]
    pub(crate) fn new(bytes: &[u8], at: usize) -> Self {
        if let Some(block) = bytes[at..].first_chunk::<BLOCK>() {
            return Self::of(block);
        }
        let mut block = [b' '; BLOCK];
        let rest = &bytes[at..];
        block[..rest.len()].copy_from_slice(rest);
        Self::of(&block)
    }

    #[inline]
    fn of(block: &[u8; BLOCK]) -> Self {
        let mut quarters = [i8x16::ZERO; 4];
        for (quarter, bytes) in quarters.iter_mut().zip(block.as_chunks::<16>().0) {
            // A loop over places becomes one load; `map` over the array would not.
            let mut signed = [0; 16];
            for i in 0..16 {
                signed[i] = bytes[i].cast_signed();
            }
            *quarter = i8x16::new(signed);
        }
        Self(quarters)
    }

    /// The bytes that are beyond ASCII.
    #[inline]
    pub(crate) fn beyond_ascii(&self) -> u64 {
        self.mask(|quarter| quarter)
    }

    /// The bytes that are `byte`, which is ASCII.
    #[inline]
    pub(crate) fn equal(&self, byte: u8) -> u64 {
        let byte = i8x16::splat(byte.cast_signed());
        self.mask(|quarter| quarter.simd_eq(byte))
    }

    /// The bytes from `first` to `last`, both ASCII.
    #[inline]
    pub(crate) fn between(&self, first: u8, last: u8) -> u64 {
        let before = i8x16::splat(first.cast_signed() - 1);
        let last = i8x16::splat(last.cast_signed());
        self.mask(|quarter| quarter.simd_gt(before) & !quarter.simd_gt(last))
    }

    /// The bytes whose highest bit `of` sets.
    #[inline]
    fn mask(&self, of: impl Fn(i8x16) -> i8x16) -> u64 {
        let mut bits = 0;
        for (i, &quarter) in self.0.iter().enumerate() {
            bits |= u64::from(of(quarter).to_bitmask() & 0xFFFF) << (16 * i);
        }
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_are_bytes(bytes in prop::collection::vec(any::<u8>(), 0..100), at in 0_usize..100) {
            let at = at.min(bytes.len());
            let block = Block::new(&bytes, at);
            for i in 0..BLOCK {
                let byte = bytes.get(at + i).copied().unwrap_or(b' ');
                prop_assert_eq!(block.beyond_ascii() >> i & 1 != 0, !byte.is_ascii());
                prop_assert_eq!(block.equal(b'_') >> i & 1 != 0, byte == b'_');
                prop_assert_eq!(block.between(b'a', b'z') >> i & 1 != 0, byte.is_ascii_lowercase());
            }
        }
    }
}

//! Sixty-four bytes as bits: loops over flags that compile to vector instructions, and one word to walk over.

/// How many bytes become one mask.
pub(crate) const BLOCK: usize = 64;

/// The lowest bits of all bytes, side by side.
pub(crate) fn bits(flags: &[u8; BLOCK]) -> u64 {
    // The product moves the lowest bit of byte i to bit 56 + i.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut mask = 0;
    for (i, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        mask |= (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (8 * i);
    }
    mask
}

/// The block at `at`, with blanks after the end of `bytes`.
pub(crate) fn padded(bytes: &[u8], at: usize) -> [u8; BLOCK] {
    if let Some(block) = bytes[at..].first_chunk::<BLOCK>() {
        return *block;
    }
    let mut block = [b' '; BLOCK];
    let rest = &bytes[at..];
    block[..rest.len()].copy_from_slice(rest);
    block
}

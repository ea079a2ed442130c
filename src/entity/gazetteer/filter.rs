//! Which hashes are certainly not among those of a list: a Bloom filter whose bits for one hash lie in one word (Putze, Sanders
//! and Singler 2007).

/// A set of hashes. One that was never put in may seem to be there, one time in fifty or less.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// As many as a power of two.
    pub(super) blocks: Vec<u64>,
}

/// At most one bit in so many is set.
const SPARSE: u64 = 6;

const FEWEST: usize = 64;

impl Filter {
    /// A filter for at most `n` hashes.
    pub(super) fn with_room_for(n: usize) -> Self {
        Self { blocks: vec![0; (n / 4).next_power_of_two().max(FEWEST)] }
    }

    pub(super) fn put(&mut self, hash: u64) {
        let at = self.place(hash);
        self.blocks[at] |= bits(hash);
    }

    /// Whether this hash may have been put in.
    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        let bits = bits(hash);
        self.blocks[self.place(hash)] & bits == bits
    }

    /// Halves the filter for as long as it stays sparse, so that more of it stays in the cache.
    pub(super) fn settle(&mut self) {
        while self.blocks.len() > FEWEST {
            // The place in a filter of half the size is the same but for its highest bit.
            let (low, high) = self.blocks.split_at(self.blocks.len() / 2);
            let half: Vec<u64> = low.iter().zip(high).map(|(a, b)| a | b).collect();
            let set: u64 = half.iter().map(|block| u64::from(block.count_ones())).sum();
            if set * SPARSE > half.len() as u64 * 64 {
                break;
            }
            self.blocks = half;
        }
    }

    #[inline]
    fn place(&self, hash: u64) -> usize {
        (hash >> 20) as usize & (self.blocks.len() - 1)
    }
}

#[inline]
fn bits(hash: u64) -> u64 {
    1 << (hash & 63) | 1 << (hash >> 6 & 63)
}

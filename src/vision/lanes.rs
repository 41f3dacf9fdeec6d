//! A pixel's blue, green and red, and one more, done in one go: four lanes of a vector register where there are any.

#[cfg(target_arch = "x86_64")]
pub(super) use sse2::Lanes;

#[cfg(not(target_arch = "x86_64"))]
pub(super) use plain::Lanes;

/// By SSE2, which every processor of this architecture has.
#[cfg(target_arch = "x86_64")]
#[allow(
    unsafe_code,
    reason = "what the compiler makes of arrays was no faster than one number after the other"
)]
mod sse2 {
    use std::arch::x86_64::{
        __m128, _mm_add_ps, _mm_cvtepi32_ps, _mm_cvtps_epi32, _mm_cvtsi32_si128, _mm_cvtsi128_si32,
        _mm_mul_ps, _mm_packs_epi32, _mm_packus_epi16, _mm_set1_ps, _mm_setzero_ps,
        _mm_setzero_si128, _mm_sub_ps, _mm_unpacklo_epi8, _mm_unpacklo_epi16,
    };

    /// Four numbers.
    #[derive(Clone, Copy)]
    pub(in crate::vision) struct Lanes(__m128);

    // SAFETY of all below: SSE2 belongs to x86_64, and registers are all that is touched.
    impl Lanes {
        #[inline]
        pub(in crate::vision) fn zero() -> Self {
            Self(unsafe { _mm_setzero_ps() })
        }

        /// Four bytes, each as a number.
        #[inline]
        pub(in crate::vision) fn of(bytes: [u8; 4]) -> Self {
            let bytes = i32::from_le_bytes(bytes);
            Self(unsafe {
                let zero = _mm_setzero_si128();
                let words = _mm_unpacklo_epi8(_mm_cvtsi32_si128(bytes), zero);
                _mm_cvtepi32_ps(_mm_unpacklo_epi16(words, zero))
            })
        }

        /// What is between two, `part` (0 to 1) of the way.
        #[inline]
        pub(in crate::vision) fn mixed(self, to: Self, part: f32) -> Self {
            Self(unsafe {
                let way = _mm_mul_ps(_mm_sub_ps(to.0, self.0), _mm_set1_ps(part));
                _mm_add_ps(self.0, way)
            })
        }

        /// With so many times another one.
        #[inline]
        pub(in crate::vision) fn plus(self, other: Self, times: f32) -> Self {
            Self(unsafe { _mm_add_ps(self.0, _mm_mul_ps(other.0, _mm_set1_ps(times))) })
        }

        /// The nearest whole numbers of the first three, 0 to 255.
        #[inline]
        pub(in crate::vision) fn rounded(self) -> [u8; 3] {
            let bytes = unsafe {
                let whole = _mm_cvtps_epi32(self.0);
                let words = _mm_packs_epi32(whole, whole);
                _mm_cvtsi128_si32(_mm_packus_epi16(words, words))
            };
            let bytes = bytes.to_le_bytes();
            [bytes[0], bytes[1], bytes[2]]
        }
    }
}

/// For any processor, and what the other one is held against.
#[cfg(any(test, not(target_arch = "x86_64")))]
mod plain {
    /// Four numbers.
    #[derive(Clone, Copy)]
    pub(in crate::vision) struct Lanes([f32; 4]);

    impl Lanes {
        pub(in crate::vision) fn zero() -> Self {
            Self([0.0; 4])
        }

        /// Four bytes, each as a number.
        pub(in crate::vision) fn of(bytes: [u8; 4]) -> Self {
            Self(bytes.map(f32::from))
        }

        /// What is between two, `part` (0 to 1) of the way.
        pub(in crate::vision) fn mixed(self, to: Self, part: f32) -> Self {
            Self(std::array::from_fn(|i| {
                self.0[i] + (to.0[i] - self.0[i]) * part
            }))
        }

        /// With so many times another one.
        pub(in crate::vision) fn plus(self, other: Self, times: f32) -> Self {
            Self(std::array::from_fn(|i| self.0[i] + other.0[i] * times))
        }

        /// The nearest whole numbers of the first three, 0 to 255.
        pub(in crate::vision) fn rounded(self) -> [u8; 3] {
            // A cast keeps to the range of what it makes.
            std::array::from_fn(|i| self.0[i].round_ties_even() as u8)
        }
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use proptest::prelude::*;

    use super::{plain, sse2};

    proptest! {
        #[test]
        fn vectors_say_what_numbers_say(
            a in any::<[u8; 4]>(), b in any::<[u8; 4]>(), part in 0.0f32..1.0, times in -2.0f32..2.0,
        ) {
            let mixed = sse2::Lanes::of(a).mixed(sse2::Lanes::of(b), part);
            let expected = plain::Lanes::of(a).mixed(plain::Lanes::of(b), part);
            prop_assert_eq!(mixed.rounded(), expected.rounded());
            let sum = sse2::Lanes::zero().plus(mixed, 0.5).plus(sse2::Lanes::of(a), times);
            let expected = plain::Lanes::zero().plus(expected, 0.5).plus(plain::Lanes::of(a), times);
            prop_assert_eq!(sum.rounded(), expected.rounded());
        }
    }
}

// What multiplications and additions take where nothing is loaded: what the convolutions' times are measured by.
#include "../include/spike_vector_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

// The compiler must neither know a register's contents nor take a product once for all rounds.
#define HIDE(CONSTRAINT, VECTOR) __asm__ volatile("" : "+" CONSTRAINT(VECTOR))

// `CHAINS` sums that do not wait for each other hide an instruction's latency and leave registers for what it needs besides.
#define DEFINE_PEAK(NAME, TARGET, VECTOR, SUM, CONSTRAINT, CHAINS, PRODUCTS, SET, SET_SUM, DOT)                         \
  TARGET static size_t NAME(size_t rounds) {                                                                           \
    SUM sum[CHAINS];                                                                                                   \
    VECTOR input = SET(1), weight = SET(2);                                                                            \
    UNROLL for (size_t i = 0; i < CHAINS; i++) sum[i] = SET_SUM(0);                                                    \
    for (size_t r = 0; r < rounds; r++)                                                                                \
      UNROLL for (size_t i = 0; i < CHAINS; i++) {                                                                     \
        HIDE(CONSTRAINT, input);                                                                                       \
        HIDE(CONSTRAINT, weight);                                                                                      \
        sum[i] = DOT(sum[i], input, weight);                                                                           \
      }                                                                                                                \
    UNROLL for (size_t i = 0; i < CHAINS; i++) HIDE(CONSTRAINT, sum[i]);                                               \
    return rounds * CHAINS * PRODUCTS;                                                                                 \
  }

#if defined(__x86_64__)

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define MULTIPLY_ADD_512(SUM, A, B) _mm512_fmadd_ps(A, B, SUM)
DEFINE_PEAK(i8_avx512, AVX512, __m512i, __m512i, "v", 16, 64, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_dpbusd_epi32)
DEFINE_PEAK(i16_avx512, AVX512, __m512i, __m512i, "v", 16, 32, _mm512_set1_epi16, _mm512_set1_epi32, _mm512_dpwssd_epi32)
DEFINE_PEAK(f32_avx512, AVX512, __m512, __m512, "v", 16, 16, _mm512_set1_ps, _mm512_set1_ps, MULTIPLY_ADD_512)

#define AVX2 __attribute__((target("avx2,fma")))
#define DOT_I8_256(SUM, A, B)                                                                                          \
  _mm256_add_epi32(SUM, _mm256_madd_epi16(_mm256_maddubs_epi16(A, B), _mm256_set1_epi16(1)))
#define DOT_I16_256(SUM, A, B) _mm256_add_epi32(SUM, _mm256_madd_epi16(A, B))
#define MULTIPLY_ADD_256(SUM, A, B) _mm256_fmadd_ps(A, B, SUM)
DEFINE_PEAK(i8_avx2, AVX2, __m256i, __m256i, "x", 10, 32, _mm256_set1_epi8, _mm256_set1_epi32, DOT_I8_256)
DEFINE_PEAK(i16_avx2, AVX2, __m256i, __m256i, "x", 10, 16, _mm256_set1_epi16, _mm256_set1_epi32, DOT_I16_256)
DEFINE_PEAK(f32_avx2, AVX2, __m256, __m256, "x", 10, 8, _mm256_set1_ps, _mm256_set1_ps, MULTIPLY_ADD_256)

#elif defined(__aarch64__)

#define ARM64
#define ARM64_DOT __attribute__((target("arch=armv8.2-a+dotprod")))
#define MULTIPLY_ADD_I16(SUM, A, B) vmlal_s16(SUM, A, B)
#define MULTIPLY_ADD_F32(SUM, A, B) vfmaq_f32(SUM, A, B)
DEFINE_PEAK(i8_neon, ARM64_DOT, int8x16_t, int32x4_t, "w", 16, 16, vdupq_n_s8, vdupq_n_s32, vdotq_s32)
DEFINE_PEAK(i16_neon, ARM64, int16x4_t, int32x4_t, "w", 16, 4, vdup_n_s16, vdupq_n_s32, MULTIPLY_ADD_I16)
DEFINE_PEAK(f32_neon, ARM64, float32x4_t, float32x4_t, "w", 16, 4, vdupq_n_f32, vdupq_n_f32, MULTIPLY_ADD_F32)

#endif

// Sums in memory are what the portable kernels' loops work on; the compiler may take vectors for them as it does there.
#define DEFINE_PORTABLE_PEAK(NAME, NUMBER, SUM)                                                                        \
  static size_t NAME(size_t rounds) {                                                                                  \
    enum { count = 64 };                                                                                               \
    SUM sums[count] = {0};                                                                                             \
    NUMBER weights[count];                                                                                             \
    for (size_t i = 0; i < count; i++) weights[i] = (NUMBER)(i % 5);                                                   \
    for (size_t r = 0; r < rounds; r++) {                                                                              \
      NUMBER input = (NUMBER)(r % 4);                                                                                  \
      __asm__ volatile("" ::"r"(weights), "r"(sums) : "memory");                                                       \
      for (size_t i = 0; i < count; i++) sums[i] += (SUM)input * (SUM)weights[i];                                      \
    }                                                                                                                  \
    __asm__ volatile("" ::"r"(sums) : "memory");                                                                       \
    return rounds * count;                                                                                             \
  }

// Sums that wrap around are no error here: what they are does not matter.
DEFINE_PORTABLE_PEAK(i8_portable, int8_t, uint32_t)
DEFINE_PORTABLE_PEAK(i16_portable, int16_t, uint32_t)
DEFINE_PORTABLE_PEAK(f32_portable, float, float)

typedef size_t (*peak)(size_t rounds);

size_t spike_peak(spike_kernel_level level, spike_weight_type type, size_t rounds) {
  static const peak portable[] = {i8_portable, i16_portable, f32_portable};
#if defined(__x86_64__)
  static const peak avx512[] = {i8_avx512, i16_avx512, f32_avx512};
  static const peak avx2[] = {i8_avx2, i16_avx2, f32_avx2};
  if (level == SPIKE_KERNEL_AVX512) return avx512[type](rounds);
  if (level == SPIKE_KERNEL_AVX2) return avx2[type](rounds);
#elif defined(__aarch64__)
  static const peak neon[] = {i8_neon, i16_neon, f32_neon};
  if (level == SPIKE_KERNEL_NEON) return neon[type](rounds);
#endif
  return portable[type](rounds);
}

#ifndef SPIKE_DISPATCH_H
#define SPIKE_DISPATCH_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
// The loader picks clones before the sanitizers are ready.
#define SPIKE_SANITIZED
#endif
#endif

// One source, compiled for several instruction sets; the loader picks at start-up. Wider vectors change no result
// because no loop sums across vector lanes.
#if defined(__x86_64__) && defined(__linux__) && !defined(SPIKE_SANITIZED)
#define SPIKE_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define SPIKE_CLONES
#endif

// No product is fused with its addition but where `SPIKE_FUSED` says so, in all of whatever includes this. GCC has no such pragma:
// it takes -ffp-contract=off.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

// a * b + sum, rounded once: the same on every processor, and one instruction on all but x86-64 ones from before 2013.
#define SPIKE_FUSED(A, B, SUM) __builtin_fmaf(A, B, SUM)

#define SPIKE_INLINE static inline __attribute__((always_inline))

#endif

#ifndef SCENE_CLONES_H
#define SCENE_CLONES_H

// A fused multiply-add rounds once instead of twice, and not every machine has it.
#pragma STDC FP_CONTRACT OFF

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
// The loader picks clones before the sanitizers are ready.
#define SCENE_SANITIZED
#endif
#endif

// One source, compiled for several instruction sets; the loader picks at start-up. Wider vectors change no result because
// no loop sums across vector lanes.
#if defined(__x86_64__) && defined(__linux__) && !defined(SCENE_SANITIZED)
#define SCENE_CLONES __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define SCENE_CLONES
#endif

#define SCENE_INLINE static inline __attribute__((always_inline))

#endif

// Numbers drawn from a seed, the same everywhere.
#ifndef SPIKE_CHECKS_RANDOM_H
#define SPIKE_CHECKS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t state;
} generator;

static inline uint64_t next(generator *g) {
  uint64_t z = (g->state += UINT64_C(0x9E3779B97F4A7C15));
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

static inline size_t below(generator *g, size_t bound) { return (size_t)(next(g) % bound); }

static inline float uniform(generator *g, float low, float high) {
  return low + (high - low) * ((float)(next(g) >> 40) * 0x1p-24f);
}

#endif

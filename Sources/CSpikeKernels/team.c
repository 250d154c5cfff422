#define _GNU_SOURCE

#include "include/spike_team.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
  HUGE_PAGE = 1 << 21,
  CACHE_LINE = 64,
  // A layer's parts take tens of microseconds and end within a few of each other; whoever waits longer has no processor of its
  // own and lets others run.
  SPINS_BEFORE_YIELDING = 4000,
};

void *spike_allocate(size_t bytes, bool zeroed) {
  const size_t alignment = bytes >= HUGE_PAGE ? HUGE_PAGE : CACHE_LINE;
  const size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void *memory = NULL;
  if (rounded < bytes || posix_memalign(&memory, alignment, rounded > 0 ? rounded : alignment) != 0) return NULL;
#ifdef MADV_HUGEPAGE
  // Only advice: without huge pages everything still works.
  if (alignment == HUGE_PAGE) (void)madvise(memory, rounded, MADV_HUGEPAGE);
#endif
  if (zeroed) memset(memory, 0, rounded);
  return memory;
}

void spike_deallocate(void *memory) { free(memory); }

uint64_t spike_checksum(const void *memory, size_t bytes) {
  const uint64_t prime = 0x100000001B3;
  uint64_t lanes[8];
  for (size_t i = 0; i < 8; i++) lanes[i] = 0xCBF29CE484222325 + i;
  const uint8_t *byte = memory;
  size_t left = bytes;
  for (; left >= sizeof lanes; left -= sizeof lanes, byte += sizeof lanes) {
    uint64_t words[8];
    memcpy(words, byte, sizeof words);
    for (size_t i = 0; i < 8; i++) {
      const uint64_t mixed = (lanes[i] ^ words[i]) * prime;
      // The upper bits of a product depend on all bits below, the lower ones on few.
      lanes[i] = mixed ^ mixed >> 29;
    }
  }
  uint64_t sum = bytes;
  for (size_t i = 0; i < left; i++) sum = (sum ^ byte[i]) * prime;
  for (size_t i = 0; i < 8; i++) sum = (sum ^ lanes[i] ^ lanes[i] >> 29) * prime;
  return sum;
}

typedef struct {
  spike_team *team;
  size_t worker;
  pthread_t thread;
} member;

struct spike_team {
  size_t workers;
  member *members;
  size_t started;

  pthread_mutex_t mutex;
  pthread_cond_t run_started, run_ended;
  uint64_t run;
  size_t running;
  bool ending;
  void (*body)(void *context, size_t worker);
  void *context;

  // Each on a cache line of its own: one is written by every worker, the other read while spinning.
  _Alignas(CACHE_LINE) atomic_size_t arrived;
  _Alignas(CACHE_LINE) atomic_size_t barrier;
};

static void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

void spike_team_barrier(spike_team *team) {
  if (team->workers == 1) return;
  const size_t number = atomic_load_explicit(&team->barrier, memory_order_relaxed);
  if (atomic_fetch_add_explicit(&team->arrived, 1, memory_order_acq_rel) + 1 == team->workers) {
    atomic_store_explicit(&team->arrived, 0, memory_order_relaxed);
    atomic_store_explicit(&team->barrier, number + 1, memory_order_release);
    return;
  }
  for (size_t spins = 0; atomic_load_explicit(&team->barrier, memory_order_acquire) == number; spins++) {
    if (spins < SPINS_BEFORE_YIELDING)
      relax();
    else
      sched_yield();
  }
}

static void pin(pthread_t thread, size_t worker) {
#if defined(__linux__)
  cpu_set_t allowed, one;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  size_t left = worker % (size_t)CPU_COUNT(&allowed);
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &allowed) || left-- > 0) continue;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    (void)pthread_setaffinity_np(thread, sizeof one, &one);
    return;
  }
#endif
}

static void *work(void *argument) {
  member *self = argument;
  spike_team *team = self->team;
  uint64_t done = 0;
  pthread_mutex_lock(&team->mutex);
  for (;;) {
    while (team->run == done && !team->ending) pthread_cond_wait(&team->run_started, &team->mutex);
    if (team->ending) break;
    done = team->run;
    pthread_mutex_unlock(&team->mutex);
    team->body(team->context, self->worker);
    pthread_mutex_lock(&team->mutex);
    if (--team->running == 0) pthread_cond_signal(&team->run_ended);
  }
  pthread_mutex_unlock(&team->mutex);
  return NULL;
}

spike_team *spike_team_create(size_t workers, bool pinned) {
  void *memory = NULL;
  if (workers == 0 || posix_memalign(&memory, CACHE_LINE, sizeof(spike_team)) != 0) return NULL;
  spike_team *team = memory;
  memset(team, 0, sizeof *team);
  team->workers = workers;
  team->members = calloc(workers, sizeof *team->members);
  pthread_mutex_init(&team->mutex, NULL);
  pthread_cond_init(&team->run_started, NULL);
  pthread_cond_init(&team->run_ended, NULL);
  bool ok = team->members != NULL;
  for (size_t w = 1; ok && w < workers; w++) {
    team->members[w].team = team;
    team->members[w].worker = w;
    ok = pthread_create(&team->members[w].thread, NULL, work, &team->members[w]) == 0;
    if (!ok) break;
    team->started++;
    if (pinned) pin(team->members[w].thread, w);
  }
  if (ok) return team;
  spike_team_destroy(team);
  return NULL;
}

size_t spike_team_workers(const spike_team *team) { return team->workers; }

void spike_team_run(spike_team *team, void (*body)(void *context, size_t worker), void *context) {
  if (team->workers == 1) {
    body(context, 0);
    return;
  }
  pthread_mutex_lock(&team->mutex);
  team->body = body;
  team->context = context;
  team->running = team->workers - 1;
  team->run++;
  pthread_cond_broadcast(&team->run_started);
  pthread_mutex_unlock(&team->mutex);
  body(context, 0);
  pthread_mutex_lock(&team->mutex);
  while (team->running > 0) pthread_cond_wait(&team->run_ended, &team->mutex);
  pthread_mutex_unlock(&team->mutex);
}

void spike_team_destroy(spike_team *team) {
  if (!team) return;
  pthread_mutex_lock(&team->mutex);
  team->ending = true;
  pthread_cond_broadcast(&team->run_started);
  pthread_mutex_unlock(&team->mutex);
  for (size_t w = 1; w <= team->started; w++) pthread_join(team->members[w].thread, NULL);
  pthread_cond_destroy(&team->run_started);
  pthread_cond_destroy(&team->run_ended);
  pthread_mutex_destroy(&team->mutex);
  free(team->members);
  free(team);
}

#include <stdio.h>
#include <string.h>

#include "layer.h"
#include "random.h"
#include "spike_team.h"

enum { MOST_WORKERS = 8, PHASES = 20 };

// ---- Barriers

// What each worker wrote last, without locks or atomics: a barrier that does not order them is a data race.
typedef struct {
  spike_team *team;
  size_t workers, run;
  size_t written[MOST_WORKERS], wrong[MOST_WORKERS];
} ring;

static void pass_around(void *context, size_t worker) {
  ring *r = context;
  for (size_t phase = 0; phase < PHASES; phase++) {
    r->written[worker] = r->run * PHASES + phase;
    spike_team_barrier(r->team);
    for (size_t other = 0; other < r->workers; other++) r->wrong[worker] += r->written[other] != r->run * PHASES + phase;
    spike_team_barrier(r->team);
  }
}

static size_t check_barriers(spike_team *team, size_t runs) {
  ring r = {.team = team, .workers = spike_team_workers(team)};
  for (r.run = 1; r.run <= runs; r.run++) spike_team_run(team, pass_around, &r);
  size_t wrong = 0;
  for (size_t w = 0; w < r.workers; w++) wrong += r.wrong[w] + (r.written[w] != runs * PHASES + PHASES - 1);
  return wrong;
}

// ---- Each worker once

static void count_call(void *context, size_t worker) { ((size_t *)context)[worker]++; }

static size_t check_calls(spike_team *team, size_t runs) {
  size_t calls[MOST_WORKERS] = {0}, wrong = 0;
  for (size_t run = 0; run < runs; run++) spike_team_run(team, count_call, calls);
  for (size_t w = 0; w < MOST_WORKERS; w++) wrong += calls[w] != (w < spike_team_workers(team) ? runs : 0);
  return wrong;
}

// ---- A layer shared

typedef struct {
  spike_team *team;
  const computation *computation;
  size_t fired[MOST_WORKERS];
} shared;

static void compute_share(void *context, size_t worker) {
  shared *s = context;
  const computation *c = s->computation;
  const size_t workers = spike_team_workers(s->team), height = c->layer->shape.output_height;
  const size_t inputs = c->layer->shape.input_height;
  list_part(c, inputs * worker / workers, inputs * (worker + 1) / workers);
  spike_team_barrier(s->team);
  // As the engine does: small maps of many channels are shared by blocks.
  if (c->blocks > workers && c->form != SPIKE_DEPTHWISE)
    s->fired[worker] =
        compute_part(c, 0, height, c->blocks * worker / workers, c->blocks * (worker + 1) / workers);
  else
    s->fired[worker] = compute_part(c, height * worker / workers, height * (worker + 1) / workers, 0, c->blocks);
}

static layer layer_to_share(generator *g, spike_weight_type type, bool is_depthwise, size_t outputs) {
  layer l = {.shape = {.kernel = 3, .stride = 1, .padding = 1, .input_height = 11, .input_width = 13,
                       .input_channels = is_depthwise ? outputs : 70, .output_channels = outputs},
             .type = type, .is_depthwise = is_depthwise, .halo = 1, .output_halo = 1, .largest_input = 4,
             .has_values = true, .has_neurons = true, .alpha = 1, .beta = 0.5f, .limit = 4};
  set_output_shape(&l.shape);
  allocate_layer(&l);
  for (size_t y = 0; y < l.shape.input_height; y++)
    for (size_t x = 0; x < l.shape.input_width; x++)
      for (size_t c = 0; c < l.shape.input_channels; c++)
        l.input[input_place(&l, y, x, c)] = below(g, 4) == 0 ? (uint8_t)(1 + below(g, 4)) : 0;
  for (size_t o = 0; o < outputs; o++) l.scale[o] = 0x1p-9f;
  for (size_t tap = 0; tap < 9; tap++)
    for (size_t c = 0; c < (is_depthwise ? 1 : l.shape.input_channels); c++)
      for (size_t o = 0; o < outputs; o++)
        l.weights[weight_place(&l, tap / 3, tap % 3, c, o)] = (int32_t)below(g, 255) - 127;
  return l;
}

static size_t check_shared_layer(spike_kernel_level level, spike_team *team, const layer *l, spike_form form) {
  outcome expected = outcome_of(l), actual = outcome_of(l);
  size_t wrong = !expect(l, &expected);
  computation c = prepare(l, level, form, &actual);
  shared s = {.team = team, .computation = &c};
  spike_team_run(team, compute_share, &s);
  for (size_t w = 0; w < MOST_WORKERS; w++) actual.fired += s.fired[w];
  wrong += !is_right(l, level, form, &expected, &actual);
  release_computation(&c);
  release_outcome(&expected);
  release_outcome(&actual);
  return wrong;
}

static size_t check_shared_layers(spike_kernel_level level, spike_team *team, uint64_t seed) {
  generator g = {seed};
  size_t wrong = 0;
  for (int type = SPIKE_WEIGHT_I8; type <= SPIKE_WEIGHT_F32; type++) {
    for (size_t outputs = 40; outputs <= 440; outputs += 400) {
      layer dense = layer_to_share(&g, (spike_weight_type)type, false, outputs);
      layer depthwise = layer_to_share(&g, (spike_weight_type)type, true, 80);
      wrong += check_shared_layer(level, team, &dense, SPIKE_GATHER);
      wrong += check_shared_layer(level, team, &dense, SPIKE_DENSE);
      wrong += check_shared_layer(level, team, &depthwise, SPIKE_DEPTHWISE);
      release_layer(&dense);
      release_layer(&depthwise);
    }
  }
  return wrong;
}

// ---- Teams

size_t spike_check_team(spike_kernel_level level, size_t workers, size_t runs) {
  size_t wrong = 0;
  for (int pinned = 0; pinned < 2; pinned++) {
    // One that never runs ends as well.
    spike_team_destroy(spike_team_create(workers, pinned));
    spike_team *team = spike_team_create(workers, pinned);
    if (!team || workers > MOST_WORKERS) {
      printf("no team of %zu workers\n", workers);
      return wrong + 1;
    }
    size_t wrong_here = spike_team_workers(team) != workers;
    wrong_here += check_calls(team, runs) + check_barriers(team, runs);
    wrong_here += check_shared_layers(level, team, workers);
    spike_team_destroy(team);
    if (wrong_here) printf("wrong: team of %zu workers, pinned %d\n", workers, pinned);
    wrong += wrong_here;
  }
  return wrong;
}

size_t spike_check_memory(void) {
  static const size_t sizes[] = {0, 1, 64, 1000, (1 << 21) - 1, 1 << 21, (1 << 21) + 1};
  size_t wrong = spike_team_create(0, false) != NULL;
  // So much is nowhere.
  wrong += spike_allocate(SIZE_MAX, true) != NULL;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    uint8_t *memory = spike_allocate(sizes[i], true);
    if (!memory) return wrong + 1;
    wrong += (uintptr_t)memory % 64 != 0;
    for (size_t byte = 0; byte < sizes[i]; byte++) wrong += memory[byte] != 0;
    memset(memory, 1, sizes[i]);
    spike_deallocate(memory);
  }
  spike_deallocate(NULL);
  spike_team_destroy(NULL);
  return wrong;
}

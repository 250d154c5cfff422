#include "include/spike_kernel_checks.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

// ---- Randomness

typedef struct {
  uint64_t state;
} generator;

static uint64_t next(generator *g) {
  uint64_t z = (g->state += UINT64_C(0x9E3779B97F4A7C15));
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

static size_t below(generator *g, size_t bound) { return (size_t)(next(g) % bound); }

static float uniform(generator *g, float low, float high) {
  return low + (high - low) * ((float)(next(g) >> 40) * 0x1p-24f);
}

// ---- A layer with all its memory

typedef struct {
  spike_convolution shape;
  spike_weight_type type;
  bool is_depthwise;
  size_t halo, output_halo, largest_input;
  // With borders; the input's slack holds what must not matter.
  uint8_t *input;
  int32_t *weights;
  float *scale, *bias, *residual, *membrane, *values;
  uint8_t *spikes;
  bool has_residual, has_values, has_neurons;
  float alpha, beta;
} layer;

static size_t padded_channels(size_t channels, size_t block) { return (channels + block - 1) / block * block; }

static size_t output_count(const layer *l) {
  return l->shape.output_height * l->shape.output_width * l->shape.output_channels;
}

static size_t bordered(size_t height, size_t width, size_t channels, size_t halo) {
  return (height + 2 * halo) * (width + 2 * halo) * channels;
}

static size_t input_count(const layer *l) {
  return bordered(l->shape.input_height, l->shape.input_width, l->shape.input_channels, l->halo);
}

static size_t bordered_output_count(const layer *l) {
  return bordered(l->shape.output_height, l->shape.output_width, l->shape.output_channels, l->output_halo);
}

static size_t bordered_output_place(const layer *l, size_t y, size_t x, size_t c) {
  return ((y + l->output_halo) * (l->shape.output_width + 2 * l->output_halo) + x + l->output_halo) *
             l->shape.output_channels +
         c;
}

static size_t weight_count(const layer *l) {
  const spike_convolution s = l->shape;
  return s.kernel * s.kernel *
         (l->is_depthwise ? s.output_channels : s.input_channels * padded_channels(s.output_channels, SPIKE_CHANNEL_BLOCK));
}

// The number of a weight in the reference layout.
static size_t weight_place(const layer *l, size_t ky, size_t kx, size_t c, size_t o) {
  const spike_convolution s = l->shape;
  if (l->is_depthwise) return (ky * s.kernel + kx) * s.output_channels + o;
  return ((ky * s.kernel + kx) * s.input_channels + c) * padded_channels(s.output_channels, SPIKE_CHANNEL_BLOCK) + o;
}

static void set_output_shape(spike_convolution *s) {
  s->output_height = (s->input_height + 2 * s->padding - s->kernel) / s->stride + 1;
  s->output_width = (s->input_width + 2 * s->padding - s->kernel) / s->stride + 1;
}

static void allocate(layer *l) {
  const size_t padded = padded_channels(l->shape.output_channels, SPIKE_LARGEST_BLOCK);
  l->input = malloc(input_count(l) + l->shape.input_channels + SPIKE_SLACK);
  l->weights = calloc(weight_count(l), sizeof(int32_t));
  l->scale = calloc(padded, sizeof(float));
  l->bias = calloc(padded, sizeof(float));
  l->residual = calloc(output_count(l), sizeof(float));
  l->membrane = calloc(output_count(l), sizeof(float));
  l->values = calloc(bordered_output_count(l), sizeof(float));
  l->spikes = calloc(bordered_output_count(l), 1);
}

static void release(layer *l) {
  free(l->input);
  free(l->weights);
  free(l->scale);
  free(l->bias);
  free(l->residual);
  free(l->membrane);
  free(l->values);
  free(l->spikes);
}

static layer random_layer(generator *g) {
  layer l = {0};
  l.is_depthwise = below(g, 4) == 0;
  l.type = (spike_weight_type)below(g, 3);
  static const size_t kernels[] = {1, 3, 3, 7}, channels[] = {1, 3, 16, 31, 48, 64, 65, 96, 128, 160, 192, 256};
  static const size_t limits[] = {1, 2, 4, 4, 8, 127};
  spike_convolution s = {0};
  s.kernel = kernels[below(g, 4)];
  s.stride = l.is_depthwise || s.kernel == 1 ? 1 : 1 + below(g, 4);
  s.padding = below(g, s.kernel / 2 + 1);
  s.input_height = s.kernel + below(g, 9);
  s.input_width = s.kernel + below(g, 30);
  s.output_channels = channels[below(g, 12)];
  s.input_channels = l.is_depthwise ? s.output_channels : channels[below(g, 12)];
  set_output_shape(&s);
  l.shape = s;
  l.halo = s.padding + below(g, 2);
  l.output_halo = below(g, 4);
  l.largest_input = limits[below(g, 6)];
  l.has_residual = below(g, 2);
  l.has_neurons = below(g, 4) > 0;
  l.has_values = !l.has_neurons || below(g, 2);
  l.alpha = uniform(g, 0.25f, 1);
  l.beta = uniform(g, 0.25f, 1);
  allocate(&l);
  const float density = uniform(g, 0, 1) * uniform(g, 0, 1);
  memset(l.input, 0, input_count(&l));
  memset(l.input + input_count(&l), 255, s.input_channels + SPIKE_SLACK);
  for (size_t y = 0; y < s.input_height; y++)
    for (size_t x = 0; x < s.input_width; x++)
      for (size_t c = 0; c < s.input_channels; c++)
        if (uniform(g, 0, 1) < density)
          l.input[((y + l.halo) * (s.input_width + 2 * l.halo) + x + l.halo) * s.input_channels + c] =
              (uint8_t)(1 + below(g, l.largest_input));
  const int32_t largest = l.type == SPIKE_WEIGHT_I16 ? 32767 : 127;
  // Wide enough that no sum leaves int32, as the quantiser has it.
  const size_t fan_in = s.kernel * s.kernel * (l.is_depthwise ? 1 : s.input_channels);
  const size_t fits = 0x7FFFFFFF / (fan_in * l.largest_input);
  const int32_t limit = fits < (size_t)largest ? (int32_t)fits : largest;
  for (size_t ky = 0; ky < s.kernel; ky++)
    for (size_t kx = 0; kx < s.kernel; kx++)
      for (size_t c = 0; c < (l.is_depthwise ? 1 : s.input_channels); c++)
        for (size_t o = 0; o < s.output_channels; o++)
          l.weights[weight_place(&l, ky, kx, c, o)] = (int32_t)below(g, 2 * (size_t)limit + 1) - limit;
  for (size_t o = 0; o < s.output_channels; o++) {
    l.scale[o] = uniform(g, 0.5f, 2) * 4 / ((float)limit * sqrtf((float)fan_in * density + 1) * (float)l.largest_input);
    l.bias[o] = uniform(g, -1, 1);
  }
  for (size_t i = 0; i < output_count(&l); i++) {
    l.residual[i] = uniform(g, -1, 1);
    // Some potentials so small that the next one is no normal number.
    l.membrane[i] = below(g, 8) == 0 ? uniform(g, -2, 2) * FLT_MIN : uniform(g, -2, 2);
  }
  return l;
}

// ---- What must come out, one element at a time

typedef struct {
  float *values, *membrane;
  uint8_t *spikes;
  size_t fired;
} outcome;

static float sum_at(const layer *l, size_t oy, size_t ox, size_t o) {
  const spike_convolution s = l->shape;
  int64_t sum = 0;
  float float_sum = l->is_depthwise ? 0 : l->bias[o];
  for (size_t ky = 0; ky < s.kernel; ky++) {
    for (size_t kx = 0; kx < s.kernel; kx++) {
      const ptrdiff_t y = (ptrdiff_t)(oy * s.stride + ky) - (ptrdiff_t)s.padding;
      const ptrdiff_t x = (ptrdiff_t)(ox * s.stride + kx) - (ptrdiff_t)s.padding;
      if (y < 0 || x < 0 || y >= (ptrdiff_t)s.input_height || x >= (ptrdiff_t)s.input_width) continue;
      const uint8_t *pixel =
          l->input + (((size_t)y + l->halo) * (s.input_width + 2 * l->halo) + (size_t)x + l->halo) * s.input_channels;
      for (size_t c = 0; c < (l->is_depthwise ? 1 : s.input_channels); c++) {
        const int32_t weight = l->weights[weight_place(l, ky, kx, c, o)];
        const uint8_t input = pixel[l->is_depthwise ? o : c];
        sum += (int64_t)weight * input;
        // Weights of float32 are these numbers times the scale.
        const float product = (float)input * ((float)weight * l->scale[o]);
        float_sum += product;
      }
    }
  }
  if (l->type == SPIKE_WEIGHT_F32) return l->is_depthwise ? float_sum + l->bias[o] : float_sum;
  const float scaled = (float)(int32_t)sum * l->scale[o];
  return scaled + l->bias[o];
}

static void expect(const layer *l, outcome *e) {
  const spike_convolution s = l->shape;
  for (size_t y = 0; y < s.output_height; y++) {
    for (size_t x = 0; x < s.output_width; x++) {
      for (size_t o = 0; o < s.output_channels; o++) {
        const size_t place = (y * s.output_width + x) * s.output_channels + o, target = bordered_output_place(l, y, x, o);
        float value = sum_at(l, y, x, o);
        if (l->has_residual) value += l->residual[place];
        if (l->has_values) e->values[target] = value;
        if (!l->has_neurons) continue;
        const float kept = l->beta * l->membrane[place], added = l->alpha * value, u = kept + added;
        const float spike = nearbyintf(fminf(fmaxf(u, 0), 4));
        const float h = u - spike;
        e->membrane[place] = fabsf(h) < FLT_MIN ? 0 : h;
        e->spikes[target] = (uint8_t)spike;
        e->fired += spike > 0;
      }
    }
  }
}

// ---- What comes out

static void *packed_weights(const layer *l, spike_kernel_level level, spike_form form) {
  const size_t count = weight_count(l);
  void *source = malloc(count * sizeof(int32_t));
  for (size_t i = 0; i < count; i++) {
    const size_t channel =
        i % (l->is_depthwise ? l->shape.output_channels : padded_channels(l->shape.output_channels, SPIKE_CHANNEL_BLOCK));
    switch (l->type) {
    case SPIKE_WEIGHT_I8: ((int8_t *)source)[i] = (int8_t)l->weights[i]; break;
    case SPIKE_WEIGHT_I16: ((int16_t *)source)[i] = (int16_t)l->weights[i]; break;
    case SPIKE_WEIGHT_F32: ((float *)source)[i] = (float)l->weights[i] * l->scale[channel]; break;
    }
  }
  void *packed = NULL;
  if (posix_memalign(&packed, 64, spike_packed_bytes(form, l->type, l->shape) + 64)) abort();
  spike_pack(level, form, l->type, l->shape, source, packed);
  free(source);
  return packed;
}

static spike_lists lists_of(const layer *l, spike_kernel_level level) {
  const spike_convolution s = l->shape;
  size_t fired = 0;
  for (size_t i = 0; i < input_count(l); i++) fired += l->input[i] != 0;
  spike_lists lists = {.row_capacity = (s.input_width + 2 * l->halo) * s.input_channels + SPIKE_SLACK,
                       .chunk_channels = spike_chunk_channels(s, l->type, fired)};
  const size_t chunks = (s.input_channels + lists.chunk_channels - 1) / lists.chunk_channels;
  lists.start = calloc(s.input_height * chunks * (s.input_width + 2 * l->halo + 1), 2);
  lists.index = calloc(s.input_height * lists.row_capacity, 2);
  lists.value = calloc(s.input_height * lists.row_capacity, 2);
  const spike_map map = {l->input, s.input_height, s.input_width, s.input_channels, l->halo};
  const size_t middle = s.input_height / 2;
  spike_list_rows(level, map, l->type, lists, middle, s.input_height);
  spike_list_rows(level, map, l->type, lists, 0, middle);
  return lists;
}

// Computes a layer in four parts, as two threads or more would.
static void compute(const layer *l, spike_kernel_level level, spike_form form, outcome *a) {
  const spike_convolution s = l->shape;
  void *weights = packed_weights(l, level, form);
  const size_t row = (s.output_width + 2 * l->output_halo) * s.output_channels;
  const size_t origin = bordered_output_place(l, 0, 0, 0);
  spike_layer kernel_layer = {
      .shape = s,
      .type = l->type,
      .weights = weights,
      .largest_input = l->largest_input,
      .finish = {.scale = l->scale,
                 .bias = l->bias,
                 .residual = l->has_residual ? l->residual : NULL,
                 .membrane = l->has_neurons ? a->membrane : NULL,
                 .values = l->has_values ? a->values + origin : NULL,
                 .spikes = l->has_neurons ? a->spikes + origin : NULL,
                 .values_row = row,
                 .spikes_row = row,
                 .alpha = l->alpha,
                 .beta = l->beta,
                 .limit = 4},
  };
  const size_t blocks = spike_block_count(form, l->type, s), middle_block = blocks / 2, middle = s.output_height / 3;
  const spike_map map = {l->input, s.input_height, s.input_width, s.input_channels, l->halo};
  void *scratch = NULL;
  const size_t scratch_bytes = form == SPIKE_DEPTHWISE ? spike_depthwise_scratch_bytes(s, l->halo)
                                                       : spike_dense_scratch_bytes(l->type, s, l->halo);
  if (posix_memalign(&scratch, 64, scratch_bytes + 64)) abort();
  // What is read beyond must not matter.
  memset(scratch, 255, scratch_bytes + 64);
  const size_t rows[] = {0, middle, s.output_height}, parts[] = {0, middle_block, blocks};
  spike_lists lists = {0};
  if (form == SPIKE_GATHER) lists = lists_of(l, level);
  for (size_t r = 0; r < 2; r++) {
    if (form == SPIKE_DEPTHWISE) {
      a->fired += spike_convolve_depthwise(level, &kernel_layer, map, false, scratch, rows[r], rows[r + 1]);
      continue;
    }
    for (size_t b = 0; b < 2; b++) {
      if (form == SPIKE_GATHER)
        a->fired += spike_convolve_gather(level, &kernel_layer, lists, l->halo, rows[r], rows[r + 1], parts[b], parts[b + 1]);
      else
        a->fired += spike_convolve_dense(level, &kernel_layer, map, false, scratch, rows[r], rows[r + 1], parts[b],
                                         parts[b + 1]);
    }
  }
  free(lists.start);
  free(lists.index);
  free(lists.value);
  free(scratch);
  free(weights);
}

static outcome outcome_of(const layer *l) {
  outcome o = {0};
  o.values = calloc(bordered_output_count(l), sizeof(float));
  o.membrane = calloc(output_count(l), sizeof(float));
  o.spikes = calloc(bordered_output_count(l), 1);
  memcpy(o.membrane, l->membrane, output_count(l) * sizeof(float));
  return o;
}

static void release_outcome(outcome *o) {
  free(o->values);
  free(o->membrane);
  free(o->spikes);
}

// Equal numbers; 0 and -0 are.
static bool are_equal(const float *a, const float *b, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!(a[i] == b[i])) return false;
  return true;
}

static bool is_right(const layer *l, spike_kernel_level level, spike_form form, const outcome *expected) {
  outcome actual = outcome_of(l);
  compute(l, level, form, &actual);
  const char *wrong = actual.fired != expected->fired ? "number of neurons that fired"
                      : memcmp(actual.spikes, expected->spikes, bordered_output_count(l)) ? "spikes"
                      : !are_equal(actual.membrane, expected->membrane, output_count(l))  ? "membrane potentials"
                      : !are_equal(actual.values, expected->values, bordered_output_count(l)) ? "values"
                                                                                              : NULL;
  release_outcome(&actual);
  if (!wrong) return true;
  const spike_convolution s = l->shape;
  printf("wrong %s: level %d, form %d, weights %d, input %zux%zux%zu, output %zux%zux%zu, kernel %zu, stride %zu, "
         "padding %zu, halo %zu, largest input %zu, residual %d, values %d, neurons %d\n",
         wrong, level, form, l->type, s.input_height, s.input_width, s.input_channels, s.output_height, s.output_width,
         s.output_channels, s.kernel, s.stride, s.padding, l->halo, l->largest_input, l->has_residual, l->has_values,
         l->has_neurons);
  return false;
}

static size_t check(const layer *l, spike_kernel_level level) {
  outcome expected = outcome_of(l);
  expect(l, &expected);
  size_t wrong = 0;
  if (l->is_depthwise) {
    wrong += !is_right(l, level, SPIKE_DEPTHWISE, &expected);
  } else {
    wrong += !is_right(l, level, SPIKE_GATHER, &expected);
    wrong += !is_right(l, level, SPIKE_DENSE, &expected);
  }
  release_outcome(&expected);
  return wrong;
}

size_t spike_check_random_layers(spike_kernel_level level, uint64_t seed, size_t count) {
  generator g = {seed};
  size_t wrong = 0;
  for (size_t i = 0; i < count && wrong == 0; i++) {
    layer l = random_layer(&g);
    wrong += check(&l, level);
    release(&l);
  }
  return wrong;
}

size_t spike_check_largest_sums(spike_kernel_level level) {
  // Of 16 bits, 2^31 / (8 * 32767) inputs are as many as a quantiser lets through.
  static const struct {
    spike_weight_type type;
    bool is_depthwise;
    size_t kernel, channels, largest_input;
  } cases[] = {
      {SPIKE_WEIGHT_I16, false, 1, 8192, 8}, {SPIKE_WEIGHT_I16, false, 3, 910, 8}, {SPIKE_WEIGHT_I8, false, 3, 1024, 8},
      {SPIKE_WEIGHT_I8, false, 3, 1024, 4},  {SPIKE_WEIGHT_I8, false, 3, 512, 127}, {SPIKE_WEIGHT_I16, true, 7, 64, 255},
      {SPIKE_WEIGHT_I8, true, 7, 64, 127},
  };
  size_t wrong = 0;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    for (int sign = -1; sign <= 1; sign += 2) {
      layer l = {0};
      l.type = cases[i].type;
      l.is_depthwise = cases[i].is_depthwise;
      const size_t kernel = cases[i].kernel;
      l.shape = (spike_convolution){.kernel = kernel, .stride = 1, .padding = kernel / 2,
                                    .input_height = kernel, .input_width = 6,
                                    .input_channels = cases[i].channels,
                                    .output_channels = cases[i].is_depthwise ? cases[i].channels : 72};
      set_output_shape(&l.shape);
      l.halo = l.shape.padding;
      l.largest_input = cases[i].largest_input;
      l.has_values = true;
      allocate(&l);
      memset(l.input, 0, input_count(&l));
      memset(l.input + input_count(&l), 255, l.shape.input_channels + SPIKE_SLACK);
      for (size_t y = 0; y < l.shape.input_height; y++)
        memset(l.input + ((y + l.halo) * (l.shape.input_width + 2 * l.halo) + l.halo) * l.shape.input_channels,
               (int)l.largest_input, l.shape.input_width * l.shape.input_channels);
      for (size_t w = 0; w < weight_count(&l); w++) l.weights[w] = sign * (l.type == SPIKE_WEIGHT_I16 ? 32767 : 127);
      for (size_t o = 0; o < l.shape.output_channels; o++) l.scale[o] = 1;
      wrong += check(&l, level);
      release(&l);
    }
  }
  return wrong;
}

// ---- Values

size_t spike_check_values(spike_kernel_level level, uint64_t seed, size_t count) {
  generator g = {seed};
  size_t wrong = 0;
  for (size_t i = 0; i < count && wrong == 0; i++) {
    const bool is_depthwise = below(&g, 2);
    static const size_t channels[] = {3, 16, 20, 64, 80, 128};
    spike_convolution s = {.kernel = is_depthwise || below(&g, 2) ? 3 : 7, .stride = is_depthwise ? 1 : 1 + below(&g, 4)};
    s.padding = below(&g, 2) ? s.kernel / 2 : 0;
    s.input_height = s.kernel + below(&g, 8);
    s.input_width = s.kernel + below(&g, 50);
    s.output_channels = channels[below(&g, 6)];
    s.input_channels = is_depthwise ? s.output_channels : channels[below(&g, 3)];
    set_output_shape(&s);
    const size_t in = s.input_height * s.input_width * s.input_channels;
    const size_t out = s.output_height * s.output_width * s.output_channels;
    const size_t padded = padded_channels(s.output_channels, SPIKE_LARGEST_BLOCK);
    const size_t weights_count =
        s.kernel * s.kernel *
        (is_depthwise ? s.output_channels : s.input_channels * padded_channels(s.output_channels, SPIKE_CHANNEL_BLOCK));
    const size_t bordered_count = bordered(s.input_height, s.input_width, s.input_channels, s.padding);
    float *input = calloc(in, 4), *map = calloc(bordered_count + s.input_channels + SPIKE_SLACK, 4);
    float *weights = calloc(weights_count, 4), *bias = calloc(padded, 4), *outside = calloc(s.input_channels, 4);
    float *expected = calloc(out, 4), *actual = calloc(out, 4);
    for (size_t j = 0; j < in; j++) input[j] = below(&g, 3) ? uniform(&g, -1, 1) : 0;
    for (size_t j = 0; j < weights_count; j++) weights[j] = uniform(&g, -1, 1);
    for (size_t j = 0; j < s.output_channels; j++) bias[j] = uniform(&g, -1, 1);
    for (size_t j = 0; j < s.input_channels; j++) outside[j] = is_depthwise ? uniform(&g, -1, 1) : 0;
    const size_t row = s.input_width * s.input_channels;
    const size_t padded_row = (s.input_width + 2 * s.padding) * s.input_channels;
    for (size_t y = 0; y < s.input_height; y++)
      memcpy(map + (y + s.padding) * padded_row + s.padding * s.input_channels, input + y * row, row * 4);
    const spike_map input_map = {map, s.input_height, s.input_width, s.input_channels, s.padding};
    spike_fill_border(input_map, outside, s.input_height / 2, s.input_height);
    spike_fill_border(input_map, outside, 0, s.input_height / 2);
    const spike_form form = is_depthwise ? SPIKE_DEPTHWISE : SPIKE_DENSE;
    float *packed = calloc(spike_packed_bytes(form, SPIKE_WEIGHT_F32, s) + 64, 1);
    spike_pack(level, form, SPIKE_WEIGHT_F32, s, weights, packed);
    const spike_layer kernel_layer = {
        .shape = s, .type = SPIKE_WEIGHT_F32, .weights = packed, .largest_input = 1,
        .finish = {.bias = bias, .values = actual, .values_row = s.output_width * s.output_channels}};
    if (is_depthwise) {
      spike_depthwise_values(s, input, outside, weights, bias, expected);
      spike_convolve_depthwise(level, &kernel_layer, input_map, true, NULL, 0, s.output_height);
    } else {
      uint32_t *start = calloc(s.input_height * s.input_width + 1, 4);
      spike_entry *entries = calloc(in, sizeof *entries);
      spike_list_values(input, s.input_height, s.input_width, s.input_channels, start, entries);
      spike_convolve(s, weights, bias, start, entries, expected);
      spike_convolve_dense(level, &kernel_layer, input_map, true, NULL, 0, s.output_height, 0,
                           spike_block_count(form, SPIKE_WEIGHT_F32, s));
      free(start);
      free(entries);
    }
    if (!are_equal(expected, actual, out)) {
      printf("wrong values: level %d, depthwise %d, input %zux%zux%zu, output channels %zu, kernel %zu, stride %zu, padding "
             "%zu\n", level, is_depthwise, s.input_height, s.input_width, s.input_channels, s.output_channels, s.kernel,
             s.stride, s.padding);
      wrong++;
    }
    free(input); free(map); free(weights); free(bias); free(outside); free(expected); free(actual); free(packed);
  }
  return wrong;
}

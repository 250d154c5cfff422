#include "layer.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t padded_channels(size_t count, size_t block) { return (count + block - 1) / block * block; }

size_t bordered_count(size_t height, size_t width, size_t channels, size_t halo) {
  return (height + 2 * halo) * (width + 2 * halo) * channels;
}

void *zeroed(size_t count, size_t size) {
  void *memory = calloc(count > 0 ? count : 1, size);
  if (!memory) abort();
  return memory;
}

void *aligned_ones(size_t bytes) {
  void *memory = NULL;
  if (posix_memalign(&memory, 64, bytes > 0 ? bytes : 1)) abort();
  memset(memory, 255, bytes);
  return memory;
}

void set_output_shape(spike_convolution *s) {
  s->output_height = (s->input_height + 2 * s->padding - s->kernel) / s->stride + 1;
  s->output_width = (s->input_width + 2 * s->padding - s->kernel) / s->stride + 1;
}

static size_t output_count(const layer *l) {
  return l->shape.output_height * l->shape.output_width * l->shape.output_channels;
}

static size_t input_count(const layer *l) {
  return bordered_count(l->shape.input_height, l->shape.input_width, l->shape.input_channels, l->halo);
}

static size_t bordered_output_count(const layer *l) {
  return bordered_count(l->shape.output_height, l->shape.output_width, l->shape.output_channels, l->output_halo);
}

static size_t bordered_output_place(const layer *l, size_t y, size_t x, size_t c) {
  return ((y + l->output_halo) * (l->shape.output_width + 2 * l->output_halo) + x + l->output_halo) *
             l->shape.output_channels +
         c;
}

size_t input_place(const layer *l, size_t y, size_t x, size_t c) {
  return ((y + l->halo) * (l->shape.input_width + 2 * l->halo) + x + l->halo) * l->shape.input_channels + c;
}

// Channels from one weight row of the reference layout to the next.
static size_t weight_row(const layer *l) {
  const size_t channels = l->shape.output_channels;
  return l->is_depthwise ? channels : padded_channels(channels, SPIKE_CHANNEL_BLOCK);
}

size_t inputs_of_channel(const layer *l) {
  return l->shape.kernel * l->shape.kernel * (l->is_depthwise ? 1 : l->shape.input_channels);
}

size_t weight_place(const layer *l, size_t ky, size_t kx, size_t c, size_t o) {
  const size_t tap = ky * l->shape.kernel + kx;
  return (l->is_depthwise ? tap : tap * l->shape.input_channels + c) * weight_row(l) + o;
}

void allocate_layer(layer *l) {
  const size_t padded = padded_channels(l->shape.output_channels, SPIKE_LARGEST_BLOCK);
  const size_t slack = l->shape.input_channels + SPIKE_SLACK;
  l->input = zeroed(input_count(l) + slack, 1);
  memset(l->input + input_count(l), 255, slack);
  l->weights = zeroed(inputs_of_channel(l) * weight_row(l), sizeof(int32_t));
  l->scale = zeroed(padded, sizeof(float));
  l->bias = zeroed(padded, sizeof(float));
  l->residual = zeroed(output_count(l), sizeof(float));
  l->membrane = zeroed(output_count(l), sizeof(float));
}

void release_layer(layer *l) {
  free(l->input);
  free(l->weights);
  free(l->scale);
  free(l->bias);
  free(l->residual);
  free(l->membrane);
}

outcome outcome_of(const layer *l) {
  outcome o = {0};
  o.values = zeroed(bordered_output_count(l), sizeof(float));
  o.membrane = zeroed(output_count(l), sizeof(float));
  o.spikes = zeroed(bordered_output_count(l), 1);
  memcpy(o.membrane, l->membrane, output_count(l) * sizeof(float));
  return o;
}

void release_outcome(outcome *o) {
  free(o->values);
  free(o->membrane);
  free(o->spikes);
}

// ---- What must come out

// The sums of all channels at an output pixel, each in the order of its inputs.
static void add_inputs(const layer *l, size_t oy, size_t ox, int64_t *sums, float *float_sums) {
  const spike_convolution s = l->shape;
  const size_t channels = s.output_channels;
  for (size_t o = 0; o < channels; o++) {
    sums[o] = 0;
    float_sums[o] = l->is_depthwise ? 0 : l->bias[o];
  }
  for (size_t ky = 0; ky < s.kernel; ky++) {
    for (size_t kx = 0; kx < s.kernel; kx++) {
      const ptrdiff_t y = (ptrdiff_t)(oy * s.stride + ky) - (ptrdiff_t)s.padding;
      const ptrdiff_t x = (ptrdiff_t)(ox * s.stride + kx) - (ptrdiff_t)s.padding;
      if (y < 0 || x < 0 || y >= (ptrdiff_t)s.input_height || x >= (ptrdiff_t)s.input_width) continue;
      const uint8_t *pixel = l->input + input_place(l, (size_t)y, (size_t)x, 0);
      for (size_t c = 0; c < (l->is_depthwise ? 1 : s.input_channels); c++) {
        const int32_t *weights = l->weights + weight_place(l, ky, kx, c, 0);
        if (!l->is_depthwise && pixel[c] == 0) continue;
        // One input for all channels, or one for each.
        const size_t step = l->is_depthwise ? 1 : 0;
        if (l->type == SPIKE_WEIGHT_F32)
          for (size_t o = 0; o < channels; o++)
            float_sums[o] = fmaf((float)pixel[c + step * o], (float)weights[o] * l->scale[o], float_sums[o]);
        else
          for (size_t o = 0; o < channels; o++) sums[o] += (int64_t)(weights[o] * pixel[c + step * o]);
      }
    }
  }
}

void expect_element(const layer *l, float value, size_t place, size_t bordered_place, outcome *expected) {
  if (l->has_residual) value += l->residual[place];
  if (l->has_values) expected->values[bordered_place] = value;
  if (!l->has_neurons) return;
  const float kept = l->beta * l->membrane[place], added = l->alpha * value, u = kept + added;
  const float spike = nearbyintf(fminf(fmaxf(u, 0), l->limit));
  const float h = u - spike;
  expected->membrane[place] = fabsf(h) < FLT_MIN ? 0 : h;
  expected->spikes[bordered_place] = (uint8_t)spike;
  expected->fired += spike > 0;
}

bool expect(const layer *l, outcome *expected) {
  const spike_convolution s = l->shape;
  int64_t *sums = zeroed(s.output_channels, sizeof *sums);
  float *float_sums = zeroed(s.output_channels, sizeof *float_sums);
  bool fits = true;
  for (size_t y = 0; y < s.output_height; y++) {
    for (size_t x = 0; x < s.output_width; x++) {
      add_inputs(l, y, x, sums, float_sums);
      for (size_t o = 0; o < s.output_channels; o++) {
        float value = (float)sums[o] * l->scale[o] + l->bias[o];
        if (l->type == SPIKE_WEIGHT_F32) value = l->is_depthwise ? float_sums[o] + l->bias[o] : float_sums[o];
        fits &= sums[o] >= INT32_MIN && sums[o] <= INT32_MAX;
        expect_element(l, value, (y * s.output_width + x) * s.output_channels + o, bordered_output_place(l, y, x, o),
                       expected);
      }
    }
  }
  free(sums);
  free(float_sums);
  return fits;
}

// ---- What comes out

static void *packed_weights(const layer *l, spike_kernel_level level, spike_form form) {
  const size_t row = weight_row(l), count = inputs_of_channel(l) * row;
  void *source = zeroed(count, sizeof(int32_t));
  for (size_t i = 0; i < count; i++) {
    const size_t channel = i % row;
    switch (l->type) {
    case SPIKE_WEIGHT_I8: ((int8_t *)source)[i] = (int8_t)l->weights[i]; break;
    case SPIKE_WEIGHT_I16: ((int16_t *)source)[i] = (int16_t)l->weights[i]; break;
    case SPIKE_WEIGHT_F32:
      if (channel < l->shape.output_channels) ((float *)source)[i] = (float)l->weights[i] * l->scale[channel];
      break;
    }
  }
  void *packed = aligned_ones(spike_packed_bytes(level, form, l->type, l->shape));
  spike_pack(level, form, l->type, l->shape, source, packed);
  free(source);
  return packed;
}

static spike_lists lists_of(const layer *l) {
  const spike_convolution s = l->shape;
  size_t fired = 0;
  for (size_t i = 0; i < input_count(l); i++) fired += l->input[i] != 0;
  spike_lists lists = {.row_capacity = (s.input_width + 2 * l->halo) * s.input_channels + SPIKE_SLACK,
                       .chunk_channels = l->chunk_channels};
  if (lists.chunk_channels == 0) lists.chunk_channels = spike_chunk_channels(s, l->type, fired);
  const size_t chunks = (s.input_channels + lists.chunk_channels - 1) / lists.chunk_channels;
  lists.start = zeroed(s.input_height * chunks * (s.input_width + 2 * l->halo + 1), 2);
  lists.index = zeroed(s.input_height * lists.row_capacity, 2);
  lists.value = zeroed(s.input_height * lists.row_capacity, l->type == SPIKE_WEIGHT_I8 ? 1 : 2);
  return lists;
}

computation prepare(const layer *l, spike_kernel_level level, spike_form form, outcome *actual) {
  const spike_convolution s = l->shape;
  const size_t row = (s.output_width + 2 * l->output_halo) * s.output_channels;
  const size_t origin = bordered_output_place(l, 0, 0, 0);
  computation c = {.layer = l, .level = level, .form = form, .weights = packed_weights(l, level, form)};
  c.kernel_layer = (spike_layer){
      .shape = s,
      .type = l->type,
      .weights = c.weights,
      .largest_input = l->largest_input,
      .finish = {.scale = l->scale,
                 .bias = l->bias,
                 .residual = l->has_residual ? l->residual : NULL,
                 .membrane = l->has_neurons ? actual->membrane : NULL,
                 .values = l->has_values ? actual->values + origin : NULL,
                 .spikes = l->has_neurons ? actual->spikes + origin : NULL,
                 .values_row = row,
                 .spikes_row = row,
                 .alpha = l->alpha,
                 .beta = l->beta,
                 .limit = l->limit},
  };
  c.input = (spike_map){l->input, s.input_height, s.input_width, s.input_channels, l->halo};
  if (form == SPIKE_GATHER) c.lists = lists_of(l);
  c.blocks = spike_block_count(c.level, form, l->type, s);
  c.scratch_bytes = form == SPIKE_DEPTHWISE ? spike_depthwise_scratch_bytes(s, l->halo)
                                            : spike_dense_scratch_bytes(l->type, s, l->halo);
  return c;
}

void release_computation(computation *c) {
  free(c->weights);
  free(c->lists.start);
  free(c->lists.index);
  free(c->lists.value);
}

void list_part(const computation *c, size_t first_row, size_t last_row) {
  if (c->form == SPIKE_GATHER) spike_list_rows(c->level, c->input, c->layer->type, c->lists, first_row, last_row);
}

size_t compute_part(const computation *c, size_t first_row, size_t last_row, size_t first_block, size_t last_block) {
  const spike_layer *l = &c->kernel_layer;
  // What is read beyond must not matter.
  void *scratch = aligned_ones(c->scratch_bytes);
  size_t fired = 0;
  switch (c->form) {
  case SPIKE_GATHER:
    fired = spike_convolve_gather(c->level, l, c->lists, c->layer->halo, first_row, last_row, first_block, last_block);
    break;
  case SPIKE_DENSE:
    fired = spike_convolve_dense(c->level, l, c->input, scratch, first_row, last_row, first_block, last_block);
    break;
  case SPIKE_DEPTHWISE:
    fired = spike_convolve_depthwise(c->level, l, c->input, false, scratch, first_row, last_row);
    break;
  }
  free(scratch);
  return fired;
}

// ---- Comparing

bool are_equal(const float *a, const float *b, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!(a[i] == b[i])) return false;
  return true;
}

bool is_right(const layer *l, spike_kernel_level level, spike_form form, const outcome *expected,
              const outcome *actual) {
  const size_t count = output_count(l), bordered = bordered_output_count(l);
  const char *wrong = actual->fired != expected->fired                            ? "number of neurons that fired"
                      : memcmp(actual->spikes, expected->spikes, bordered) != 0   ? "spikes"
                      : !are_equal(actual->membrane, expected->membrane, count)   ? "membrane potentials"
                      : !are_equal(actual->values, expected->values, bordered)    ? "values"
                                                                                  : NULL;
  if (!wrong) return true;
  const spike_convolution s = l->shape;
  printf("wrong %s: level %d, form %d, weights %d, input %zux%zux%zu, output %zux%zux%zu, kernel %zu, stride %zu, "
         "padding %zu, halo %zu, largest input %zu, residual %d, values %d, neurons %d\n",
         wrong, level, form, l->type, s.input_height, s.input_width, s.input_channels, s.output_height, s.output_width,
         s.output_channels, s.kernel, s.stride, s.padding, l->halo, l->largest_input, l->has_residual, l->has_values,
         l->has_neurons);
  return false;
}

static bool is_form_right(const layer *l, spike_kernel_level level, spike_form form, const outcome *expected) {
  outcome actual = outcome_of(l);
  computation c = prepare(l, level, form, &actual);
  const size_t height = l->shape.output_height, input_middle = l->shape.input_height / 2;
  const size_t rows[] = {0, height / 3, height}, blocks[] = {0, c.blocks / 2, c.blocks};
  list_part(&c, input_middle, l->shape.input_height);
  list_part(&c, 0, input_middle);
  for (size_t r = 0; r < 2; r++)
    for (size_t b = 0; b < (form == SPIKE_DEPTHWISE ? 1 : 2); b++)
      actual.fired += compute_part(&c, rows[r], rows[r + 1], blocks[b], blocks[b + 1]);
  const bool right = is_right(l, level, form, expected, &actual);
  release_computation(&c);
  release_outcome(&actual);
  return right;
}

size_t check_layer(const layer *l, spike_kernel_level level) {
  outcome expected = outcome_of(l);
  size_t wrong = !expect(l, &expected);
  if (wrong) printf("the sums of a layer do not fit into 32 bits\n");
  if (l->is_depthwise) {
    wrong += !is_form_right(l, level, SPIKE_DEPTHWISE, &expected);
  } else {
    wrong += !is_form_right(l, level, SPIKE_GATHER, &expected);
    wrong += !is_form_right(l, level, SPIKE_DENSE, &expected);
  }
  release_outcome(&expected);
  return wrong;
}

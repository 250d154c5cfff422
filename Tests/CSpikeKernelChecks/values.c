#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layer.h"
#include "random.h"

typedef struct {
  spike_convolution shape;
  bool is_depthwise;
  size_t halo;
  // Without and with border.
  float *input, *map;
  float *weights, *bias, *outside;
} values_layer;

static values_layer random_values_layer(generator *g) {
  static const size_t channels[] = {3, 16, 20, 64, 80, 128}, kernels[] = {1, 3, 7};
  values_layer l = {.is_depthwise = below(g, 2)};
  spike_convolution s = {.kernel = kernels[below(g, 3)], .stride = l.is_depthwise ? 1 : 1 + below(g, 4)};
  s.padding = below(g, 2) ? s.kernel / 2 : 0;
  s.input_height = s.kernel + below(g, 8);
  s.input_width = s.kernel + below(g, 50);
  s.output_channels = channels[below(g, 6)];
  s.input_channels = l.is_depthwise ? s.output_channels : channels[below(g, 3)];
  set_output_shape(&s);
  l.shape = s;
  l.halo = s.padding + below(g, 2);
  const size_t in = s.input_height * s.input_width * s.input_channels;
  const size_t row = l.is_depthwise ? s.output_channels : padded_channels(s.output_channels, SPIKE_CHANNEL_BLOCK);
  const size_t weights = s.kernel * s.kernel * (l.is_depthwise ? 1 : s.input_channels) * row;
  l.input = zeroed(in, sizeof(float));
  l.weights = zeroed(weights, sizeof(float));
  l.bias = zeroed(padded_channels(s.output_channels, SPIKE_LARGEST_BLOCK), sizeof(float));
  l.outside = zeroed(s.input_channels, sizeof(float));
  // Values here and there, everywhere or nowhere; between them lies one value, which may be 0.
  const size_t rarity = 1 + below(g, 3) * below(g, 40);
  const float usual = below(g, 2) ? uniform(g, -1, 1) : 0;
  for (size_t i = 0; i < in; i++) l.input[i] = below(g, rarity) == 0 ? uniform(g, -1, 1) : usual;
  if (below(g, 20) == 0)
    for (size_t i = 0; i < in; i++) l.input[i] = usual;
  for (size_t i = 0; i < weights; i++) l.weights[i] = uniform(g, -1, 1);
  for (size_t i = 0; i < s.output_channels; i++) l.bias[i] = uniform(g, -1, 1);
  if (l.is_depthwise)
    for (size_t i = 0; i < s.input_channels; i++) l.outside[i] = uniform(g, -1, 1);
  l.map = zeroed(bordered_count(s.input_height, s.input_width, s.input_channels, l.halo) + s.input_channels + SPIKE_SLACK,
                 sizeof(float));
  const size_t columns = s.input_width * s.input_channels, map_columns = columns + 2 * l.halo * s.input_channels;
  for (size_t y = 0; y < s.input_height; y++)
    memcpy(l.map + (y + l.halo) * map_columns + l.halo * s.input_channels, l.input + y * columns,
           columns * sizeof(float));
  return l;
}

static void release_values_layer(values_layer *l) {
  free(l->input);
  free(l->map);
  free(l->weights);
  free(l->bias);
  free(l->outside);
}

static void compute_reference(const values_layer *l, float *output) {
  const spike_convolution s = l->shape;
  if (l->is_depthwise) {
    spike_depthwise_values(s, l->input, l->outside, l->weights, l->bias, output);
    return;
  }
  uint32_t *start = zeroed(s.input_height * s.input_width + 1, sizeof *start);
  spike_entry *entries = zeroed(s.input_height * s.input_width * s.input_channels, sizeof *entries);
  spike_list_values(l->input, s.input_height, s.input_width, s.input_channels, start, entries);
  spike_convolve(s, l->weights, l->bias, start, entries, output);
  free(start);
  free(entries);
}

static void compute_values(const values_layer *l, spike_kernel_level level, float *output) {
  const spike_convolution s = l->shape;
  const spike_map map = {l->map, s.input_height, s.input_width, s.input_channels, l->halo};
  spike_fill_border(map, l->outside, s.input_height / 2, s.input_height);
  spike_fill_border(map, l->outside, 0, s.input_height / 2);
  const spike_form form = l->is_depthwise ? SPIKE_DEPTHWISE : SPIKE_DENSE;
  void *packed = aligned_ones(spike_packed_bytes(level, form, SPIKE_WEIGHT_F32, s));
  spike_pack(level, form, SPIKE_WEIGHT_F32, s, l->weights, packed);
  const spike_layer layer = {
      .shape = s, .type = SPIKE_WEIGHT_F32, .weights = packed, .largest_input = 1,
      .finish = {.bias = l->bias, .values = output, .values_row = s.output_width * s.output_channels}};
  if (l->is_depthwise) {
    spike_convolve_depthwise(level, &layer, map, true, NULL, 0, s.output_height);
  } else {
    void *scratch = aligned_ones(spike_values_scratch_bytes(s, l->halo) + 1);
    const size_t blocks = spike_block_count(level, form, SPIKE_WEIGHT_F32, s), middle = s.output_height / 3;
    size_t taken;
    spike_convolve_values(level, &layer, map, scratch, middle, s.output_height, 0, blocks, &taken);
    spike_convolve_values(level, &layer, map, scratch, 0, middle, 0, blocks / 2, &taken);
    spike_convolve_values(level, &layer, map, scratch, 0, middle, blocks / 2, blocks, &taken);
    free(scratch);
  }
  free(packed);
}

size_t spike_check_values(spike_kernel_level level, uint64_t seed, size_t count) {
  generator g = {seed};
  size_t wrong = 0;
  for (size_t i = 0; i < count && wrong == 0; i++) {
    values_layer l = random_values_layer(&g);
    const spike_convolution s = l.shape;
    const size_t elements = s.output_height * s.output_width * s.output_channels;
    float *expected = zeroed(elements, sizeof(float)), *actual = zeroed(elements, sizeof(float));
    compute_reference(&l, expected);
    compute_values(&l, level, actual);
    if (!are_equal(expected, actual, elements)) {
      printf("wrong values: level %d, depthwise %d, input %zux%zux%zu, output channels %zu, kernel %zu, stride %zu, padding "
             "%zu, halo %zu\n", level, l.is_depthwise, s.input_height, s.input_width, s.input_channels,
             s.output_channels, s.kernel, s.stride, s.padding, l.halo);
      wrong++;
    }
    free(expected);
    free(actual);
    release_values_layer(&l);
  }
  return wrong;
}

#include <stdio.h>

#include "layer.h"

// Gives each output channel weights whose magnitudes are as large as their type lets them be, until the sum over all inputs at
// their largest is 2^31 - 1 or as near to it as a multiple of the largest input comes. Neighbouring channels differ in sign: all
// positive, all negative, in turn, and one half after the other. Returns the magnitude left over.
static size_t fill_weights(layer *l) {
  const spike_convolution s = l->shape;
  const int32_t highest = l->type == SPIKE_WEIGHT_I16 ? 32767 : 127;
  const size_t inputs = inputs_of_channel(l);
  size_t left_over = 0;
  for (size_t o = 0; o < s.output_channels; o++) {
    size_t left = INT32_MAX / l->largest_input, number = 0;
    for (size_t ky = 0; ky < s.kernel; ky++) {
      for (size_t kx = 0; kx < s.kernel; kx++) {
        for (size_t c = 0; c < (l->is_depthwise ? 1 : s.input_channels); c++, number++) {
          const bool turns[] = {false, true, number % 2 == 1, number >= inputs / 2};
          const bool is_negative = turns[o % 4];
          const int32_t largest = highest + is_negative;
          const int32_t magnitude = left < (size_t)largest ? (int32_t)left : largest;
          l->weights[weight_place(l, ky, kx, c, o)] = is_negative ? -magnitude : magnitude;
          left -= (size_t)magnitude;
        }
      }
    }
    if (left > left_over) left_over = left;
  }
  return left_over;
}

// All neurons of the first `fired(pixel)` channels of a pixel fire as often as they may.
static void fill_input(layer *l, bool grows) {
  for (size_t y = 0; y < l->shape.input_height; y++) {
    for (size_t x = 0; x < l->shape.input_width; x++) {
      const size_t pixel = y * l->shape.input_width + x, channels = l->shape.input_channels;
      for (size_t c = 0; c < (grows && pixel < channels ? pixel : channels); c++)
        l->input[input_place(l, y, x, c)] = (uint8_t)l->largest_input;
    }
  }
}

static layer unscaled_layer(spike_weight_type type, bool is_depthwise, spike_convolution shape, size_t largest_input) {
  layer l = {.shape = shape, .type = type, .is_depthwise = is_depthwise, .largest_input = largest_input,
             .has_values = true};
  set_output_shape(&l.shape);
  allocate_layer(&l);
  for (size_t o = 0; o < shape.output_channels; o++) l.scale[o] = 1;
  return l;
}

size_t spike_check_largest_sums(spike_kernel_level level) {
  // So many inputs that their weights reach 2^31 - 1, and in depthwise layers, which never do, the most there are.
  static const struct {
    spike_weight_type type;
    bool is_depthwise;
    size_t kernel, channels, largest_input;
  } cases[] = {
      {SPIKE_WEIGHT_I16, false, 1, 8193, 8},  {SPIKE_WEIGHT_I16, false, 3, 911, 8},   {SPIKE_WEIGHT_I16, false, 7, 168, 8},
      {SPIKE_WEIGHT_I16, false, 3, 7283, 1},  {SPIKE_WEIGHT_I16, false, 3, 1821, 4},  {SPIKE_WEIGHT_I16, false, 3, 30, 255},
      {SPIKE_WEIGHT_I8, false, 7, 2800, 127}, {SPIKE_WEIGHT_I8, false, 3, 7000, 8},   {SPIKE_WEIGHT_I8, false, 1, 32000, 8},
      {SPIKE_WEIGHT_I8, false, 3, 7000, 4},   {SPIKE_WEIGHT_I8, false, 7, 2800, 1},   {SPIKE_WEIGHT_I16, true, 7, 70, 255},
      {SPIKE_WEIGHT_I16, true, 7, 70, 8},     {SPIKE_WEIGHT_I8, true, 7, 70, 127},    {SPIKE_WEIGHT_I8, true, 7, 70, 8},
  };
  size_t wrong = 0;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const size_t kernel = cases[i].kernel, channels = cases[i].channels;
    const spike_convolution shape = {.kernel = kernel, .stride = 1, .input_height = kernel, .input_width = kernel + 1,
                                     .input_channels = channels,
                                     .output_channels = cases[i].is_depthwise ? channels : 36};
    layer l = unscaled_layer(cases[i].type, cases[i].is_depthwise, shape, cases[i].largest_input);
    // Ranges of a list as long as there are.
    l.chunk_channels = channels;
    fill_input(&l, false);
    const size_t left = fill_weights(&l);
    // 7000 inputs of 8 bits are far from 2^31 - 1; all that can come near it do.
    const size_t reach = inputs_of_channel(&l) * l.largest_input * (l.type == SPIKE_WEIGHT_I8 ? 127 : 32767);
    if (left > 0 && reach >= INT32_MAX) {
      printf("the weights of case %zu do not reach the largest sum\n", i);
      wrong++;
    }
    wrong += check_layer(&l, level);
    release_layer(&l);
  }
  return wrong;
}

size_t spike_check_narrow_sums(spike_kernel_level level) {
  static const size_t largest_inputs[] = {1, 2, 4, 8, 127};
  size_t wrong = 0;
  for (size_t i = 0; i < sizeof largest_inputs / sizeof *largest_inputs; i++) {
    // Sums of 16 bits hold at most so many inputs; pixel n has n neurons that fire, up to twice as many and some.
    const size_t most = 2 * (32767 / (127 * largest_inputs[i])) + 5, width = most < 64 ? most : 64;
    const spike_convolution shape = {.kernel = 1, .stride = 1, .input_height = (most + width - 1) / width,
                                     .input_width = width, .input_channels = most, .output_channels = 36};
    layer l = unscaled_layer(SPIKE_WEIGHT_I8, false, shape, largest_inputs[i]);
    l.chunk_channels = most;
    fill_input(&l, true);
    fill_weights(&l);
    wrong += check_layer(&l, level);
    release_layer(&l);
  }
  return wrong;
}

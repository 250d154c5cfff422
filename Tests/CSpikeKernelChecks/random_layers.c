#include <float.h>
#include <math.h>

#include "layer.h"
#include "random.h"

enum { TYPES = 3, FIRINGS = 3, KERNELS = 4, KINDS = 3 };

const size_t spike_random_layer_kinds = TYPES * FIRINGS * KERNELS * KINDS;

// What no chance may leave out goes by the layer's number: the type of weights, how many neurons fire, the kernel, and whether the
// layer is dense, strided or depthwise. Everything else is drawn.
static layer random_layer(generator *g, size_t number) {
  static const size_t kernels[KERNELS] = {1, 3, 7, 5};
  static const size_t channels[] = {1, 3, 16, 31, 32, 48, 64, 65, 96, 128, 160, 192, 256, 384};
  static const size_t limits[] = {1, 2, 4, 4, 8, 127};
  layer l = {0};
  l.type = (spike_weight_type)(number % TYPES);
  const size_t firing = number / TYPES % FIRINGS, kind = number / (TYPES * FIRINGS * KERNELS) % KINDS;
  l.is_depthwise = kind == 2;
  spike_convolution s = {.kernel = kernels[number / (TYPES * FIRINGS) % KERNELS]};
  s.stride = kind == 1 ? 2 + below(g, 3) : 1;
  s.padding = below(g, s.kernel / 2 + 1);
  s.input_height = s.kernel + below(g, s.kernel > 3 ? 3 : 9);
  // Wider than a tile now and then, and narrower than one.
  s.input_width = s.kernel + (below(g, 5) == 0 ? SPIKE_TILE_PIXELS + below(g, 60) : below(g, 30));
  s.output_channels = channels[below(g, 14)];
  s.input_channels = l.is_depthwise ? s.output_channels : channels[below(g, 14)];
  set_output_shape(&s);
  l.shape = s;
  l.halo = s.padding + below(g, 3);
  l.output_halo = below(g, 4);
  l.largest_input = limits[below(g, 6)];
  l.chunk_channels = below(g, 3) == 0 && l.type != SPIKE_WEIGHT_F32 ? SPIKE_SMALLEST_CHUNK : 0;
  l.has_residual = below(g, 2);
  l.has_neurons = below(g, 4) > 0;
  l.has_values = !l.has_neurons || below(g, 2);
  l.alpha = uniform(g, 0.25f, 1);
  l.beta = uniform(g, 0.25f, 1);
  l.limit = (float)limits[below(g, 6)];
  allocate_layer(&l);
  const float density = firing == 0 ? 0 : firing == 1 ? 1 : uniform(g, 0, 1) * uniform(g, 0, 1);
  for (size_t y = 0; y < s.input_height; y++)
    for (size_t x = 0; x < s.input_width; x++)
      for (size_t c = 0; c < s.input_channels; c++)
        if (uniform(g, 0, 1) < density)
          l.input[input_place(&l, y, x, c)] =
              (uint8_t)(firing == 1 ? l.largest_input : 1 + below(g, l.largest_input));
  const size_t largest = l.type == SPIKE_WEIGHT_I16 ? 32767 : 127;
  // So that no sum leaves 32 bits, as the quantiser has it.
  const size_t fits = INT32_MAX / (inputs_of_channel(&l) * l.largest_input);
  const size_t lowest = fits > largest ? largest + 1 : fits, highest = fits < largest ? fits : largest;
  for (size_t ky = 0; ky < s.kernel; ky++)
    for (size_t kx = 0; kx < s.kernel; kx++)
      for (size_t c = 0; c < (l.is_depthwise ? 1 : s.input_channels); c++)
        for (size_t o = 0; o < s.output_channels; o++)
          l.weights[weight_place(&l, ky, kx, c, o)] = (int32_t)below(g, lowest + highest + 1) - (int32_t)lowest;
  const float spread = sqrtf((float)inputs_of_channel(&l) * density + 1) * (float)l.largest_input * (float)highest;
  for (size_t o = 0; o < s.output_channels; o++) {
    l.scale[o] = uniform(g, 0.5f, 2) * l.limit / spread;
    l.bias[o] = uniform(g, -1, 1);
  }
  for (size_t i = 0; i < s.output_height * s.output_width * s.output_channels; i++) {
    l.residual[i] = uniform(g, -1, 1);
    // Some potentials so small that the next one is no normal number.
    l.membrane[i] = below(g, 8) == 0 ? uniform(g, -2, 2) * FLT_MIN : uniform(g, -2, 2);
  }
  return l;
}

size_t spike_check_random_layers(spike_kernel_level level, uint64_t seed, size_t count) {
  generator g = {seed};
  size_t wrong = 0;
  for (size_t i = 0; i < count && wrong == 0; i++) {
    layer l = random_layer(&g, i);
    wrong += check_layer(&l, level);
    release_layer(&l);
  }
  return wrong;
}

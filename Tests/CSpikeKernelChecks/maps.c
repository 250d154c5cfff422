#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layer.h"
#include "random.h"

// ---- Lists

// Whether the lists of a map hold, chunk by chunk and pixel by pixel, what is not zero, and nothing else.
static bool are_lists_right(spike_map map, spike_weight_type type, spike_lists lists) {
  const size_t width = map.width + 2 * map.halo, chunks = (map.channels + lists.chunk_channels - 1) / lists.chunk_channels;
  for (size_t y = 0; y < map.height; y++) {
    const uint8_t *row = (const uint8_t *)map.data + (y + map.halo) * width * map.channels;
    const uint16_t *start = lists.start + y * chunks * (width + 1);
    size_t count = 0;
    for (size_t first = 0; first < map.channels; first += lists.chunk_channels, start += width + 1) {
      for (size_t x = 0; x < width; x++) {
        if (start[x] != count) return false;
        for (size_t c = first; c < map.channels && c < first + lists.chunk_channels; c++) {
          const size_t element = x * map.channels + c, place = y * lists.row_capacity + count;
          if (row[element] == 0) continue;
          const size_t value =
              type == SPIKE_WEIGHT_I8 ? ((uint8_t *)lists.value)[place] : ((uint16_t *)lists.value)[place];
          if (lists.index[place] != element || value != row[element]) return false;
          count++;
        }
      }
      if (start[width] != count) return false;
    }
  }
  return true;
}

static size_t check_lists_of(spike_kernel_level level, generator *g, spike_map map, size_t density) {
  const size_t elements = bordered_count(map.height, map.width, map.channels, map.halo);
  // No more slack than promised.
  uint8_t *data = zeroed(elements + map.channels + SPIKE_SLACK, 1);
  for (size_t i = 0; i < elements; i++) data[i] = below(g, 100) < density ? (uint8_t)(1 + below(g, 255)) : 0;
  memset(data + elements, 255, map.channels + SPIKE_SLACK);
  map.data = data;
  size_t wrong = 0;
  for (int type = SPIKE_WEIGHT_I8; type <= SPIKE_WEIGHT_F32; type++) {
    const size_t chunks[] = {map.channels, SPIKE_SMALLEST_CHUNK, 2 * SPIKE_SMALLEST_CHUNK};
    for (size_t c = 0; c < 3; c++) {
      spike_lists lists = {.row_capacity = (map.width + 2 * map.halo) * map.channels + SPIKE_SLACK,
                           .chunk_channels = chunks[c]};
      const size_t starts = (map.channels + chunks[c] - 1) / chunks[c] * (map.width + 2 * map.halo + 1);
      lists.start = zeroed(map.height * starts, 2);
      lists.index = zeroed(map.height * lists.row_capacity, 2);
      lists.value = zeroed(map.height * lists.row_capacity, type == SPIKE_WEIGHT_I8 ? 1 : 2);
      // Later rows first: a row may write only into its own room.
      spike_list_rows(level, map, (spike_weight_type)type, lists, map.height / 2, map.height);
      spike_list_rows(level, map, (spike_weight_type)type, lists, 0, map.height / 2);
      if (!are_lists_right(map, (spike_weight_type)type, lists)) {
        printf("wrong list: level %d, weights %d, map %zux%zux%zu, halo %zu, chunks of %zu, %zu %% fire\n", level, type,
               map.height, map.width, map.channels, map.halo, chunks[c], density);
        wrong++;
      }
      free(lists.start);
      free(lists.index);
      free(lists.value);
    }
  }
  free(data);
  return wrong;
}

size_t spike_check_lists(spike_kernel_level level, uint64_t seed) {
  static const size_t densities[] = {0, 1, 20, 100};
  // The last one's rows have 65535 elements, the most that 16 bits count.
  static const spike_map maps[] = {{.height = 3, .width = 5, .channels = 1, .halo = 1},
                                   {.height = 2, .width = 7, .channels = 31},
                                   {.height = 2, .width = 9, .channels = 64, .halo = 3},
                                   {.height = 3, .width = 4, .channels = 65},
                                   {.height = 2, .width = 6, .channels = 200, .halo = 1},
                                   {.height = 2, .width = 255, .channels = 255, .halo = 1}};
  generator g = {seed};
  size_t wrong = 0;
  for (size_t m = 0; m < sizeof maps / sizeof *maps; m++)
    for (size_t d = 0; d < sizeof densities / sizeof *densities; d++)
      wrong += check_lists_of(level, &g, maps[m], densities[d]);
  return wrong;
}

// ---- Borders

static bool is_inside(spike_map map, size_t y, size_t x) {
  return y >= map.halo && y < map.halo + map.height && x >= map.halo && x < map.halo + map.width;
}

size_t spike_check_borders(void) {
  size_t wrong = 0;
  for (size_t halo = 0; halo < 4; halo++) {
    spike_map map = {.height = 5, .width = 4, .channels = 3, .halo = halo};
    const size_t elements = bordered_count(map.height, map.width, map.channels, halo);
    const float outside[] = {0.5f, -2, 7};
    uint8_t *spikes = zeroed(elements, 1);
    float *values = zeroed(elements, sizeof(float));
    memset(spikes, 1, elements);
    for (size_t i = 0; i < elements; i++) values[i] = 1;
    static const size_t parts[] = {0, 2, 2, 5};
    for (size_t p = 0; p < 3; p++) {
      map.data = spikes;
      spike_clear_border(map, parts[p], parts[p + 1]);
      map.data = values;
      spike_fill_border(map, outside, parts[p], parts[p + 1]);
    }
    size_t wrong_here = 0;
    for (size_t i = 0; i < elements; i++) {
      const size_t pixel = i / map.channels, width = map.width + 2 * halo;
      const bool inside = is_inside(map, pixel / width, pixel % width);
      wrong_here += spikes[i] != inside || values[i] != (inside ? 1 : outside[i % map.channels]);
    }
    if (wrong_here) printf("wrong border: halo %zu\n", halo);
    wrong += wrong_here;
    free(spikes);
    free(values);
  }
  return wrong;
}

// ---- Maps that become some channels of others

size_t spike_check_finished_rows(spike_kernel_level level, uint64_t seed, size_t count) {
  generator g = {seed};
  size_t wrong = 0;
  for (size_t i = 0; i < count && wrong == 0; i++) {
    static const size_t channels[] = {1, 15, 16, 33, 64, 100, 130};
    const size_t width = 1 + below(&g, 50), height = 1 + below(&g, 6);
    const size_t map_channels = channels[below(&g, 7)], first = below(&g, 40);
    layer l = {.shape = {.kernel = 1, .stride = 1, .input_height = height, .input_width = width, .input_channels = 1,
                         .output_channels = first + map_channels + below(&g, 40)},
               .type = SPIKE_WEIGHT_F32,
               .output_halo = below(&g, 3),
               .largest_input = 1,
               .has_residual = below(&g, 2),
               .has_neurons = i % 3 != 0,
               .has_values = i % 3 != 1,
               .alpha = uniform(&g, 0.25f, 1),
               .beta = uniform(&g, 0.25f, 1),
               .limit = (float)(1 + below(&g, 8))};
    set_output_shape(&l.shape);
    allocate_layer(&l);
    const size_t all = l.shape.output_channels, padded_width = width + 2 * l.output_halo;
    for (size_t e = 0; e < height * width * all; e++) {
      l.residual[e] = uniform(&g, -1, 1);
      l.membrane[e] = below(&g, 8) == 0 ? uniform(&g, -2, 2) * FLT_MIN : uniform(&g, -2, 2);
    }
    float *map = zeroed(height * width * map_channels, sizeof(float));
    outcome expected = outcome_of(&l), actual = outcome_of(&l);
    for (size_t e = 0; e < height * width * map_channels; e++) {
      const size_t pixel = e / map_channels, c = first + e % map_channels;
      map[e] = uniform(&g, -8, 8);
      const size_t bordered_pixel =
          (pixel / width + l.output_halo) * padded_width + pixel % width + l.output_halo;
      expect_element(&l, map[e], pixel * all + c, bordered_pixel * all + c, &expected);
    }
    computation c = prepare(&l, level, SPIKE_DENSE, &actual);
    actual.fired = spike_finish_rows(level, &c.kernel_layer.finish, map, map_channels, width, all, first, 0, height / 2);
    actual.fired +=
        spike_finish_rows(level, &c.kernel_layer.finish, map, map_channels, width, all, first, height / 2, height);
    wrong += !is_right(&l, level, SPIKE_DENSE, &expected, &actual);
    release_computation(&c);
    release_outcome(&expected);
    release_outcome(&actual);
    release_layer(&l);
    free(map);
  }
  return wrong;
}

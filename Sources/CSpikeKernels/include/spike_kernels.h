// Kernels of the reference engines: one thread, the order of every sum fixed.
//
// Feature maps are NHWC: element (y, x, c) of a map [channels, height, width] lies at (y * width + x) * channels + c.
// In convolutions of float32 every product is added unrounded (fused multiply-add), elsewhere no product is, and vectors run
// across output channels only, so
// that all processors give the same bits. Pointers need no alignment, and arrays must not overlap.
#ifndef SPIKE_KERNELS_H
#define SPIKE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// Output channels are padded with zero weights to a multiple of this.
#define SPIKE_CHANNEL_BLOCK 16

// A non-zero input of a convolution: `index` is x * channels + c within its row.
typedef struct {
  uint32_t index;
  float value;
} spike_entry;

// The shape of a square convolution; all counts are at least 1, `padding` at least 0.
typedef struct {
  size_t input_height, input_width, input_channels;
  size_t output_height, output_width, output_channels;
  size_t kernel, stride, padding;
} spike_convolution;

// Lists the non-zero values of a map row by row: pixel p owns entries[start[p]] up to entries[start[p + 1]].
// `start` has height * width + 1 elements, `entries` room for every element. Returns the number of entries.
size_t spike_list_counts(const uint8_t *map, size_t height, size_t width, size_t channels, uint32_t *start,
                         spike_entry *entries);
size_t spike_list_values(const float *map, size_t height, size_t width, size_t channels, uint32_t *start,
                         spike_entry *entries);

// Convolution as a sum of weight rows, one for each non-zero input: zeros cost nothing and change nothing.
// `weights` is [kernel][kernel][input_channels][padded output channels], `bias` [padded output channels].
// A sum starts at the bias and takes inputs by kernel row, then column, then channel.
void spike_convolve(spike_convolution shape, const float *weights, const float *bias, const uint32_t *start,
                    const spike_entry *entries, float *output);

// Depthwise convolution, stride 1; `weights` is [kernel][kernel][channels], `bias` [channels]. The sum starts at zero,
// takes taps by row, then column, and the bias comes last. Outside the map lie zeros, or `outside` [channels].
void spike_depthwise_counts(spike_convolution shape, const uint8_t *input, const float *weights, const float *bias,
                            float *output);
void spike_depthwise_values(spike_convolution shape, const float *input, const float *outside, const float *weights,
                            const float *bias, float *output);

// The spike-driven form. An integer spike s is s binary spikes, at the virtual timesteps 0...s - 1, and a convolution is
// the sum of the weights of those that fired, virtual timestep after virtual timestep.
//
// Lists the neurons that fire at a virtual timestep (those with more spikes than its number) as `spike_list_counts`
// lists values: `fired` holds x * channels + c. Returns how many there are.
size_t spike_list_fired(const uint8_t *map, size_t height, size_t width, size_t channels, uint8_t virtual_timestep,
                        uint32_t *start, uint32_t *fired);

// Adds to `sums` [output pixel][output channel] the weights of the neurons listed, by kernel row, column and channel;
// weights are laid out as for `spike_convolve`, or for the depthwise ones (stride 1) as for `spike_depthwise_counts`.
// Returns the number of additions; those into padded channels are not counted.
size_t spike_accumulate_f32(spike_convolution shape, const float *weights, const uint32_t *start,
                            const uint32_t *fired, float *sums);
size_t spike_accumulate_i16(spike_convolution shape, const int16_t *weights, const uint32_t *start,
                            const uint32_t *fired, int32_t *sums);
size_t spike_accumulate_i8(spike_convolution shape, const int8_t *weights, const uint32_t *start,
                           const uint32_t *fired, int32_t *sums);
size_t spike_accumulate_depthwise_f32(spike_convolution shape, const float *weights, const uint32_t *start,
                                      const uint32_t *fired, float *sums);
size_t spike_accumulate_depthwise_i16(spike_convolution shape, const int16_t *weights, const uint32_t *start,
                                      const uint32_t *fired, int32_t *sums);
size_t spike_accumulate_depthwise_i8(spike_convolution shape, const int8_t *weights, const uint32_t *start,
                                     const uint32_t *fired, int32_t *sums);

// Every pixel of the map becomes `row`, or has it added.
void spike_fill_rows(float *map, size_t pixels, size_t channels, const float *row);
void spike_add_rows(float *map, size_t pixels, size_t channels, const float *row);

// output = sum * scale + bias with a factor and a summand for each channel, each step rounded to float32.
void spike_dequantise(const int32_t *sums, size_t pixels, size_t channels, const float *scale, const float *bias,
                      float *output);

// Convolutions of spike counts with integer weights, laid out as the float32 ones: the sum in int32, then
// sum * scale + bias as above. The weights must be such that no sum overflows (`ChannelQuantiser` sees to it).
void spike_convolve_i16(spike_convolution shape, const int16_t *weights, const float *scale, const float *bias,
                        const uint32_t *start, const spike_entry *entries, float *output);
void spike_convolve_i8(spike_convolution shape, const int8_t *weights, const float *scale, const float *bias,
                       const uint32_t *start, const spike_entry *entries, float *output);
void spike_depthwise_i16(spike_convolution shape, const uint8_t *input, const int16_t *weights, const float *scale,
                         const float *bias, float *output);
void spike_depthwise_i8(spike_convolution shape, const uint8_t *input, const int8_t *weights, const float *scale,
                        const float *bias, float *output);

// The I-LIF neuron: u = beta * h + alpha * x; s = round half even of u clamped to 0...limit; h = u - s.
// `membrane` holds h, 0 in place of anything smaller than the smallest normal number. `limit` is a whole number, 1...255.
void spike_fire(const float *current, float *membrane, uint8_t *spikes, size_t count, float alpha, float beta,
                float limit);

// output = a + b.
void spike_add(const float *a, const float *b, float *output, size_t count);

// 5x5 maximum with stride 1; what lies outside the map does not count.
void spike_maximum_5(const float *input, size_t height, size_t width, size_t channels, float *output);

// The number of values other than 0.
size_t spike_count_nonzero(const uint8_t *spikes, size_t count);

// The sum of all values.
size_t spike_sum(const uint8_t *spikes, size_t count);

// rows [count][columns] = factors [count][middles] * others [middles][columns], each sum in the order of `middles`.
void spike_combine_rows(double *rows, const double *factors, const double *others, size_t count, size_t middles,
                        size_t columns);

// Of each of `lanes` neighbouring channels, at most 16, of finite weights [count][stride]: the largest magnitude, and the largest
// power of two of which all weights are multiples, 0 where that is no normal number. All 16 at once are fastest.
void spike_weight_steps(const float *weights, size_t count, size_t stride, size_t lanes, float *largest, float *steps);

// numbers = weights / scales to the nearest whole numbers, halves to even, and at most `limit` either way; with the sum of
// magnitudes of each channel. `lanes` as above.
void spike_round_weights(const float *weights, size_t count, size_t stride, size_t lanes, const float *scales,
                         int16_t limit, int16_t *numbers, uint64_t *magnitudes);

#endif

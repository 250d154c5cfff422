// Prophesee cameras through the hardware layer of OpenEB 4 or 5. It gives the camera's own bytes, which Saccade decodes.
//
//   c++ -std=c++17 -shared -fPIC -I Sources/CSaccadeSource/include -o libopeneb.so Samples/plugins/openeb/openeb.cpp
//       -lmetavision_hal -lmetavision_hal_discovery -lmetavision_sdk_base
//   saccade replay 'plugin:./libopeneb.so?serial=00050423' --model model.safetensors
//
// serial: the camera's serial number (the first camera that is found). It has not been built or run by Saccade's tests.
#include <saccade_source.h>

#include <metavision/hal/device/device.h>
#include <metavision/hal/device/device_discovery.h>
#include <metavision/hal/facilities/i_events_stream.h>
#include <metavision/hal/facilities/i_geometry.h>
#include <metavision/hal/facilities/i_hw_identification.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <thread>

namespace {

struct Camera {
  std::unique_ptr<Metavision::Device> device;
  Metavision::I_EventsStream *stream = nullptr;
  // What the last transfer has left; OpenEB 5 gives a buffer that must be kept alive for as long as it is read.
  Metavision::I_EventsStream::RawDataBufferPtr buffer;
  size_t given = 0;
  std::string error = "nothing is wrong";
};

thread_local std::string open_error = "nothing is wrong";

std::string value(const std::string &configuration, const std::string &key) {
  size_t start = 0;
  while (start < configuration.size()) {
    const size_t end = std::min(configuration.find('&', start), configuration.size());
    const std::string part = configuration.substr(start, end - start);
    if (part.compare(0, key.size() + 1, key + "=") == 0) return part.substr(key.size() + 1);
    start = end + 1;
  }
  return "";
}

// The encodings of Saccade by OpenEB's names, such as "EVT3;height=720;width=1280".
const char *format_of(const std::string &name) {
  const std::string encoding = name.substr(0, name.find(';'));
  if (encoding == "EVT2") return "evt2";
  if (encoding == "EVT21") return "evt21";
  if (encoding == "EVT3") return "evt3";
  if (encoding == "EVT4") return "evt4";
  return nullptr;
}

void *open_camera(const char *configuration, saccade_source_info *info) {
  try {
    auto camera = std::make_unique<Camera>();
    camera->device = Metavision::DeviceDiscovery::open(value(configuration, "serial"));
    if (!camera->device) throw std::runtime_error("no camera was found; is it connected, and are the udev rules installed?");
    camera->stream = camera->device->get_facility<Metavision::I_EventsStream>();
    auto *identification = camera->device->get_facility<Metavision::I_HW_Identification>();
    auto *geometry = camera->device->get_facility<Metavision::I_Geometry>();
    if (!camera->stream || !identification) throw std::runtime_error("the camera gives no stream of events");
    const char *format = format_of(identification->get_current_data_encoding_format());
    if (!format) throw std::runtime_error("the camera's encoding is not EVT2, EVT2.1, EVT3 or EVT4");
    info->content = SACCADE_SOURCE_BYTES;
    std::strncpy(info->format, format, sizeof info->format - 1);
    if (geometry) {
      info->width = static_cast<uint32_t>(geometry->get_width());
      info->height = static_cast<uint32_t>(geometry->get_height());
    }
    camera->stream->start();
    return camera.release();
  } catch (const std::exception &failure) {
    open_error = failure.what();
    return nullptr;
  }
}

int64_t read_camera(void *source, void *buffer, size_t capacity, int32_t timeout_milliseconds) {
  auto *camera = static_cast<Camera *>(source);
  try {
    if (!camera->buffer || camera->given == camera->buffer->size()) {
      const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_milliseconds);
      short state;
      // poll_buffer does not wait: 1 where a transfer is there, 0 where none is, negative where the stream has ended.
      while ((state = camera->stream->poll_buffer()) == 0) {
        if (std::chrono::steady_clock::now() >= deadline) return SACCADE_SOURCE_NOTHING;
        std::this_thread::sleep_for(std::chrono::microseconds(500));
      }
      if (state < 0) return SACCADE_SOURCE_ENDED;
      camera->buffer = camera->stream->get_latest_raw_data();
      camera->given = 0;
      if (!camera->buffer) return SACCADE_SOURCE_NOTHING;
    }
    const size_t count = std::min(capacity, camera->buffer->size() - camera->given);
    std::memcpy(buffer, camera->buffer->data() + camera->given, count);
    camera->given += count;
    return static_cast<int64_t>(count);
  } catch (const std::exception &failure) {
    camera->error = failure.what();
    return SACCADE_SOURCE_FAILED;
  }
}

void close_camera(void *source) {
  auto *camera = static_cast<Camera *>(source);
  try {
    camera->stream->stop();
  } catch (...) {
    // A camera that was unplugged cannot be stopped.
  }
  delete camera;
}

const char *last_error(void *source) {
  return source ? static_cast<Camera *>(source)->error.c_str() : open_error.c_str();
}

}  // namespace

extern "C" const saccade_source_interface *saccade_source(void) {
  static const saccade_source_interface interface = {SACCADE_SOURCE_VERSION, sizeof(saccade_source_interface),
                                                     open_camera,            read_camera,
                                                     nullptr,                close_camera,
                                                     last_error};
  return &interface;
}

/// Prints the newest detections of a camera, however slow it reads: latest CAMERA [ENDPOINT]
#include <iostream>
#include <saccade/client.hpp>
#include <thread>

int main(int argc, char** argv) try {
  if (argc < 2) throw std::invalid_argument("name a camera: latest CAMERA [ENDPOINT]");
  saccade::Options options;
  options.latest_only = true;
  options.cameras = {argv[1]};
  options.endpoints = {argc > 2 ? argv[2] : "tcp://127.0.0.1:5556"};
  saccade::Subscriber subscriber(options);
  for (const auto& [message, skipped] : subscriber) {
    std::cout << message.source() << ' ' << message.sequence() << ", " << message.detections_size() << " boxes, "
              << skipped << " frames skipped" << std::endl;
    std::this_thread::sleep_for(std::chrono::milliseconds(500));  // work that takes longer than a window
  }
} catch (const std::exception& error) {
  std::cerr << "latest: " << error.what() << '\n';
  return 1;
}

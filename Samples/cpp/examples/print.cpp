/// Prints what Saccade sees, window by window: print [ENDPOINT]
#include <iostream>
#include <saccade/client.hpp>

int main(int argc, char** argv) try {
  saccade::Options options;
  if (argc > 1) options.endpoints = {argv[1]};
  saccade::Subscriber subscriber(options);
  for (const saccade::Frame& frame : subscriber) {
    const std::string& camera = frame.message.source();
    std::cout << camera << ' ' << frame.message.window_end_us();
    for (const auto& box : frame.message.detections()) {
      std::cout << ", " << subscriber.class_name(camera, box.class_id()) << ' ' << box.score();
      std::cout << " at " << box.x() << ' ' << box.y();
    }
    std::cout << std::endl;
  }
} catch (const std::exception& error) {
  std::cerr << "print: " << error.what() << '\n';
  return 1;
}

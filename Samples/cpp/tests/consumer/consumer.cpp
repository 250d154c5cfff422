/// Prints every frame with its losses and its first class, until none comes within the timeout.
#include <iostream>
#include <saccade/client.hpp>

namespace {

saccade::Options parse(int argc, char** argv) {
  saccade::Options options;
  options.endpoints.clear();
  options.timeout = std::chrono::seconds(20);
  for (int index = 1; index + 1 < argc; index += 2) {
    const std::string name = argv[index];
    const std::string value = argv[index + 1];
    if (name == "--endpoint") options.endpoints.push_back(value);
    if (name == "--camera") options.cameras.push_back(value);
    if (name == "--latest-only") options.latest_only = value == "true";
    if (name == "--timeout") options.timeout = std::chrono::milliseconds(std::stoi(value));
    if (name != "--keys") continue;
    if (value.size() < 80) throw std::invalid_argument("three keys of 40 characters of Z85 follow --keys");
    options.curve = saccade::CurveKeys{value.substr(0, 40), value.substr(40, 40), value.substr(80)};
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    saccade::Subscriber subscriber(parse(argc, argv));
    while (true) {
      try {
        for (const saccade::Frame& frame : subscriber) {
          const std::string& camera = frame.message.source();
          std::cout << camera << ' ' << frame.message.session() << ' ' << frame.message.sequence();
          std::cout << " lost " << frame.lost;
          if (frame.message.detections_size() > 0) {
            std::cout << ' ' << subscriber.class_name(camera, frame.message.detections(0).class_id());
          }
          std::cout << std::endl;
        }
        std::cout << "nothing more, lost " << subscriber.lost() << std::endl;
        return 0;
      } catch (const std::runtime_error& error) {
        std::cout << error.what() << std::endl;
      }
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}

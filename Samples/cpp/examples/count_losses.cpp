/// Says once a second, and at every loss, how many frames came and how many were lost: count_losses [ENDPOINT]
#include <iostream>
#include <saccade/client.hpp>

int main(int argc, char** argv) try {
  saccade::Options options;
  if (argc > 1) options.endpoints = {argv[1]};
  saccade::Subscriber subscriber(options);
  std::uint64_t received = 0;
  auto reported = std::chrono::steady_clock::now();
  while (true) {
    const std::optional<saccade::Frame> frame = subscriber.next(std::chrono::seconds(1));
    if (frame) ++received;
    const auto now = std::chrono::steady_clock::now();
    if ((!frame || frame->lost == 0) && now - reported < std::chrono::seconds(1)) continue;
    std::cout << received << " received, " << subscriber.lost() << " lost" << std::endl;
    reported = now;
  }
} catch (const std::exception& error) {
  std::cerr << "count_losses: " << error.what() << '\n';
  return 1;
}

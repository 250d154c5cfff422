// SPDX-License-Identifier: Apache-2.0
/// Receives what Saccade publishes: detections, window by window, with losses counted.
///
///     saccade::Subscriber subscriber;
///     for (const saccade::Frame& frame : subscriber) use(frame.message.detections());
#pragma once

#include <saccade/v1/detections.pb.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>
#include <zmq.hpp>

namespace saccade {

/// A timeout that never ends.
inline constexpr std::chrono::milliseconds forever = std::chrono::milliseconds::max();

/// The keys of an encrypted connection (CURVE), 40 characters of Z85 each.
struct CurveKeys {
  std::string server_public;
  std::string client_public;
  std::string client_secret;
};

/// What to receive, and from where.
struct Options {
  /// Stream endpoints, or latest endpoints where only the latest frame counts.
  std::vector<std::string> endpoints = {"tcp://127.0.0.1:5555"};
  /// The cameras to receive, by name; all of them where it is empty.
  std::vector<std::string> cameras;
  /// Receive the newest frame of each camera only, however slow the reader is; needs the cameras' names.
  bool latest_only = false;
  /// How long a range-for waits for a frame before it ends.
  std::chrono::milliseconds timeout = forever;
  /// How many messages wait for the reader before libzmq drops them.
  int receive_high_water_mark = 1000;
  /// Keys, where the connection is to be encrypted.
  std::optional<CurveKeys> curve;
};

/// What was detected in one window, and how many frames of the camera were lost before it.
struct Frame {
  v1::DetectionFrame message;
  std::uint64_t lost = 0;
};

/// Counts lost frames by the holes in `sequence`, camera by camera.
///
/// What a subscriber missed before its first frame is not known and not counted. A new session begins at 0, so that a
/// later first frame is a loss. A camera's name must be unique among all endpoints.
class LossCounter {
 public:
  /// Takes the next frame and returns how many were lost before it.
  std::uint64_t take(const v1::DetectionFrame& frame) {
    const auto [place, is_first] = cameras_.try_emplace(frame.source());
    Camera& camera = place->second;
    if (is_first || camera.session != frame.session()) {
      camera.session = frame.session();
      camera.next = is_first ? frame.sequence() : 0;
    }
    if (frame.sequence() < camera.next) return 0;
    const std::uint64_t lost = frame.sequence() - camera.next;
    camera.next = frame.sequence() + 1;
    camera.lost += lost;
    total_ += lost;
    return lost;
  }

  /// Frames of all cameras that were lost so far.
  [[nodiscard]] std::uint64_t total() const { return total_; }

  /// Frames of one camera that were lost so far.
  [[nodiscard]] std::uint64_t of(const std::string& camera) const {
    const auto place = cameras_.find(camera);
    return place == cameras_.end() ? 0 : place->second.lost;
  }

 private:
  struct Camera {
    std::uint64_t session = 0;
    std::uint64_t next = 0;
    std::uint64_t lost = 0;
  };
  std::map<std::string, Camera> cameras_;
  std::uint64_t total_ = 0;
};

/// A subscription to detections; use it from one thread at a time.
///
/// libzmq connects by itself, and again whenever the connection is lost; nobody need listen yet.
class Subscriber {
 public:
  class Iterator;
  struct End {};

  /// Connects to every endpoint.
  ///
  /// Throws `std::invalid_argument` where an option is not legal, with what is.
  explicit Subscriber(Options options = {}) : options_(std::move(options)) {
    if (options_.endpoints.empty()) throw std::invalid_argument("no endpoint: name one, such as tcp://127.0.0.1:5555");
    if (options_.latest_only && options_.cameras.empty()) {
      throw std::invalid_argument(
          "latest_only without cameras: name them, since the newest message of one would replace another's");
    }
    for (const std::string& camera : options_.cameras) {
      if (camera.empty() || camera.find('/') != std::string::npos) {
        throw std::invalid_argument("'" + camera + "' is no camera: use its name, such as front, without '/'");
      }
    }
    std::vector<std::string> names;
    for (const std::string& camera : options_.cameras) names.push_back(camera + "/");
    if (names.empty()) names.emplace_back();

    // Conflation keeps one message a socket, whatever its topic.
    if (options_.latest_only) {
      for (const std::string& name : names) sockets_.push_back(connected(true, {"detections/" + name}));
    }
    std::vector<std::string> prefixes;
    for (const std::string& name : names) {
      prefixes.push_back("meta/" + name);
      if (!options_.latest_only) prefixes.push_back("detections/" + name);
    }
    sockets_.push_back(connected(false, prefixes));
    for (zmq::socket_t& socket : sockets_) polled_.push_back({socket.handle(), 0, ZMQ_POLLIN, 0});
  }

  // Assigning would end the old context before its sockets, which waits for ever.
  Subscriber(Subscriber&&) = default;
  Subscriber& operator=(Subscriber&&) = delete;

  /// The next frame; nothing where none comes within the timeout, or a signal was handled meanwhile.
  ///
  /// Throws `std::runtime_error` where what comes is not Saccade's; the next call goes on behind it.
  std::optional<Frame> next(std::chrono::milliseconds timeout = forever) {
    using clock = std::chrono::steady_clock;
    const auto start = clock::now();
    while (true) {
      for (std::size_t tried = 0; tried < sockets_.size(); ++tried) {
        turn_ = (turn_ + 1) % sockets_.size();
        while (auto message = receive(turn_)) {
          if (auto frame = take(message->first, message->second)) return frame;
        }
      }
      std::chrono::milliseconds rest(-1);
      if (timeout != forever) {
        rest = timeout - std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - start);
        if (rest.count() < 0) return std::nullopt;
      }
      try {
        if (zmq::poll(polled_, rest) == 0) return std::nullopt;
      } catch (const zmq::error_t& error) {
        if (error.num() != EINTR) throw;
        return std::nullopt;
      }
    }
  }

  /// Frames that were lost so far, or that newer ones replaced where only the latest counts.
  [[nodiscard]] std::uint64_t lost() const { return losses_.total(); }

  /// Frames of one camera that were lost so far.
  [[nodiscard]] std::uint64_t lost(const std::string& camera) const { return losses_.of(camera); }

  /// What a camera has said about itself: class names, geometry, model; nothing until it has, at most a second long.
  [[nodiscard]] const v1::SourceMeta* meta(const std::string& camera) const {
    const auto place = metas_.find(camera);
    return place == metas_.end() ? nullptr : &place->second;
  }

  /// The name of a class, or `class 3` while the camera has not said it.
  [[nodiscard]] std::string class_name(const std::string& camera, std::uint32_t class_id) const {
    const v1::SourceMeta* known = meta(camera);
    if (known != nullptr && class_id < static_cast<std::uint32_t>(known->classes_size())) {
      return known->classes(static_cast<int>(class_id));
    }
    return "class " + std::to_string(class_id);
  }

  /// The frames from here on, until none comes within `Options::timeout`.
  Iterator begin();
  End end() { return {}; }

 private:
  // Far more than the largest message, and little enough that a publisher cannot exhaust the memory.
  static constexpr std::int64_t largest_message_bytes = 16 << 20;
  // After so many silent seconds, and three questions as far apart, a publisher's machine counts as vanished.
  static constexpr int keepalive_seconds = 5;

  zmq::socket_t connected(bool is_conflating, const std::vector<std::string>& prefixes) {
    zmq::socket_t socket(context_, zmq::socket_type::sub);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::maxmsgsize, largest_message_bytes);
    // Not ZeroMQ's heartbeats: one that fails while the queue is full ends the process (libzmq's issue 3937).
    socket.set(zmq::sockopt::tcp_keepalive, 1);
    socket.set(zmq::sockopt::tcp_keepalive_idle, keepalive_seconds);
    socket.set(zmq::sockopt::tcp_keepalive_intvl, keepalive_seconds);
    socket.set(zmq::sockopt::tcp_keepalive_cnt, 3);
    socket.set(zmq::sockopt::rcvhwm, options_.receive_high_water_mark);
    if (is_conflating) socket.set(zmq::sockopt::conflate, true);
    if (options_.curve) encrypt(socket, *options_.curve);
    for (const std::string& prefix : prefixes) socket.set(zmq::sockopt::subscribe, prefix);
    for (const std::string& endpoint : options_.endpoints) {
      try {
        socket.connect(endpoint);
      } catch (const zmq::error_t& error) {
        throw std::invalid_argument(
            "cannot connect to '" + endpoint + "': " + error.what() + ". Use tcp://HOST:PORT or ipc://PATH");
      }
    }
    return socket;
  }

  static void encrypt(zmq::socket_t& socket, const CurveKeys& keys) {
    try {
      socket.set(zmq::sockopt::curve_serverkey, keys.server_public);
      socket.set(zmq::sockopt::curve_publickey, keys.client_public);
      socket.set(zmq::sockopt::curve_secretkey, keys.client_secret);
    } catch (const zmq::error_t&) {
      throw std::invalid_argument("a CURVE key is not legal: each of the three has 40 characters of Z85");
    }
  }

  /// The topic and the payload of the next message, if there is one.
  std::optional<std::pair<std::string, std::string>> receive(std::size_t index) {
    zmq::socket_t& socket = sockets_[index];
    zmq::message_t first;
    if (!socket.recv(first, zmq::recv_flags::dontwait)) return std::nullopt;
    if (first.more()) {
      zmq::message_t last;
      do {
        std::ignore = socket.recv(last, zmq::recv_flags::none);
      } while (last.more());
      // Frames of two parts do not come through at all, but what the camera says about itself does.
      if (options_.latest_only) {
        throw std::runtime_error(
            "the endpoint is a stream endpoint: latest_only needs the latest one, by default tcp://127.0.0.1:5556");
      }
      return std::pair(first.to_string(), last.to_string());
    }
    const std::string_view text = first.to_string_view();
    const std::size_t zero = text.find('\0');
    const std::string_view topic = text.substr(0, zero);
    if (zero == std::string_view::npos || topic.empty() || topic.back() != '/') {
      throw std::runtime_error("a message without a topic: is it an endpoint of Saccade?");
    }
    return std::pair(std::string(topic), std::string(text.substr(zero + 1)));
  }

  /// Takes a message, which is a frame or says what a camera is.
  std::optional<Frame> take(const std::string& topic, const std::string& payload) {
    if (topic.rfind("meta/", 0) == 0) {
      v1::SourceMeta meta;
      if (!meta.ParseFromString(payload)) throw unreadable(topic, "SourceMeta");
      metas_[meta.source()] = std::move(meta);
      return std::nullopt;
    }
    Frame frame;
    if (!frame.message.ParseFromString(payload)) throw unreadable(topic, "DetectionFrame");
    frame.lost = losses_.take(frame.message);
    return frame;
  }

  static std::runtime_error unreadable(const std::string& topic, const std::string& kind) {
    return std::runtime_error("a message on " + topic + " is no " + kind + ": is it an endpoint of Saccade?");
  }

  Options options_;
  zmq::context_t context_;
  std::vector<zmq::socket_t> sockets_;
  std::vector<zmq::pollitem_t> polled_;
  std::size_t turn_ = 0;
  LossCounter losses_;
  std::map<std::string, v1::SourceMeta> metas_;
};

/// Goes from frame to frame.
class Subscriber::Iterator {
 public:
  explicit Iterator(Subscriber& subscriber) : subscriber_(&subscriber) { ++*this; }

  const Frame& operator*() const { return *frame_; }
  const Frame* operator->() const { return &*frame_; }
  Iterator& operator++() {
    frame_ = subscriber_->next(subscriber_->options_.timeout);
    return *this;
  }
  bool operator!=(End) const { return frame_.has_value(); }
  bool operator==(End) const { return !frame_.has_value(); }

 private:
  Subscriber* subscriber_;
  std::optional<Frame> frame_;
};

inline Subscriber::Iterator Subscriber::begin() { return Iterator(*this); }

}  // namespace saccade

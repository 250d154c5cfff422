extension SettingKeys {
  /// The keys of the service.
  public static let service: [SettingKey] = [
    SettingKey(
      "version", .service, .integer(1...1), standard: "1", reload: .restart,
      "The version of this file's layout. Files of older versions are read as what they meant."),
    SettingKey(
      "log.level", .service, .choice(["debug", "info", "warning", "error"]), standard: "info", reload: .live,
      "Messages of this weight and above are written to standard error."),
    SettingKey(
      "log.format", .service, .choice(["auto", "text", "json"]), standard: "auto", reload: .live,
      "auto: text on a terminal, else one JSON object a line."),
    SettingKey(
      "state.directory", .service, .text, reload: .restart,
      "Where membrane potentials are kept between starts. Under systemd the unit's StateDirectory where nothing is said; "
        + "else nothing is kept."),
    SettingKey(
      "publish.stream", .service, .text, standard: "tcp://127.0.0.1:5555", reload: .restart,
      "The ZeroMQ endpoint that queues for each subscriber, shared by all cameras that name none of their own; none for "
        + "no such endpoint."),
    SettingKey(
      "publish.latest", .service, .text, standard: "tcp://127.0.0.1:5556", reload: .restart,
      "The ZeroMQ endpoint for subscribers that want the newest message only; none for no such endpoint."),
    SettingKey(
      "publish.linger", .service, .duration(0...10_000_000), standard: "300ms", unit: "time", reload: .restart,
      "How long messages on their way to slow subscribers may delay the end of the service."),
    SettingKey(
      "publish.curve.key_file", .service, .text, reload: .restart,
      "The certificate with the secret key of this service, as 'saccade keys generate' writes it. With it, messages are "
        + "encrypted (CURVE), and only clients of publish.curve.client_folder receive any."),
    SettingKey(
      "publish.curve.client_folder", .service, .text, reload: .restart,
      "The folder of the public certificates (NAME.key) of the clients that may subscribe. A reload reads it again; "
        + "connections that are there stay until they end."),
    SettingKey(
      "inference.slots", .service, .integer(1...64, words: ["auto"]), standard: "auto", unit: "cameras",
      reload: .restart,
      "How many cameras may compute at once; the others wait, and those of a higher priority go first; auto: all. For "
        + "machines that are too slow for all cameras; it changes no result."),
    SettingKey(
      "http.listen", .service, .text, standard: "127.0.0.1:8080", reload: .restart,
      "Address and port of metrics, health and control over HTTP; none for no such port. An address that other machines "
        + "can reach needs http.token_file, or http.insecure."),
    SettingKey(
      "http.token_file", .service, .text, reload: .restart,
      "A file with the token, at least 16 characters, that requests must bear: Authorization: Bearer TOKEN. On a loopback "
        + "address only control needs it, and without it control is refused there."),
    SettingKey(
      "http.hosts", .service, .list, standard: "[]", reload: .restart,
      "Names under which the port may be addressed (Host header) besides its own address and localhost."),
    SettingKey(
      "http.insecure", .service, .boolean, standard: "false", reload: .restart,
      "Whether an address that other machines can reach may be served without a token."),
    SettingKey(
      "http.connections", .service, .integer(1...1000), standard: "64", reload: .restart,
      "Connections at a time; further ones are closed at once."),
    SettingKey(
      "http.timeout", .service, .duration(100_000...60_000_000), standard: "10s", unit: "time", reload: .restart,
      "How long a request may take to arrive and its answer to be read, and how long an idle connection is kept."),
    SettingKey(
      "control.socket", .service, .text, standard: "auto", reload: .restart,
      "The Unix socket of saccade control, for the service's user alone. auto: /run/saccade/control.sock, where that "
        + "folder cannot be written $XDG_RUNTIME_DIR/saccade.sock, without that /tmp/saccade-UID/control.sock; none for no "
        + "socket."),
    SettingKey(
      "stop.drain", .service, .duration(0...60_000_000), standard: "1500ms", unit: "time", reload: .live,
      "How long windows in flight may take to be published after a request to stop."),
  ]
}

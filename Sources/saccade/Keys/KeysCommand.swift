import ArgumentParser

/// `saccade keys`: who may subscribe.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Make and show the keys of publishers and of their subscribers.",
    discussion: """
      Messages on ZeroMQ can be encrypted and kept to known subscribers (CURVE). Every publisher and every subscriber has a pair
      of keys: NAME.key_secret stays with its owner, NAME.key is given to the others. The files are those of CZMQ and pyzmq.

      Examples:
        saccade keys generate robot
        saccade keys generate dashboard --topics detections/front/ meta/front/
        saccade keys show clients
        saccade replay drive_td.dat --model model.safetensors --curve-key robot.key_secret --curve-clients clients
        saccade watch --curve-key dashboard.key_secret --curve-server robot.key
      """,
    subcommands: [KeysGenerate.self, KeysShow.self])
}

public import Pipeline
public import Settings
public import SpikingNetwork

/// Where cameras get their networks from; those with the same model and engine share its weights.
public protocol NetworkProvider: Sendable {
  /// Loads what a camera needs, so that its start takes no time, or says why that is not possible.
  func prepare(_ camera: CameraSettings) throws(PipelineError)

  /// Creates an engine with working memory of its own.
  func makeEngine(for camera: CameraSettings) throws(PipelineError) -> sending any InferenceEngine

  /// Forgets networks that none of these cameras uses.
  func keep(only cameras: [CameraSettings])
}

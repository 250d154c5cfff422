from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

CLOCK_FILE: Clock
CLOCK_HOST_ARRIVAL: Clock
CLOCK_PTP: Clock
CLOCK_SENSOR_FITTED: Clock
CLOCK_UNSPECIFIED: Clock
DESCRIPTOR: _descriptor.FileDescriptor
SOURCE_STATE_FAILED: SourceState
SOURCE_STATE_FINISHED: SourceState
SOURCE_STATE_PAUSED: SourceState
SOURCE_STATE_RECONNECTING: SourceState
SOURCE_STATE_RUNNING: SourceState
SOURCE_STATE_STALLED: SourceState
SOURCE_STATE_STARTING: SourceState
SOURCE_STATE_UNSPECIFIED: SourceState
STATE_MODE_CARRY: StateMode
STATE_MODE_RESET: StateMode
STATE_MODE_UNSPECIFIED: StateMode

class Detection(_message.Message):
    __slots__ = ["class_id", "height", "score", "track_id", "width", "x", "y"]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    TRACK_ID_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    X_FIELD_NUMBER: _ClassVar[int]
    Y_FIELD_NUMBER: _ClassVar[int]
    class_id: int
    height: float
    score: float
    track_id: int
    width: float
    x: float
    y: float
    def __init__(self, x: _Optional[float] = ..., y: _Optional[float] = ..., width: _Optional[float] = ..., height: _Optional[float] = ..., score: _Optional[float] = ..., class_id: _Optional[int] = ..., track_id: _Optional[int] = ...) -> None: ...

class DetectionFrame(_message.Message):
    __slots__ = ["clock", "detections", "events", "events_dropped", "height", "host_time_ns", "model", "publish_time_ns", "sequence", "session", "source", "state_reset", "width", "window_end_us", "window_start_us", "windows_skipped"]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    DETECTIONS_FIELD_NUMBER: _ClassVar[int]
    EVENTS_DROPPED_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    HOST_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    STATE_RESET_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    WINDOWS_SKIPPED_FIELD_NUMBER: _ClassVar[int]
    WINDOW_END_US_FIELD_NUMBER: _ClassVar[int]
    WINDOW_START_US_FIELD_NUMBER: _ClassVar[int]
    clock: Clock
    detections: _containers.RepeatedCompositeFieldContainer[Detection]
    events: int
    events_dropped: int
    height: int
    host_time_ns: int
    model: int
    publish_time_ns: int
    sequence: int
    session: int
    source: str
    state_reset: bool
    width: int
    window_end_us: int
    window_start_us: int
    windows_skipped: int
    def __init__(self, source: _Optional[str] = ..., session: _Optional[int] = ..., sequence: _Optional[int] = ..., window_start_us: _Optional[int] = ..., window_end_us: _Optional[int] = ..., host_time_ns: _Optional[int] = ..., publish_time_ns: _Optional[int] = ..., clock: _Optional[_Union[Clock, str]] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., events: _Optional[int] = ..., events_dropped: _Optional[int] = ..., windows_skipped: _Optional[int] = ..., state_reset: bool = ..., model: _Optional[int] = ..., detections: _Optional[_Iterable[_Union[Detection, _Mapping]]] = ...) -> None: ...

class Dropped(_message.Message):
    __slots__ = ["events", "messages", "reason", "timesteps", "windows"]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TIMESTEPS_FIELD_NUMBER: _ClassVar[int]
    WINDOWS_FIELD_NUMBER: _ClassVar[int]
    events: int
    messages: int
    reason: str
    timesteps: int
    windows: int
    def __init__(self, reason: _Optional[str] = ..., events: _Optional[int] = ..., timesteps: _Optional[int] = ..., windows: _Optional[int] = ..., messages: _Optional[int] = ...) -> None: ...

class Latency(_message.Message):
    __slots__ = ["count", "max_ns", "p50_ns", "p99_ns"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    MAX_NS_FIELD_NUMBER: _ClassVar[int]
    P50_NS_FIELD_NUMBER: _ClassVar[int]
    P99_NS_FIELD_NUMBER: _ClassVar[int]
    count: int
    max_ns: int
    p50_ns: int
    p99_ns: int
    def __init__(self, count: _Optional[int] = ..., p50_ns: _Optional[int] = ..., p99_ns: _Optional[int] = ..., max_ns: _Optional[int] = ...) -> None: ...

class Skipped(_message.Message):
    __slots__ = ["count", "reason"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    count: int
    reason: str
    def __init__(self, reason: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class SourceMeta(_message.Message):
    __slots__ = ["classes", "clock", "height", "input_height", "input_width", "model", "model_name", "producer", "representation", "score_threshold", "session", "source", "state_mode", "stride", "timestep_us", "timesteps_per_window", "width"]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    CLOCK_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    INPUT_HEIGHT_FIELD_NUMBER: _ClassVar[int]
    INPUT_WIDTH_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    MODEL_NAME_FIELD_NUMBER: _ClassVar[int]
    PRODUCER_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATION_FIELD_NUMBER: _ClassVar[int]
    SCORE_THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    STATE_MODE_FIELD_NUMBER: _ClassVar[int]
    STRIDE_FIELD_NUMBER: _ClassVar[int]
    TIMESTEPS_PER_WINDOW_FIELD_NUMBER: _ClassVar[int]
    TIMESTEP_US_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedScalarFieldContainer[str]
    clock: Clock
    height: int
    input_height: int
    input_width: int
    model: int
    model_name: str
    producer: str
    representation: str
    score_threshold: float
    session: int
    source: str
    state_mode: StateMode
    stride: int
    timestep_us: int
    timesteps_per_window: int
    width: int
    def __init__(self, source: _Optional[str] = ..., session: _Optional[int] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., model: _Optional[int] = ..., model_name: _Optional[str] = ..., classes: _Optional[_Iterable[str]] = ..., input_width: _Optional[int] = ..., input_height: _Optional[int] = ..., timestep_us: _Optional[int] = ..., timesteps_per_window: _Optional[int] = ..., stride: _Optional[int] = ..., state_mode: _Optional[_Union[StateMode, str]] = ..., representation: _Optional[str] = ..., clock: _Optional[_Union[Clock, str]] = ..., score_threshold: _Optional[float] = ..., producer: _Optional[str] = ...) -> None: ...

class SourceStatus(_message.Message):
    __slots__ = ["detections", "dropped", "event_rate", "events", "host_time_ns", "latency", "reason", "sensor_time_us", "session", "skipped", "source", "state", "timesteps", "windows"]
    DETECTIONS_FIELD_NUMBER: _ClassVar[int]
    DROPPED_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    EVENT_RATE_FIELD_NUMBER: _ClassVar[int]
    HOST_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    LATENCY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SENSOR_TIME_US_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    SKIPPED_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    TIMESTEPS_FIELD_NUMBER: _ClassVar[int]
    WINDOWS_FIELD_NUMBER: _ClassVar[int]
    detections: int
    dropped: _containers.RepeatedCompositeFieldContainer[Dropped]
    event_rate: float
    events: int
    host_time_ns: int
    latency: Latency
    reason: str
    sensor_time_us: int
    session: int
    skipped: _containers.RepeatedCompositeFieldContainer[Skipped]
    source: str
    state: SourceState
    timesteps: int
    windows: int
    def __init__(self, source: _Optional[str] = ..., session: _Optional[int] = ..., host_time_ns: _Optional[int] = ..., state: _Optional[_Union[SourceState, str]] = ..., reason: _Optional[str] = ..., sensor_time_us: _Optional[int] = ..., events: _Optional[int] = ..., timesteps: _Optional[int] = ..., windows: _Optional[int] = ..., detections: _Optional[int] = ..., event_rate: _Optional[float] = ..., dropped: _Optional[_Iterable[_Union[Dropped, _Mapping]]] = ..., skipped: _Optional[_Iterable[_Union[Skipped, _Mapping]]] = ..., latency: _Optional[_Union[Latency, _Mapping]] = ...) -> None: ...

class Clock(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class StateMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class SourceState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

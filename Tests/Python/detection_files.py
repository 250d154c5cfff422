"""Reads an MCAP file of detections and events with the mcap, mcap-ros2-support, protobuf and Pillow libraries.

detection_files.py check                    succeeds if the libraries can be imported
detection_files.py read FILE.mcap           prints as JSON what the file holds: for each channel its messages in short
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory
from PIL import Image


def frame_class(schema: bytes, name: str) -> Any:  # noqa: ANN401
    """The class of a protobuf message, made from the schema in the file alone."""
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(schema).file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))


def read(path: Path) -> dict[str, Any]:
    """Everything in short."""
    ros2 = DecoderFactory()
    result: dict[str, Any] = {"profile": "", "channels": {}}
    with path.open("rb") as stream:
        reader = make_reader(stream, validate_crcs=True)
        result["profile"] = reader.get_header().profile
        for schema, channel, message in reader.iter_messages():
            assert schema is not None
            if channel.message_encoding == "cdr":
                decoder = ros2.decoder_for(channel.message_encoding, schema)
                assert decoder is not None
                value = decoder(message.data)
                stamp = value.header.stamp.sec * 10**9 + value.header.stamp.nanosec
                if channel.topic.endswith("/labels"):
                    short: Any = [entry.class_name for entry in value.class_map]
                elif channel.topic.endswith("/events"):
                    short = [value.encoding, value.width, value.height, value.seq, len(value.events)]
                else:
                    short = [
                        [box.results[0].hypothesis.class_id, box.results[0].hypothesis.score, box.bbox.size_x]
                        for box in value.detections
                    ]
            elif schema.name == "foxglove.ImageAnnotations":
                boxes = frame_class(schema.data, schema.name).FromString(message.data)
                stamp = boxes.timestamp.ToNanoseconds()
                assert all(item.timestamp == boxes.timestamp for item in [*boxes.points, *boxes.texts])
                # In the order of the other channels: the label, the left edge, the width.
                short = [
                    [text.text, outline.points[0].x, outline.points[2].x - outline.points[0].x]
                    for outline, text in zip(boxes.points, boxes.texts, strict=True)
                ]
            elif schema.name == "foxglove.CompressedImage":
                image = frame_class(schema.data, schema.name).FromString(message.data)
                stamp = image.timestamp.ToNanoseconds()
                pixels = Image.open(io.BytesIO(image.data))
                short = [[image.format, image.frame_id, pixels.width, pixels.height]]
            else:
                frame = frame_class(schema.data, schema.name).FromString(message.data)
                stamp = frame.window_end_us * 1000
                short = [[str(box.class_id), box.score, box.width] for box in frame.detections]
            row = {"log_time": message.log_time, "stamp": stamp, "value": short}
            result["channels"].setdefault(channel.topic, []).append(row)
        statistics = reader.get_summary().statistics
        result["messages"] = statistics.message_count
    return result


if __name__ == "__main__":
    if sys.argv[1] != "check":
        print(json.dumps(read(Path(sys.argv[2]))))

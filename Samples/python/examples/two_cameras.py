"""Receives two cameras with asyncio, each in a task of its own: python two_cameras.py CAMERA CAMERA [ENDPOINT]"""

import asyncio
import sys

try:
    from saccade_client import AsyncSubscriber
except ImportError as error:
    sys.exit(f"{error}: pip install Samples/python")


async def follow(camera: str, endpoint: str | None) -> None:
    async with AsyncSubscriber(endpoint, cameras=camera) as subscriber:
        async for frame in subscriber:
            print(f"{camera} {frame.sequence}: {len(frame.detections)} objects", flush=True)


async def main(first: str, second: str, endpoint: str | None = None) -> None:
    await asyncio.gather(follow(first, endpoint), follow(second, endpoint))


if len(sys.argv) < 3:
    sys.exit(__doc__)
asyncio.run(main(*sys.argv[1:]))

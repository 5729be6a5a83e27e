"""One writer and one verifying reader on the Python library, at the same time; prints how many of each per second.

Arguments: directory, total bytes, least size, most size.
"""
import asyncio
import os
import random
import sys
import time

from aiodiskdb import AioDiskDB


async def main(directory, total, least, most):
    database = AioDiskDB(directory, create_if_not_exists=True)
    entry = database.start if hasattr(database, "start") else database.run
    running = asyncio.get_running_loop().create_task(entry())
    while not database.running:
        if running.done():
            running.result()
        await asyncio.sleep(0.001)

    numbers = random.Random(42)
    pool = [os.urandom(numbers.randint(least, most)) for _ in range(256 if most > 65536 else 4096)]
    written = []
    state = {"over": False, "reads": 0}

    async def read():
        while not state["over"]:
            if written:
                location, data = written[numbers.randrange(len(written))]
                if await database.read(location) != data:
                    raise AssertionError(f"read something else at {location}")
                state["reads"] += 1
            await asyncio.sleep(0)

    reader = asyncio.get_running_loop().create_task(read())
    done = 0
    began = time.perf_counter()
    while done < total:
        data = pool[numbers.randrange(len(pool))]
        written.append((await database.add(data), data))
        done += len(data)
        await asyncio.sleep(0)
        if reader.done():
            reader.result()
    await database.flush()
    seconds = time.perf_counter() - began
    state["over"] = True
    await reader
    print("writes", len(written) / seconds)
    print("reads", state["reads"] / seconds)
    await database.stop()


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))

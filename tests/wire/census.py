"""A look inside the real bot: what it holds, counted when SIGUSR1 arrives."""

import asyncio
import gc
import json
import re
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
from discord.ext import commands

_OURS = ("bot.", "cogs.")
_POOLED = "asyncio_"
"""How the threads are named of which asyncio keeps a bounded number."""

LEAK = 64 * 1024
"""Bytes that a leaking bot keeps of every interaction."""


def leak(client: commands.Bot) -> None:
    """Have a bot keep a task and some memory of every interaction, to see that it is noticed."""

    async def keep(_interaction: discord.Interaction) -> None:
        kept = b"\x01" * LEAK
        waiting.add(asyncio.create_task(_forever(kept)))

    waiting: set[asyncio.Task[None]] = set()
    client.add_listener(keep, "on_interaction")


def take_on_signal(client: discord.Client, path: Path) -> None:
    """Write a census as JSON to a file whenever SIGUSR1 arrives."""

    def write() -> None:
        part = path.with_suffix(".part")
        part.write_text(json.dumps(_taken(client)))
        part.replace(path)

    def asked(_signal: int, _frame: object) -> None:
        # Between two steps of the loop nothing is half done.
        client.loop.call_soon_threadsafe(write)

    signal.signal(signal.SIGUSR1, asked)


async def _forever(_kept: bytes) -> None:
    await asyncio.Event().wait()


def _taken(client: discord.Client) -> dict[str, Any]:
    gc.collect()
    return {
        "blocks": sys.getallocatedblocks(),
        "tasks": Counter(map(_name_of, asyncio.all_tasks(client.loop))),
        "files": Counter(_open_files()) - Counter({"socket": _idle_connections(client)}),
        "threads": Counter(_threads()),
        "caches": _caches(client),
        "kept": _containers(),
        "types": Counter(type(thing).__name__ for thing in gc.get_objects()),
    }


def _name_of(task: asyncio.Task[Any]) -> str:
    """Name a task by its name without numbers; one that nobody has named, by what it runs."""
    name = task.get_name()
    if re.fullmatch(r"Task-\d+", name):
        name = getattr(task.get_coro(), "__qualname__", name)
    return re.sub(r"0x[0-9a-f]+|\d+", "…", name)


def _open_files() -> Iterator[str]:
    """Name the kind of every open file: "socket", or a file's own name."""
    for number in Path("/proc/self/fd").iterdir():
        try:
            target = str(number.readlink())
        except OSError:
            # It was the folder's own.
            continue
        yield target.split(":", maxsplit=1)[0] if ":[" in target else Path(target).name


def _idle_connections(client: discord.Client) -> int:
    """Count the connections that wait for another request; aiohttp closes them after a while."""
    pooled: Any = client.http.connector
    return sum(len(waiting) for waiting in pooled._conns.values())


def _threads() -> Iterator[str]:
    for thread in threading.enumerate():
        if not thread.name.startswith(_POOLED):
            yield re.sub(r"\d+", "…", thread.name)


def _caches(client: discord.Client) -> dict[str, int]:
    """Count what discord.py keeps."""
    state, http = client._connection, client.http
    store: Any = state._view_store
    return {
        "views": len(store._views),
        "views in step": len(store._synced_message_views),
        "forms": len(store._modals),
        "dynamic items": len(store._dynamic_items),
        "servers": len(client.guilds),
        "channels": sum(len(guild.channels) for guild in client.guilds),
        "threads": sum(len(guild.threads) for guild in client.guilds),
        "members": sum(len(guild.members) for guild in client.guilds),
        "people": len(state._users),
        "private channels": len(state._private_channels),
        "messages": len(state._messages or ()),
        "buckets": len(http._buckets),
        "bucket names": len(http._bucket_hashes),
    }


def _containers() -> Counter[str]:
    """Count what the objects of our own classes keep in their dictionaries, sets and lists."""
    found: Counter[str] = Counter()
    for thing in gc.get_objects():
        kind = type(thing)
        if str(kind.__module__).startswith(_OURS):
            for name, value in vars(thing).items() if hasattr(thing, "__dict__") else ():
                if isinstance(value, dict | set | list):
                    found[f"{kind.__name__}.{name}"] += len(value)
    return found

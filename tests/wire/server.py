"""The front: every request passes token, limits, checks and faults, in this order."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import BodyPartReader, web

from tests.wire import errors
from tests.wire.asked import Answer, Asked, Handler
from tests.wire.clock import WireClock
from tests.wire.described import Description
from tests.wire.errors import ApiError
from tests.wire.faults import Fault, FaultPlan
from tests.wire.gateway import Gateway, reset
from tests.wire.interactions import ANSWER_WITHIN, Interactions
from tests.wire.limits import Limits, Standing
from tests.wire.rest import Rest, channel_of, complaints
from tests.wire.world import World

log = logging.getLogger(__name__)
API = "/api/v10"
TOKEN = "wire.stand-in.token"
JSON = {"Content-Type": "application/json"}
"""Exactly so: discord.py takes an answer with a charset for text."""
SLOW = 2.0
"""Seconds that a slow answer takes."""
OVERTAKEN = 0.5
"""Seconds that an answer waits to be overtaken by a later one."""
_PAUSE = {Fault.LIMIT_USER: 0.3, Fault.LIMIT_GLOBAL: 0.5, Fault.LIMIT_SHARED: 0.3}
_REFUSALS: dict[Fault, Callable[[], ApiError]] = {
    Fault.ERROR_BEFORE: errors.server_error,
    Fault.ERROR_AFTER: errors.server_error,
    Fault.FORBIDDEN: errors.missing_permissions,
    Fault.CHANNEL_GONE: errors.unknown_channel,
    Fault.MESSAGE_GONE: errors.unknown_message,
}


class BrokenOffError(Exception):
    """The connection ends here without an answer."""


class Wire:
    """A whole Discord: what it holds, how it misbehaves, and what it has seen."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        seed: int = 0,
        latency: float = 0.0,
        rate: float = 1.0,
        patience: float = ANSWER_WITHIN,
    ) -> None:
        self.clock = WireClock(rate=rate)
        self.world = World(self.clock)
        self.gateway = Gateway(self.world, token)
        self.interactions = Interactions(self.world, patience)
        self.faults = FaultPlan(seed)
        self.limits = Limits(lambda: asyncio.get_running_loop().time())
        self.description = Description.find()
        self.latency = latency
        self.under_way: set[int] = set()
        """The identities of the requests that are not done yet, but of those that hang."""
        self.most: int | None = None
        """After so many requests all others wait until `let_on`; None for no bound."""
        self.complaints: list[str] = []
        self.requests: Counter[str] = Counter()
        self.answers: Counter[int] = Counter()
        self.files: dict[str, bytes] = {}
        """What people have attached, by the name in its address."""
        self.heard: Callable[[str, int, Any], None] = lambda _route, _status, _body: None
        """Is told of every answer: the route, the status and the body."""
        self._token = token
        self._answered = asyncio.Event()
        self._over = asyncio.Event()
        self._let_on = asyncio.Event()
        self.world.publish = self.gateway.publish

    def application(self) -> web.Application:
        """Put the routes together."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        for route, handler in Rest(self.world, self.gateway, self.interactions).routes().items():
            method, path = route.split(" ")
            app.router.add_route(method, API + path, self._front(route, handler))
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_route("*", API + "/{rest:.*}", self._nowhere)
        return app

    def let_on(self) -> None:
        """Do what waits because there were `most` requests already, and what comes."""
        self.most = None
        self._let_on.set()
        self._let_on = asyncio.Event()

    async def close(self) -> None:
        """Let go of all who wait."""
        self._over.set()
        self.let_on()
        await self.gateway.close()

    # ------------------------------------------------------------------ one request

    def _front(
        self, route: str, handler: Handler
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            self.requests[route] += 1
            self.under_way.add(id(request))
            try:
                return await self._answer(request, route, handler)
            except BrokenOffError:
                # The transport is gone; what is returned goes nowhere.
                return web.Response(status=500)
            finally:
                self.under_way.discard(id(request))
                self._answered.set()

        return answer

    async def _answer(
        self, request: web.Request, route: str, handler: Handler
    ) -> web.StreamResponse:
        standing: Standing | None = None
        fault: Fault | None = None
        try:
            waits = self.most is not None and self.requests.total() > self.most
            asked = await self._asked(request)
            if waits:
                await self._let_on.wait()
            self._authorize(request, route)
            wait = self.limits.global_wait(request.path.removeprefix(API))
            if wait is not None:
                return self._limited(wait, None, everywhere=True)
            standing = self.limits.take(route, _major(asked))
            if standing.refused is not None:
                return self._limited(standing.refused, standing)
            self._check(route, asked, request)
            if self.latency:
                await asyncio.sleep(self.latency)
            self._keep_files(asked)
            channel, thread = channel_of(self.world, asked.path)
            fault = self.faults.draw(route, channel, thread=thread)
            status, body = await self._with(fault, request, handler, asked)
        except ApiError as error:
            status, body = error.status, error.body()
            self.complaints += [f"{route}: {one}" for one in error.problems]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # A body that only the description would have found out; a bug of this house is 500 too.
            log.exception("%s could not be answered", route)
            self.complaints.append(f"{route}: not understood here, {type(error).__name__}: {error}")
            refused = errors.server_error()
            status, body = refused.status, refused.body()
        if fault in _PAUSE:
            return self._faulty_limit(fault, standing)
        self.heard(route, status, body)
        return self._reply(status, body, standing)

    async def _with(
        self, fault: Fault | None, request: web.Request, handler: Handler, asked: Asked
    ) -> Answer:
        """Do what was asked for, as far as the fault lets it."""
        if fault is None:
            return await handler(asked)
        if fault in _PAUSE:
            return 429, None
        if fault is Fault.GATEWAY_DROPPED:
            self.gateway.drop_all()
            return await handler(asked)
        if fault is Fault.SLOW:
            await self._pause(SLOW)
            return await handler(asked)
        if fault is Fault.OUT_OF_ORDER:
            return await self._overtaken(handler, asked)
        if fault.after:
            await handler(asked)
        await self._break(fault, request)
        refused = _REFUSALS[fault]
        raise refused()

    async def _overtaken(self, handler: Handler, asked: Asked) -> Answer:
        """Answer after a later request, and tell the gateway of it after a later event."""
        publish = self.world.publish

        def late(event: str, data: dict[str, Any]) -> None:
            if event == "MESSAGE_CREATE":
                self.gateway.late.add(data["id"])
            publish(event, data)

        self.world.publish = late
        try:
            answer = await handler(asked)
        finally:
            self.world.publish = publish
        self._answered.clear()
        try:
            async with asyncio.timeout(OVERTAKEN):
                await self._answered.wait()
        except TimeoutError:
            self.gateway.release()
        return answer

    async def _break(self, fault: Fault, request: web.Request) -> None:
        """End the connection in the way of the fault, if it is one that does."""
        transport = request.transport
        match fault:
            case Fault.RESET_BEFORE | Fault.RESET_AFTER:
                if transport is not None:
                    reset(transport)
                raise BrokenOffError
            case Fault.CLOSE_BEFORE | Fault.CLOSE_AFTER:
                if transport is not None:
                    transport.close()
                raise BrokenOffError
            case Fault.HANG_BEFORE | Fault.HANG_AFTER:
                self.under_way.discard(id(request))
                await self._over.wait()
                raise BrokenOffError

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._over.wait()
        except TimeoutError:
            pass

    # ------------------------------------------------------------------ checks

    async def _asked(self, request: web.Request) -> Asked:
        body: Any = None
        files: dict[str, tuple[str, bytes]] = {}
        if request.content_type == "multipart/form-data":
            async for part in await request.multipart():
                if not isinstance(part, BodyPartReader):
                    continue
                content = await part.read()
                if part.name == "payload_json":
                    body = _parsed(content)
                else:
                    files[part.name or ""] = (part.filename or "file", content)
        elif request.can_read_body:
            body = _parsed(await request.read())
        if files and body is None:
            body = {}
        return Asked(dict(request.match_info), dict(request.query), body, files, request.host)

    def _authorize(self, request: web.Request, route: str) -> None:
        if "_token}" in route:
            return
        if request.headers.get("Authorization") != f"Bot {self._token}":
            self.complaints.append(f"{route}: not with the token that is good here")
            raise errors.unauthorized()

    def _check(self, route: str, asked: Asked, request: web.Request) -> None:
        method, path = route.split(" ")
        kind = list if method == "PUT" and path.endswith("/commands") else dict
        if asked.body is not None and not isinstance(asked.body, kind):
            raise errors.invalid_form([f"body: no {'list' if kind is list else 'object'}"])
        found = []
        if self.description is not None and asked.files:
            form = "multipart/form-data"
            found = self.description.complaints(method, path, asked.body, asked.query, form)
        elif self.description is not None:
            found = self.description.complaints(method, path, asked.body, asked.query)
        sent_as = request.headers.get("Content-Type")
        if asked.body is not None and not asked.files and sent_as != JSON["Content-Type"]:
            found.append(f"a body of type {sent_as}")
        found += complaints(route, asked)
        if found:
            raise errors.invalid_form(found)

    def _keep_files(self, asked: Asked) -> None:
        """Keep what was sent along, and put its address into the message, as Discord does."""
        if not asked.files:
            return
        message = asked.body.get("data", asked.body)
        listed = message.setdefault("attachments", [])
        named = {f"files[{one['id']}]": one for one in listed}
        for part, (name, content) in asked.files.items():
            attachment = named.get(part)
            if attachment is None:
                attachment = {}
                listed.append(attachment)
            attachment.update(self.keep_file(name, content, asked.host))

    def keep_file(self, name: str, content: bytes, host: str) -> dict[str, Any]:
        """Keep a file; give the attachment that it is."""
        number = self.world.ids.new()
        self.files[str(number)] = content
        url = f"http://{host}/files/{number}"
        made = {"id": str(number), "filename": name, "size": len(content)}
        return {**made, "url": url, "proxy_url": url, "content_type": "application/octet-stream"}

    # ------------------------------------------------------------------ answers

    def _reply(self, status: int, body: Any, standing: Standing | None) -> web.Response:
        self.answers[status] += 1
        self.limits.invalid(status)
        headers = standing.headers() if standing is not None else {}
        if body is None:
            return web.Response(status=status, headers=headers)
        return web.Response(body=json.dumps(body).encode(), status=status, headers=headers | JSON)

    def _limited(
        self,
        wait: float,
        standing: Standing | None,
        *,
        everywhere: bool = False,
        scope: str = "user",
    ) -> web.Response:
        self.answers[429] += 1
        self.limits.invalid(429)
        told = {"message": "You are being rate limited.", "retry_after": wait, "global": everywhere}
        headers = standing.headers() if standing is not None else {}
        headers |= JSON | {
            "Retry-After": f"{wait:.3f}",
            "Via": "1.1 wire",
            "X-RateLimit-Scope": "global" if everywhere else scope,
        }
        if everywhere:
            headers["X-RateLimit-Global"] = "true"
        return web.Response(body=json.dumps(told).encode(), status=429, headers=headers)

    def _faulty_limit(self, fault: Fault, standing: Standing | None) -> web.Response:
        everywhere = fault is Fault.LIMIT_GLOBAL
        scope = "shared" if fault is Fault.LIMIT_SHARED else "user"
        return self._limited(_PAUSE[fault], standing, everywhere=everywhere, scope=scope)

    async def _file(self, request: web.Request) -> web.Response:
        content = self.files.get(request.match_info["name"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content)

    async def _nowhere(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix(API)
        self.complaints.append(f"{request.method} {path}: no such route here")
        told = f"404: Not Found. This stand-in has no {request.method} {path}; Discord may have it."
        return self._reply(404, {"message": told, "code": 0}, None)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except ValueError:
        raise errors.invalid_json() from None


def _major(asked: Asked) -> str:
    """Name what a bucket is kept apart by: the channel, server or webhook."""
    majors = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id")
    return "+".join(asked.path[name] for name in majors if name in asked.path)

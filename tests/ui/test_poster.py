"""What became of an attempt, by what Discord answered; and finding messages again."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import aiohttp
import discord
import pytest

from bot.domain.delivery import Failed, Found, Missing, Retry, Sent, Surveyed, Unknown, Unreadable
from bot.domain.keys import Key
from bot.domain.subscription import Hold
from bot.services.ports import ClosingContent, GreetingContent, PollContent, Posting, ThreadContent
from bot.ui.passage import poll_answers
from bot.ui.poster import DiscordPoster
from tests.ui import samples
from tests.ui.conftest import Stage

MESSAGES = "/channels/*/messages"
CLOSING = ClosingContent(
    "The Lamplighter", "A. Writer", 1_300, 14, 3, discussions=True, days=14, asked=None
)
POLL = PollContent("The Lamplighter", (("Emma", "J. Austen"), ("A title " * 12, None)))


def posting(stage: Stage, said: Any = None, *, part: str = "passage:12", **changed: Any) -> Posting:
    key = Key(7, 4, part)
    bot_id = stage.client.user.id if stage.client.user else 0
    values: dict[str, Any] = {
        "key": key,
        "place_id": stage.channel.id,
        "nonce": key.nonce(bot_id, stage.channel.id),
        "mark": key.mark(bot_id, stage.channel.id),
        "content": said or samples.content(),
        "silent": True,
        "adult": False,
    }
    return Posting(**(values | changed))


def poster(stage: Stage, **limits: float) -> DiscordPoster:
    return DiscordPoster(stage.client, **limits)


def talk(under: int) -> ThreadContent:
    whole = samples.instalment()
    return ThreadContent(samples.HEADING, whole, whole_chapter=True, under=under)


class Answer:
    """As much of an aiohttp response as discord.py's errors look at."""

    reason = "because"

    def __init__(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.status = status
        self.headers = headers or {}


def failing(stage: Stage, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    async def send_message(*_args: Any, **_kwargs: Any) -> Any:
        raise error

    monkeypatch.setattr(stage.client.http, "send_message", send_message)


@pytest.fixture
def payloads(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is sent to Discord as messages."""
    sent: list[dict[str, Any]] = []
    send = stage.client.http.send_message

    async def send_message(channel_id: int, *, params: Any) -> Any:
        sent.append(params.payload)
        return await send(channel_id, params=params)

    monkeypatch.setattr(stage.client.http, "send_message", send_message)
    return sent


async def test_a_passage_goes_out_under_its_nonce_silent_and_pings_nobody(
    stage: Stage, payloads: list[dict[str, Any]]
) -> None:
    outcome = await poster(stage).post(posting(stage))
    assert isinstance(outcome, Sent)
    message = stage.channel.last_message
    assert message.id == outcome.message_id
    assert message.flags.suppress_notifications
    assert message.flags.suppress_embeds
    (payload,) = payloads
    assert payload["nonce"] == posting(stage).nonce
    assert payload["enforce_nonce"] is True
    assert payload["allowed_mentions"]["parse"] == []
    assert not payload["allowed_mentions"].get("roles")


async def test_the_first_passage_may_ping_the_one_role(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []

    async def send_message(_channel_id: int, *, params: Any) -> Any:
        sent.append(params.payload)
        raise discord.RateLimited(60)

    monkeypatch.setattr(stage.client.http, "send_message", send_message)
    said = samples.content(part=1, ping=55)
    assert await poster(stage).post(posting(stage, said)) == Retry(timedelta(seconds=60))
    assert [int(role) for role in sent[0]["allowed_mentions"]["roles"]] == [55]
    assert sent[0]["allowed_mentions"]["parse"] == []
    assert sent[0]["components"][0]["content"].startswith("<@&55>\n")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_an_error_of_discords_own_may_have_posted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    answer: Any = Answer(status)
    failing(stage, monkeypatch, discord.DiscordServerError(answer, "down"))
    assert isinstance(await poster(stage).post(posting(stage)), Unknown)


@pytest.mark.parametrize("status", [401, 408])
async def test_a_token_that_is_replaced_or_a_request_that_took_too_long_is_no_refusal(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    answer: Any = Answer(status)
    failing(stage, monkeypatch, discord.HTTPException(answer, "not now"))
    assert isinstance(await poster(stage).post(posting(stage)), Unknown)


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(104, "reset"),
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientPayloadError("half"),
        aiohttp.ServerTimeoutError(),
        TimeoutError(),
        RuntimeError("Session is closed"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_connection_that_breaks_may_have_posted(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failing(stage, monkeypatch, error)
    assert isinstance(await poster(stage).post(posting(stage)), Unknown)


def no_connection() -> aiohttp.ClientConnectorError:
    key: Any = type("Key", (), {"host": "discord.com", "port": 443, "ssl": True})
    return aiohttp.ClientConnectorError(key, OSError(111, "refused"))


async def test_a_connection_never_made_posted_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(stage, monkeypatch, no_connection())
    assert isinstance(await poster(stage).post(posting(stage)), Retry)


async def test_no_connection_on_a_second_try_says_nothing_about_the_first(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # discord.py repeats a request by itself after a 5xx, one second later at the earliest.
    failing(stage, monkeypatch, no_connection())
    monkeypatch.setattr("bot.ui.poster.FIRST_TRY", 0.0)
    assert isinstance(await poster(stage).post(posting(stage)), Unknown)


@pytest.mark.parametrize("status", [403, 404, 429])
async def test_a_refusal_of_a_second_try_says_nothing_about_the_first(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    answer: Any = Answer(status)
    failing(stage, monkeypatch, discord.HTTPException(answer, "no"))
    monkeypatch.setattr("bot.ui.poster.FIRST_TRY", 0.0)
    assert isinstance(await poster(stage).post(posting(stage)), Unknown)


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "12.5"}, 12.5), ({}, 60), ({"Retry-After": "x"}, 60)]
)
async def test_a_rate_limit_is_waited_out(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], seconds: float
) -> None:
    answer: Any = Answer(429, headers)
    failing(stage, monkeypatch, discord.HTTPException(answer, "slow down"))
    assert await poster(stage).post(posting(stage)) == Retry(timedelta(seconds=seconds))


async def test_no_answer_in_time_may_have_posted_and_holds_nothing_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = asyncio.Event()

    async def send_message(*_args: Any, **_kwargs: Any) -> Any:
        held.clear()  # as discord.py does while it sleeps out a global rate limit
        await asyncio.Event().wait()

    monkeypatch.setattr(stage.client.http, "send_message", send_message)
    monkeypatch.setattr(stage.client.http, "_global_over", held, raising=False)
    assert isinstance(await poster(stage, time_limit=0.01).post(posting(stage)), Unknown)
    assert held.is_set()


async def test_a_cancellation_passes_through(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()

    async def send_message(*_args: Any, **_kwargs: Any) -> Any:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(stage.client.http, "send_message", send_message)
    attempt = asyncio.create_task(poster(stage).post(posting(stage)))
    await begun.wait()
    attempt.cancel()
    with pytest.raises(asyncio.CancelledError):
        await attempt


async def test_a_missing_permission_is_named(stage: Stage) -> None:
    everyone = stage.guild.default_role
    closed = stage.guild.create_text_channel(
        "closed", overwrites={everyone: discord.PermissionOverwrite(send_messages=False)}
    )
    outcome = await poster(stage).post(posting(stage, place_id=closed.id))
    assert isinstance(outcome, Failed)
    assert outcome.reason == f"I lack Send Messages in <#{closed.id}>; give me that."


async def test_a_channel_that_is_gone_fails_with_what_to_do(stage: Stage) -> None:
    outcome = await poster(stage).post(posting(stage, place_id=123456789))
    assert outcome == Failed(
        "Its channel is gone; /serial end ends it, and a new /serial start in another channel "
        "begins at the first instalment.",
        lasting=True,
    )


async def test_a_discussion_that_may_not_open_says_what_it_lacks_and_what_comes_then(
    stage: Stage,
) -> None:
    everyone = stage.guild.default_role
    overwrite = discord.PermissionOverwrite(create_public_threads=False, send_messages=False)
    closed = stage.guild.create_text_channel("closed", overwrites={everyone: overwrite})
    stage.env.inject_error("POST", "/channels/*/messages/*/threads", status=403, code=50013)
    thread = posting(stage, talk(5), part="thread", place_id=closed.id)
    assert await poster(stage).post(thread) == Failed(
        f"I lack Create Public Threads in <#{closed.id}>; give me that, and the next discussion "
        "opens."
    )


async def test_the_closing_card_needs_no_threads(stage: Stage) -> None:
    everyone = stage.guild.default_role
    overwrite = discord.PermissionOverwrite(create_public_threads=False)
    quiet = stage.guild.create_text_channel("quiet", overwrites={everyone: overwrite})
    stage.env.inject_error("POST", MESSAGES, status=403, code=50001)
    said = replace(CLOSING, author=None, discussions=False)
    outcome = await poster(stage).post(posting(stage, said, part="closing", place_id=quiet.id))
    assert outcome == Failed(
        f"Discord does not let me post in <#{quiet.id}>; look at my permissions."
    )


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_no_reason_for_a_passage_says_what_the_desk_says_anyway(
    stage: Stage, status: int
) -> None:
    stage.env.inject_error("POST", MESSAGES, status=status, code=50000)
    outcome = await poster(stage).post(posting(stage))
    assert isinstance(outcome, Failed)
    assert "/serial resume" not in outcome.reason
    assert outcome.reason.endswith(".")


async def test_a_message_that_discord_does_not_take_fails(stage: Stage) -> None:
    stage.env.inject_error("POST", MESSAGES, status=400, code=50035, message="Invalid Form Body")
    outcome = await poster(stage).post(posting(stage))
    assert isinstance(outcome, Failed)
    assert "50035" in outcome.reason


async def test_a_story_for_adults_stays_out_of_an_open_channel(stage: Stage) -> None:
    outcome = await poster(stage).post(posting(stage, adult=True))
    assert isinstance(outcome, Failed)
    assert "age-restricted" in outcome.reason
    assert stage.channel.last_message is None


async def test_a_discussion_opens_under_its_message_and_again_is_the_same(stage: Stage) -> None:
    carrier = await poster(stage).post(posting(stage))
    assert isinstance(carrier, Sent)
    thread = posting(stage, talk(carrier.message_id))
    assert await poster(stage).post(thread) == Sent(carrier.message_id)
    assert [opened.name for opened in stage.channel.threads] == ["Ch. 3 · The Lamp: discussion"]
    assert await poster(stage).find(thread, after=None) == Found(carrier.message_id)
    stage.env.inject_error("POST", "/channels/*/messages/*/threads", status=400, code=160004)
    assert await poster(stage).post(thread) == Sent(carrier.message_id)


async def test_a_discussion_under_a_deleted_message_fails_with_the_reason(stage: Stage) -> None:
    stage.env.inject_error("POST", "/channels/*/messages/*/threads", status=404, code=10008)
    outcome = await poster(stage).post(posting(stage, talk(5), part="thread"))
    assert outcome == Failed("The message under which the discussion should open was deleted.")


async def test_a_request_that_did_not_get_through_to_discord_is_no_refusal(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands before Discord has answered so to every bot, and nobody's permissions helped."""
    stage.env.inject_error("GET", MESSAGES, status=403, code=40333)
    assert await poster(stage).find(posting(stage), after=None) == Unreadable(passing=True)
    answer: Any = Answer(403)
    blocked = {"code": 40333, "message": "internal network error"}
    failing(stage, monkeypatch, discord.Forbidden(answer, blocked))
    assert await poster(stage).post(posting(stage)) == Retry(timedelta(seconds=60))
    letter = replace(samples.lettered(samples.letter()), place_id=stage.channel.id)
    assert await poster(stage).post(letter) == Retry(timedelta(seconds=60))


@pytest.mark.parametrize("code", [160006, 160007])
async def test_a_discussion_that_is_one_thread_too_many_says_so(stage: Stage, code: int) -> None:
    stage.env.inject_error("POST", "/channels/*/messages/*/threads", status=400, code=code)
    outcome = await poster(stage).post(posting(stage, talk(5), part="thread"))
    assert outcome == Failed(
        "The server has as many open threads as Discord allows; close some of them."
    )


async def test_what_was_deleted_within_its_nonces_minutes_is_no_missing_discussion(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer: Any = Answer(404)
    gone = {"code": 10008, "message": "Unknown Message"}
    failing(stage, monkeypatch, discord.NotFound(answer, gone))
    outcome = await poster(stage).post(posting(stage))
    assert isinstance(outcome, Failed)
    assert "posted and then deleted" in outcome.reason
    assert "only after some minutes" in outcome.reason
    assert not outcome.lasting


async def test_a_greeting_goes_into_the_thread_and_is_found_there(stage: Stage) -> None:
    carrier = await poster(stage).post(posting(stage))
    assert isinstance(carrier, Sent)
    opened = await poster(stage).post(posting(stage, talk(carrier.message_id), part="thread"))
    assert isinstance(opened, Sent)
    said = GreetingContent(
        "The Lamplighter", samples.HEADING, 1, 1, whole_chapter=False, last=False
    )
    greeting = posting(stage, said, part="greeting", place_id=opened.message_id)
    sent = await poster(stage).post(greeting)
    assert isinstance(sent, Sent)
    assert await poster(stage).find(greeting, after=None) == Found(sent.message_id)


async def test_the_closing_card_is_found_again(stage: Stage) -> None:
    said = CLOSING
    closing = posting(stage, said, part="closing")
    sent = await poster(stage).post(closing)
    assert isinstance(sent, Sent)
    assert await poster(stage).find(closing, after=None) == Found(sent.message_id)


async def test_what_was_posted_is_found_again_and_nothing_else(stage: Stage) -> None:
    before = poster(stage).newest_known(stage.channel.id)
    await stage.reader.send(stage.channel, "She lit the lamp.")
    assert await poster(stage).find(posting(stage), after=before) == Missing()
    mine = poster(stage)
    sent = await mine.post(posting(stage))
    assert isinstance(sent, Sent)
    assert await poster(stage).find(posting(stage), after=before) == Found(sent.message_id)
    assert await poster(stage).find(posting(stage), after=sent.message_id) == Missing()
    other = posting(stage, part="passage:13")
    assert await poster(stage).find(other, after=before) == Missing()
    another_text = replace(samples.content(), passage=samples.passage(long=True))
    changed = posting(stage, another_text, part="passage:12")
    assert await poster(stage).find(changed, after=before) == Missing()
    assert mine.newest_known(stage.channel.id) == sent.message_id


async def test_what_another_bot_posts_like_ours_is_not_taken_for_ours(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(await poster(stage).post(posting(stage)), Sent)
    logs_from = stage.client.http.logs_from

    async def by_another(*where: Any, **bounds: Any) -> Any:
        found: Any = await logs_from(*where, **bounds)
        return [{**one, "author": {**one["author"], "id": "4711"}} for one in found]

    monkeypatch.setattr(stage.client.http, "logs_from", by_another)
    assert await poster(stage).find(posting(stage), after=None) == Missing()
    assert await poster(stage).survey(stage.channel.id, after=0) == Surveyed((), None)


async def test_without_the_history_permission_nothing_is_called_missing(stage: Stage) -> None:
    everyone = stage.guild.default_role
    veiled = stage.guild.create_text_channel(
        "veiled", overwrites={everyone: discord.PermissionOverwrite(read_message_history=False)}
    )
    seen = await poster(stage).find(posting(stage, place_id=veiled.id), after=None)
    assert seen == Unreadable(passing=False)


async def test_a_history_that_does_not_answer_may_answer_later(stage: Stage) -> None:
    stage.env.inject_error("GET", MESSAGES, status=503)
    assert await poster(stage).find(posting(stage), after=None) == Unreadable(passing=True)


async def test_a_channel_that_is_gone_shows_nothing(stage: Stage) -> None:
    assert await poster(stage).find(posting(stage, place_id=123456789), after=None) == Missing()


async def test_the_newest_known_message_may_be_anyones(stage: Stage) -> None:
    said = await stage.reader.send(stage.channel, "Hello")
    assert poster(stage).newest_known(stage.channel.id) == said.id
    assert poster(stage).newest_known(123456789) is None


async def test_an_edit_shows_the_passage_anew_under_its_mark_and_pings_nobody(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []
    edit = stage.client.http.edit_message

    async def edit_message(channel_id: int, message_id: int, *, params: Any) -> Any:
        sent.append(params.payload)
        return await edit(channel_id, message_id, params=params)

    monkeypatch.setattr(stage.client.http, "edit_message", edit_message)
    first = posting(stage, samples.content(part=1, ping=55))
    outcome = await poster(stage).post(first)
    assert isinstance(outcome, Sent)
    other = posting(stage, samples.content(part=3, ping=55, notes_cited=1))
    assert await poster(stage).edit(other, outcome.message_id) == outcome
    (payload,) = sent
    assert payload["allowed_mentions"]["parse"] == []
    assert not payload["allowed_mentions"].get("roles")
    assert payload["components"][0]["id"] == first.mark
    message = stage.channel.last_message
    assert message.id == outcome.message_id
    assert "I've read this" in str(message.components)


async def test_an_edit_of_a_deleted_message_is_done(stage: Stage) -> None:
    outcome = await poster(stage).post(posting(stage))
    assert isinstance(outcome, Sent)
    message = await stage.place.fetch_message(outcome.message_id)
    await message.delete()
    assert await poster(stage).edit(posting(stage), outcome.message_id) == outcome


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (discord.DiscordServerError(cast("Any", Answer(502)), "down"), Unknown),
        (TimeoutError(), Unknown),
        (discord.RateLimited(60), Retry),
        (discord.Forbidden(cast("Any", Answer(403)), {"code": 50001, "message": "no"}), Failed),
    ],
    ids=["5xx", "time-out", "rate limit", "no access"],
)
async def test_what_becomes_of_an_edit_that_fails(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, error: Exception, outcome: type
) -> None:
    async def edit_message(*_args: Any, **_kwargs: Any) -> Any:
        raise error

    monkeypatch.setattr(stage.client.http, "edit_message", edit_message)
    assert isinstance(await poster(stage).edit(posting(stage), 4711), outcome)


async def test_a_posting_is_found_though_its_first_line_has_changed(stage: Stage) -> None:
    outcome = await poster(stage).post(posting(stage, samples.content(part=1, ping=55)))
    assert isinstance(outcome, Sent)
    neighbour_came = posting(stage, samples.content(part=1, title="The Quay"))
    found = await poster(stage).find(neighbour_came, after=None)
    assert found == Found(outcome.message_id)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("The sea\N{SOFT HYPHEN}shore\N{ZERO WIDTH SPACE}, at last.", "The seashore, at last."),
        ("\N{LEFT-TO-RIGHT MARK}Ada said no.", "Ada said no."),
        ("The Cafe\N{COMBINING ACUTE ACCENT} was shut.", "The Caf\u00e9 was shut."),
        ("Z\u0335\u0321a\u0334l\u0337go came.", "Zalgo came."),
        ("سلام\N{RIGHT-TO-LEFT MARK}!", "سلام!"),
    ],
)
async def test_a_message_is_found_of_which_discord_has_dropped_letters_that_show_nothing(
    stage: Stage, sent: str, kept: str
) -> None:
    """Discord may strip characters of what is sent; what was posted is there all the same."""

    def telling(text: str) -> Posting:
        passage = replace(samples.passage(), scenes=((samples.prose(text),),))
        return posting(stage, replace(samples.content(), passage=passage))

    outcome = await poster(stage).post(telling(kept))
    assert isinstance(outcome, Sent)
    assert await poster(stage).find(telling(sent), after=None) == Found(outcome.message_id)
    assert await poster(stage).find(telling(f"{sent} Then"), after=None) == Missing()


async def test_a_posting_with_a_new_text_is_found_by_its_mark(stage: Stage) -> None:
    outcome = await poster(stage).post(posting(stage))
    assert isinstance(outcome, Sent)
    other = replace(samples.content(), passage=samples.passage(long=True))
    assert await poster(stage).find(posting(stage, other), after=None) == Missing()
    revised = posting(stage, other, revised=True)
    assert await poster(stage).find(revised, after=None) == Found(outcome.message_id)
    strange = posting(stage, other, revised=True, mark=1)
    assert await poster(stage).find(strange, after=None) == Missing()


async def test_a_message_is_found_though_its_server_has_changed_its_language(
    stage: Stage,
) -> None:
    said = GreetingContent(
        "The Lamplighter", samples.HEADING, 1, 1, whole_chapter=False, last=False
    )
    sent = posting(stage, said, part="greeting", language="de")
    outcome = await poster(stage).post(sent)
    assert isinstance(outcome, Sent)
    assert stage.channel.last_message is not None
    [shown, _] = [item.content for item in stage.channel.last_message.components]
    assert "redet über alles bis zum Ende von Kap. 3" in shown
    now = posting(stage, said, part="greeting", language="en")
    assert await poster(stage).find(now, after=None) == Found(outcome.message_id)
    other = posting(stage, replace(said, title="X"), part="closing", language="en")
    assert await poster(stage).find(other, after=None) == Missing()


async def test_a_discussion_is_named_in_the_language_of_its_server(stage: Stage) -> None:
    carrier = await poster(stage).post(posting(stage))
    assert isinstance(carrier, Sent)
    thread = posting(stage, talk(carrier.message_id), part="thread", language="de")
    assert await poster(stage).post(thread) == Sent(carrier.message_id)
    assert [opened.name for opened in stage.channel.threads] == ["Kap. 3 · The Lamp: Diskussion"]


@pytest.mark.parametrize(
    ("status", "code", "held"),
    [
        (403, 50007, Hold.CLOSED),
        (400, 50278, Hold.CLOSED),
        (404, 10003, Hold.CLOSED),
        (400, 50035, Hold.REFUSED),
    ],
)
async def test_of_a_letter_that_is_refused_it_is_kept_whether_their_messages_are_closed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, status: int, code: int, held: Hold
) -> None:
    answer: Any = Answer(status)
    error = discord.HTTPException(answer, {"code": code, "message": "no"})
    failing(stage, monkeypatch, error)
    letter = replace(samples.lettered(samples.letter()), place_id=stage.channel.id)
    assert await poster(stage).post(letter) == Failed(held.value, lasting=False)


# ------------------------------------------------------------------------- polls


async def test_a_poll_goes_out_under_its_nonce_and_pings_nobody(
    stage: Stage, payloads: list[dict[str, Any]]
) -> None:
    poll = posting(stage, POLL, part="poll")
    assert isinstance(await poster(stage).post(poll), Sent)
    (payload,) = payloads
    assert (payload["nonce"], payload["enforce_nonce"]) == (poll.nonce, True)
    assert payload["allowed_mentions"]["parse"] == []


async def test_a_poll_is_posted_with_its_answers_and_found_by_its_question(stage: Stage) -> None:
    sent = await poster(stage).post(posting(stage, POLL, part="poll"))
    assert isinstance(sent, Sent)
    message = await stage.place.fetch_message(sent.message_id)
    assert message.poll is not None
    assert message.poll.question == "“The Lamplighter” is over. What shall we read next?"
    first, second = [answer.text for answer in message.poll.answers]
    assert first == "Emma · J. Austen"
    assert len(second) <= 55
    assert second.endswith("…")
    # The library has changed since, and it is the same poll all the same.
    other = replace(POLL, choices=(("Ulysses", None), ("Emma", None)))
    again = posting(stage, other, part="poll")
    assert await poster(stage).find(again, after=None) == Found(sent.message_id)
    assert await poster(stage).find(again, after=sent.message_id) == Missing()
    elsewhere = posting(stage, replace(POLL, title="Emma"), part="poll")
    assert await poster(stage).find(elsewhere, after=None) == Missing()


@pytest.mark.parametrize(
    "choices",
    [
        [(f"The Collected Adventures of a Lamplighter of the Quay, {n}", None) for n in "12"],
        [("Emma", f"The Honourable Author of a Great Many Books, No. {n}") for n in "12"],
        [("Emma", None), ("Emma", "The Honourable Author of a Great Many Other Books")],
    ],
)
def test_stories_that_begin_alike_are_told_apart_in_a_poll(
    choices: list[tuple[str, str | None]],
) -> None:
    answers = poll_answers(PollContent("The Lamplighter", tuple(choices)))
    assert len(set(answers)) == 2
    assert all(len(answer) <= 55 for answer in answers)


async def test_without_the_permission_there_is_no_poll_and_moderators_hear_why(
    stage: Stage,
) -> None:
    everyone = stage.guild.default_role
    overwrite = discord.PermissionOverwrite(send_polls=False)
    quiet = stage.guild.create_text_channel("quiet", overwrites={everyone: overwrite})
    outcome = await poster(stage).post(posting(stage, POLL, part="poll", place_id=quiet.id))
    assert outcome == Failed(
        f"I lack Create Polls in <#{quiet.id}>; give me that, and I ask after the next end."
    )

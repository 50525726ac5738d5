"""The caller's turns and Luuri's mouth on one line, with fake ears, on a clock that jumps."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from itertools import pairwise
from typing import Any

import pytest
from pipecat.frames.frames import (
    Frame,
    InterruptionFrame,
    OutputAudioRawFrame,
    OutputTransportMessageFrame,
    OutputTransportMessageUrgentFrame,
)
from pipecat.processors.frame_processor import FrameDirection

from bot.conversation.events import (
    DigitsKeyed,
    Event,
    PromptsFinished,
    SilencePassed,
    UtteranceHeard,
    VoiceWithoutWords,
)
from bot.pipeline.listening import ACT_AFTER_S
from bot.pipeline.ports import CallIdentity, Said
from bot.pipeline.processor import ASK_EARLY_AFTER_S, CallProcessor
from bot.pipeline.recording import Recording
from bot.speech.heard import Heard
from bot.speech.patience import COMPLETE_S, IN_DANGER_S, STORY_BEGUN_S, STORY_S
from bot.speech.telephone import HEARING_HZ, LINE_HZ
from bot.speech.voice_activity import SILENT_S, START_S, STOP_S, Change
from tests.pipeline.virtual_time import run

HEARING_S = 0.1
GLANCE_S = 0.2
SENTENCE_S = 3.0
FRAME_S = 0.02
LOUD = b"\x00\x20"


class Ears:
    """Hears what the test says is spoken; every hearing takes `hearing_s`."""

    def __init__(self) -> None:
        self.words = ""
        self.hearing_s = HEARING_S
        self.glanced = ""
        self.heard: list[float] = []
        self.looked_at: list[float] = []
        self.given_up = 0

    async def hear(self, pcm: bytes) -> Heard:
        words = self.words
        try:
            await asyncio.sleep(self.hearing_s)
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        self.heard.append(len(pcm) / (2 * HEARING_HZ))
        return Heard(words, 0.9, (), 1.0, 0.1, 0.5 if words else 0.0)

    async def glance(self, pcm: bytes) -> Heard | None:
        words = self.glanced
        self.looked_at.append(len(pcm) / (2 * HEARING_HZ))
        await asyncio.sleep(GLANCE_S)
        return Heard(words, 0.9, (), 1.0, 0.1, 0.5)


class Conductor:
    def __init__(self, now: Callable[[], float]) -> None:
        self.identity = CallIdentity("CA1", None, simulated=True)
        self.recording: Recording | None = None
        self.sounds: list[bytes] = []
        self.told: list[tuple[float, Event]] = []
        self._now = now

    def tell(self, event: Event, sound: bytes = b"") -> None:
        self.told.append((self._now(), event))
        if isinstance(event, UtteranceHeard):
            self.sounds.append(sound)

    def can_reopen(self, still_answering: bool) -> bool:
        return True

    def hears_danger(self, words: str) -> bool:
        return "ei hengitä" in words and "unessa" not in words


class Activity:
    """A voice begins and ends when the test says so."""

    voiced_now = False
    hushed = False

    def hear(self, pcm: bytes) -> Change | None:
        return None

    def hush(self) -> None:
        self.hushed = True


class Line(CallProcessor):
    """The processor with its frames kept, and with voice that the test begins and ends."""

    def __init__(self) -> None:
        self.now = asyncio.get_running_loop().time
        self.ears, self.conductor = Ears(), Conductor(self.now)
        self.activity = Activity()
        self.frames: list[tuple[float, Frame]] = []
        super().__init__(
            self.conductor,  # type: ignore[arg-type]
            self.ears,
            lambda text: [asyncio.ensure_future(_sentence()) for _ in text.split("|")],
            self.activity,
            _nothing,
        )

    async def push_frame(self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM) -> None:
        self.frames.append((self.now(), frame))

    async def caller_says(self, seconds: float, words: str) -> float:
        """A stretch of voice; returns the moment of its last sound. The words are known to who hears it all."""
        self.activity.voiced_now = True
        began = self.now()
        self.ears.words = words
        await self._sound(START_S)
        self._voice_started(began)
        await self._sound(seconds - START_S)
        self.activity.voiced_now = False
        last = self.now()
        await self._sound(STOP_S)
        self._voice_stopped(last)
        return last

    async def quiet(self, seconds: float) -> None:
        await self._sound(seconds)

    async def caller_is_loud(self, seconds: float, words: str) -> float:
        """A voice of whose end nobody tells: its sound is away. Returns the moment of its last sound."""
        self.activity.voiced_now = True
        self.ears.words = words
        self._voice_started(self.now())
        await self._sound(seconds, LOUD)
        self.activity.voiced_now = False
        return self.now()

    async def _sound(self, seconds: float, sample: bytes = b"\x00\x00") -> None:
        until = self.now() + seconds - FRAME_S / 2
        while self.now() < until:
            await asyncio.sleep(FRAME_S)
            self._hear(sample * int(FRAME_S * LINE_HZ))

    def say_in_background(self, texts: Sequence[str], topic: str | None) -> "asyncio.Task[Said | None]":
        return asyncio.create_task(self.say(texts, topic))

    def utterances(self) -> list[tuple[float, str, bool]]:
        return [(at, e.text, e.reopened) for at, e in self.conductor.told if isinstance(e, UtteranceHeard)]

    def sounds(self) -> list[float]:
        return [at for at, frame in self.frames if isinstance(frame, OutputAudioRawFrame)]

    def partly_heard(self) -> list[tuple[float, str, str]]:
        """When, the words that will stay, and all words, of a voice that goes on."""
        notes = [(at, f.message) for at, f in self.frames if isinstance(f, OutputTransportMessageUrgentFrame)]
        return [(at, note["stable"], note["text"]) for at, note in notes if note["kind"] == "hearing"]

    def interruptions(self) -> list[float]:
        return [at for at, frame in self.frames if isinstance(frame, InterruptionFrame)]

    def echo(self) -> None:
        """The telephone has played all that it was given."""
        marks = [f.message for _, f in self.frames if isinstance(f, OutputTransportMessageFrame)]
        self._heard_until(marks[-1]["name"])


async def _nothing() -> None: ...


async def _sentence() -> bytes:
    return bytes(int(SENTENCE_S * 8000) * 2)


def on_the_line(monkeypatch: pytest.MonkeyPatch, story: Callable[[Line], Coroutine[Any, Any, None]]) -> None:
    async def told() -> None:
        await story(Line())

    run(told(), monkeypatch, "bot.pipeline.processor", "bot.pipeline.listening")


def test_hearing_begins_at_the_first_silence_and_serves_as_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        line._topic = "summary_ok"
        last = await line.caller_says(1.5, "kyllä käy")
        await line.quiet(1)
        ((at, words, _),) = line.utterances()
        assert words == "kyllä käy"
        assert at == pytest.approx(last + COMPLETE_S, abs=0.03)
        assert len(line.ears.heard) == 1

    on_the_line(monkeypatch, story)


def test_silence_ends_a_voice_before_voice_activity_tells_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        line._topic = "summary_ok"
        last = await line.caller_is_loud(1.5, "kyllä käy")
        await line.quiet(SILENT_S - FRAME_S)
        assert not line.activity.hushed
        await line.quiet(1)
        assert line.activity.hushed
        ((at, words, _),) = line.utterances()
        assert (at, words) == (pytest.approx(last + COMPLETE_S, abs=0.03), "kyllä käy")

    on_the_line(monkeypatch, story)


def test_a_quiet_inside_a_word_is_given_up_and_the_whole_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        line._topic, line.ears.hearing_s = "time", 0.25
        await line.caller_says(1.0, "keski")
        await line.quiet(0.04)
        await line.caller_says(1.0, "keskiviikkona aamulla")
        await line.quiet(1)
        assert [words for _, words, _ in line.utterances()] == ["keskiviikkona aamulla"]
        assert line.ears.given_up == 1
        assert line.ears.heard[-1] > 2.0

    on_the_line(monkeypatch, story)


def test_a_turn_waits_for_sound_that_a_busy_machine_hears_late(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        line._topic = "summary_ok"
        await line.caller_says(1.5, "kyllä käy")
        await asyncio.sleep(0.8)  # twice the patience by the clock, and no sound of it is here yet
        assert line.utterances() == []
        await line.quiet(COMPLETE_S)
        assert len(line.utterances()) == 1

    on_the_line(monkeypatch, story)


def test_a_story_is_asked_about_early_and_answered_when_the_patience_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story(line: Line) -> None:
        line._topic = "concern"
        last = await line.caller_says(3.0, "haluaisin varata ajan lääkärille")
        await line.quiet(ASK_EARLY_AFTER_S)
        ((at, _, _),) = line.utterances()
        assert at == pytest.approx(last + ASK_EARLY_AFTER_S, abs=0.03)
        saying = line.say_in_background(["Selvä."], "age")
        await line.quiet(1)
        assert line.sounds() == [pytest.approx(last + STORY_S, abs=0.05)]
        said = await saying
        assert said is not None
        assert said.response_ms == pytest.approx(1000 * STORY_S, abs=50)

    on_the_line(monkeypatch, story)


def test_a_story_that_goes_on_throws_the_early_answer_away(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        line._topic = "concern"
        await line.caller_says(3.0, "polvi on ollut kipeä")
        await line.quiet(0.5)
        saying = line.say_in_background(["Selvä."], "age")
        await line.quiet(STORY_BEGUN_S - 0.8)
        await line.caller_says(2.0, "polvi on ollut kipeä ja se on turvonnut")
        assert await saying is None
        await line.quiet(1)
        assert [(words, reopened) for _, words, reopened in line.utterances()] == [
            ("polvi on ollut kipeä", False),
            ("polvi on ollut kipeä ja se on turvonnut", True),
        ]
        assert line.sounds() == []
        assert line._topic == "concern"
        assert line._pace.stretch == 1.0  # nobody was cut short

    on_the_line(monkeypatch, story)


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "joo"), (0.2, "mm"), (0.22, "")])
def test_a_backchannel_and_a_cough_do_not_stop_luuri(
    monkeypatch: pytest.MonkeyPatch, seconds: float, words: str
) -> None:
    async def story(line: Line) -> None:
        await line.say(["Yksi.|Kaksi."], "concern")
        await line.quiet(1)
        await line.caller_says(seconds, words)
        await line.quiet(1)
        assert line.interruptions() == []
        assert line.conductor.told == []
        line.echo()
        assert isinstance(line.conductor.told[-1][1], PromptsFinished)

    on_the_line(monkeypatch, story)


def test_a_real_interruption_stops_luuri_within_three_tenths(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        await line.say(["Yksi.|Kaksi."], "concern")
        await line.quiet(1)
        began = line.now()
        await line.caller_says(2.0, "hei mulla on kyllä toinen asia mitä pitäisi kysyä")
        assert line.interruptions() == [pytest.approx(began + 0.27, abs=0.03)]
        await line.quiet(2)
        assert len(line.utterances()) == 1
        assert len(line.sounds()) == 2  # nothing of the old answer is said again

    on_the_line(monkeypatch, story)


def test_a_hash_after_an_answer_of_one_key_neither_stops_luuri_nor_ends_her_patience(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story(line: Line) -> None:
        await line.say(["Kuinka kova?"], "severity")
        line.echo()
        await line._key("6")
        await line.say(["Onko muita oireita?"], "other_symptoms")
        await line._key("#")
        assert line.interruptions() == []
        line.echo()
        await line.listen(6.0)
        await line._key("#")
        await line.quiet(7)
        told = [event for _, event in line.conductor.told]
        assert told == [PromptsFinished(), DigitsKeyed("6"), PromptsFinished(), SilencePassed()]

    on_the_line(monkeypatch, story)


def test_a_long_backchannel_pauses_luuri_who_goes_on_with_the_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story(line: Line) -> None:
        await line.say(["Yksi.|Kaksi.|Kolme."], "concern")
        await line.quiet(SENTENCE_S + 1)
        await line.caller_says(0.6, "joo joo")
        assert len(line.interruptions()) == 1
        await line.quiet(1)
        assert line.conductor.told == []
        assert len(line.sounds()) == 3 + 2  # the second sentence from its beginning, and the third

    on_the_line(monkeypatch, story)


def test_a_yes_in_the_question_itself_is_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        await line.say(["Selvä.|Sopiiko tämä numero?"], "number_ok")
        await line.quiet(SENTENCE_S + 1)
        await line.caller_says(0.22, "joo")
        await line.quiet(2)
        assert [words for _, words, _ in line.utterances()] == ["joo"]

    on_the_line(monkeypatch, story)


def test_a_sound_without_words_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        line._topic = "time"
        line.ears.hear = _mumbling  # type: ignore[method-assign]
        await line.caller_says(1.0, "")
        await line.quiet(2)
        assert [type(event) for _, event in line.conductor.told] == [VoiceWithoutWords]

    on_the_line(monkeypatch, story)


async def _mumbling(pcm: bytes) -> Heard:
    return Heard("", 0.0, (), 1.0, 0.1, 0.8)


def test_danger_in_a_pause_of_a_story_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        line._topic = "concern"
        last = await line.caller_says(2.0, "isä ei hengitä")
        await line.quiet(1)
        assert line.utterances()[0][0] == pytest.approx(last + min(IN_DANGER_S, ASK_EARLY_AFTER_S), abs=0.03)
        assert line._speak_from == pytest.approx(last + IN_DANGER_S, abs=0.03)

    on_the_line(monkeypatch, story)


def test_danger_that_two_looks_agree_on_is_acted_on_while_the_caller_speaks_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story(line: Line) -> None:
        line._topic = "concern"
        line.ears.glanced = "apua isä ei hengitä se vaan makaa"
        speaking = asyncio.create_task(line.caller_says(10.0, "apua isä ei hengitä se vaan makaa täällä"))
        await asyncio.sleep(ACT_AFTER_S + 4)
        assert [words for _, words, _ in line.utterances()] == [line.ears.glanced]
        assert await line.say(["Soita 112."], None) is not None  # over the caller's voice
        assert len(line.sounds()) == 1
        await speaking
        await line.quiet(1)
        assert line.interruptions() == []
        assert line.utterances()[-1][1:] == ("apua isä ei hengitä se vaan makaa täällä", True)

    on_the_line(monkeypatch, story)


def test_danger_that_later_words_take_back_is_not_acted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        line._topic = "concern"
        line.ears.glanced = "isä ei hengitä aina"
        speaking = asyncio.create_task(line.caller_says(9.0, "isä ei hengitä aina unessa kunnolla"))
        await asyncio.sleep(2.5)
        line.ears.glanced = "isä ei hengitä aina unessa"
        await speaking
        assert line.utterances() == []

    on_the_line(monkeypatch, story)


def test_what_is_heard_so_far_is_told_several_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        line.ears.glanced = "selkä on kipeä"
        await line.caller_says(3.0, "selkä on kipeä ollut viikon")
        told = line.partly_heard()
        assert told[0][1:] == ("", "selkä on kipeä")
        assert {each[1:] for each in told[1:]} == {("selkä on", "selkä on kipeä")}
        gaps = [later[0] - earlier[0] for earlier, later in pairwise(told)]
        assert max(gaps) < 0.6
        await line.quiet(1)
        assert line.partly_heard() == told

    on_the_line(monkeypatch, story)


def test_only_what_comes_after_a_pause_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        line.ears.glanced = "isä kaatui"
        await line.caller_is_loud(3.0, "")
        line.activity.voiced_now = True
        await line._sound(0.2)
        await line._sound(3.0, LOUD)
        line.ears.glanced = "eikä nouse"
        await line._sound(3.0, LOUD)
        assert max(line.ears.looked_at) < 6.2  # of 9.2
        assert line.partly_heard()[-1][1:] == ("isä kaatui eikä", "isä kaatui eikä nouse")

    on_the_line(monkeypatch, story)


def test_a_voice_without_a_pause_is_looked_at_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        line.ears.glanced = "isä kaatui eikä nouse"
        await line.caller_is_loud(9.0, "")
        assert max(line.ears.looked_at) > 8
        assert line.partly_heard()[-1][2] == "isä kaatui eikä nouse"

    on_the_line(monkeypatch, story)

"""Every transition of a call: `step(state, event, world) -> (state, effects)`. Pure.

Danger is heard here, before the dialogue is asked, so that neither an outage nor a wrong intent can silence
it. Whatever fails, the call goes on to a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from bot.care import handoffs
from bot.care.answers import best_reading, denial, language, yes_no
from bot.care.directory import Directory
from bot.care.handoffs import Chain, Target
from bot.care.red_flags import Sign, Watch
from bot.conversation.answering import as_answer
from bot.conversation.caller import Caller
from bot.conversation.courtesies import (
    asks_for_person,
    asks_what_luuri_is,
    only_greets,
    only_introduces,
    takes_leave,
)
from bot.conversation.effects import (
    AskDialogue,
    Effect,
    HangUp,
    KeepCallback,
    LeaveToLine,
    Listen,
    Prompt,
    Say,
    Transfer,
)
from bot.conversation.events import (
    CallAnswered,
    CallbackKept,
    DialogueAnswered,
    DialogueReply,
    DigitsKeyed,
    Event,
    PartFailed,
    PromptsFinished,
    SilencePassed,
    TakenOver,
    UtteranceHeard,
    VoiceWithoutWords,
)

SILENCE_S = 6.0
SAFETY_SILENCE_S = 7.0
MISUNDERSTANDINGS_TO_A_PERSON = 2
FRIENDLY_PROMPTS = 2
NOISES_TO_A_PERSON = 2
GREETINGS = 2  # a caller who only says hello is greeted back this many times
TRANSFER_ROUNDS = 3
ASKED_FOR = frozenset({"asked", "keyed_zero"})  # a caller who asks again is put through again
SUICIDE = "suicide_self_harm"
FEEDBACK = "feedback"
"""The topic of the question at the end of a call that is done: silence ends it, and nobody is rung for it."""
OPEN_QUESTION = frozenset({None, "concern"})
"""The topics of the question that lets callers tell their matter in their own words."""
ENDING_TOPICS = frozenset({"anything_else", FEEDBACK})
VAGUE_NEEDS = frozenset({"callback_request", "human_agent", "out_of_scope", "opening_hours"})
"""Needs that say nothing of the matter: a later one takes their place."""


class Phase(Enum):
    LISTENING = "listening"  # the caller's turn, or ours in a dialogue that goes on
    SAFETY = "safety"  # a yes/no question about danger is open
    LEAVING = "leaving"  # the last words are being said; `leave` follows them
    GONE = "gone"  # transferred, hung up or left to the line


class RedFlagsHeard(Protocol):
    """The part of `care.red_flags.RedFlags` that a call needs."""

    def hear(self, text: str, *, alternatives: Sequence[str] = (), before: Sequence[str] = ()) -> Watch: ...


@dataclass(frozen=True)
class World:
    """What a step may look at besides the call itself. `now` is aware, on the call's own clock."""

    directory: Directory
    red_flags: RedFlagsHeard
    now: datetime
    caller_number: str | None = None
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CallState:
    phase: Phase = Phase.LISTENING
    topic: str | None = None
    said: Say | None = None
    words: tuple[str, ...] = ()
    need: str | None = None
    need_confidence: float = 0.0
    heard_signs: tuple[Sign, ...] = ()
    suspected_signs: tuple[Sign, ...] = ()
    denied: tuple[str, ...] = ()
    asking: Sign | None = None
    asked_again: bool = False
    held_words: tuple[str, ...] = ("",)  # every reading of them, the best first
    put_words: tuple[str, ...] = ("",)  # what the dialogue was asked last, so
    stay_asked: bool = False
    told_112: bool = False
    informed: bool = False
    booked: tuple[Mapping[str, Any], ...] = ()
    misunderstandings: int = 0
    matters_missed: int = 0  # turns that told the matter and that the dialogue did not understand
    silences: int = 0
    noises: int = 0
    offered_choice: bool = False
    leave: Effect | None = None
    retold: bool = False
    rounds: int = 0
    why: str = ""
    language: str = "fi"
    caller: Caller = field(default_factory=Caller)
    failed: tuple[str, ...] = field(default=())


Step = tuple[CallState, tuple[Effect, ...]]


def step(state: CallState, event: Event, world: World) -> Step:
    """The call after `event`, and what is to be done about it, in order."""
    if state.phase is Phase.GONE and not isinstance(event, CallAnswered):
        return state, ()
    match event:
        case CallAnswered():
            return _answered(state, world, event.unanswered)
        case UtteranceHeard():
            return _heard(state, event, world)
        case VoiceWithoutWords(interrupted):
            return _no_words(state, world, interrupted)
        case DigitsKeyed(digits):
            return _keyed(state, digits, world)
        case PromptsFinished():
            return _finished_speaking(state)
        case SilencePassed():
            return _silence(state, world)
        case DialogueAnswered(reply):
            return _dialogue_answered(state, reply, world)
        case CallbackKept(row):
            booked = replace(state, booked=(*state.booked, row))
            in_danger = bool(state.heard_signs or state.asking)
            return _leave(booked, HangUp(), f"utter_kept_callback{'_in_danger' if in_danger else ''}")
        case PartFailed(part):
            return _failed(state, part, world)
        case TakenOver(target):
            return _taken_over(state, target, world)


# -- the line opens ----------------------------------------------------------------------------------------


def _answered(state: CallState, world: World, unanswered: bool) -> Step:
    if not unanswered:
        return _say(state, (Prompt("utter_greeting"), Prompt("utter_ask_open")), topic="concern")
    state = replace(state, phase=Phase.LISTENING, leave=None, rounds=state.rounds + 1)
    if state.heard_signs or state.asking:
        if state.rounds < TRANSFER_ROUNDS:
            return _to_safety(state, world, "utter_nobody_answered_danger")
        return _leave(state, KeepCallback() if world.caller_number else HangUp(), "utter_numbers_in_danger")
    if state.failed or state.rounds >= TRANSFER_ROUNDS:
        return _last_resort(state, world)
    if state.language != "fi":
        return _in_another_language(state, world, state.language)
    said, effects = _say(
        replace(state, offered_choice=True), (Prompt("utter_nobody_answered"),), remember=False
    )
    return said, (*effects, AskDialogue("/callback_request", command=True))


# -- the caller says or keys something -----------------------------------------------------------------------


def _heard(state: CallState, event: UtteranceHeard, world: World) -> Step:
    watch = world.red_flags.hear(event.text, alternatives=event.alternatives, before=state.words)
    state = replace(
        state,
        words=(*state.words, event.text),
        caller=state.caller.told(state.topic, event.text, world.now),
        silences=0,
        heard_signs=_joined(state.heard_signs, watch.heard),
        suspected_signs=_joined(state.suspected_signs, watch.suspected),
    )
    if state.phase is Phase.LEAVING:
        return _interrupted_leaving(state, watch, world)
    if any(sign.action == "112" for sign in watch.heard):
        return _to_safety(state, world)
    asking_suicide = state.asking is not None and state.asking.category == SUICIDE
    if any(sign.action == "person_now" for sign in watch.heard) and not asking_suicide:
        return _to_safety(state, world)
    open_signs = _open_signs(state, event.text, watch)
    if state.phase is Phase.SAFETY and state.asking:
        return _safety_answered(state, event.text, world, open_signs)
    spoken = language.spoken(event.text)
    if spoken is not None:
        return _in_another_language(state, world, spoken, open_signs)
    if open_signs:
        return _ask_about(state, open_signs[0], (event.text, *event.alternatives))
    begins = len(state.words) <= GREETINGS and state.topic == "concern"
    if begins and (only_greets(event.text) or only_introduces(event.text)):
        return _say(state, (Prompt("utter_greeted"),), topic=state.topic, remember=False)
    if asks_what_luuri_is(event.text) and not any(map(asks_what_luuri_is, state.words[:-1])):
        return _say(state, (Prompt("utter_i_am_ai"), *_question(state)), topic=state.topic, remember=False)
    readings = (event.text, *event.alternatives)
    said = best_reading(state.topic, readings, world.now)
    others = tuple(reading for reading in readings if reading != said)
    state = replace(state, put_words=readings)
    answer = as_answer(state.topic, said)
    return state, (AskDialogue(said, reopened=event.reopened, alternatives=others, as_answer=answer),)


def _open_signs(state: CallState, text: str, watch: Watch) -> tuple[Sign, ...]:
    """Signs in these words that the caller has not been asked about.

    A clear no to the dialogue's own question about safety is suspected of nothing that it denies.
    """
    asked = {*state.denied, *((state.asking.category,) if state.asking else ())}
    denies = state.topic == "safety" and state.asking is None and denial.is_of_thoughts(text)
    suspected = tuple(sign for sign in watch.suspected if not (denies and sign.category == SUICIDE))
    return tuple(sign for sign in (*watch.heard, *suspected) if sign.category not in asked)


def _keyed(state: CallState, digits: str, world: World) -> Step:
    state = replace(state, silences=0, caller=state.caller.told(state.topic, digits, world.now))
    if digits == "0":
        return _unanswered(state, world) if state.asking else _to_person(state, world, "keyed_zero")
    if state.phase is Phase.LEAVING:
        return _told_short(state)
    if state.phase is Phase.SAFETY and state.asking:
        return _safety_answered(state, digits, world)
    return replace(state, put_words=(digits,)), (AskDialogue(digits, keyed=True),)


def _no_words(state: CallState, world: World, interrupted: bool) -> Step:
    if state.phase is Phase.LEAVING:
        return _told_short(state) if interrupted else _finished_speaking(state)
    if state.phase is Phase.SAFETY:
        return _safety_unclear(state, world)
    if interrupted and state.said is not None and state.noises < NOISES_TO_A_PERSON:
        again = replace(state, noises=state.noises + 1)
        return _say(again, state.said.prompts, topic=state.said.topic)
    return _misunderstood(state, world, Prompt("utter_did_not_hear"))


def _silence(state: CallState, world: World) -> Step:
    if state.phase is Phase.LEAVING:
        return _finished_speaking(state)
    if state.phase is Phase.SAFETY:
        return _safety_unclear(state, world)
    if state.topic == FEEDBACK:
        return _leave(state, HangUp(), "utter_goodbye")
    state = replace(state, silences=state.silences + 1)
    if state.topic == "anything_else" and state.silences > 1:
        return _leave(state, HangUp(), "utter_goodbye")
    if state.silences <= FRIENDLY_PROMPTS:
        prompt = Prompt(f"utter_silence_{state.silences}")
        return _say(state, (prompt, *_question(state)), topic=state.topic, remember=False)
    if state.topic == "safety":
        # Whoever falls silent at the question about wanting to die gets a person, at any hour.
        sign = Sign(SUICIDE, "person_now", "")
        return _to_safety(replace(state, heard_signs=_joined(state.heard_signs, (sign,))), world)
    return _to_person(replace(state, offered_choice=True), world, "silence")


def _finished_speaking(state: CallState) -> Step:
    if state.phase is Phase.LEAVING and state.leave is not None:
        gone = not isinstance(state.leave, KeepCallback)
        return replace(state, phase=Phase.GONE if gone else state.phase, leave=None), (state.leave,)
    if state.phase is Phase.LEAVING:
        return state, ()
    return state, (Listen(SAFETY_SILENCE_S if state.phase is Phase.SAFETY else SILENCE_S),)


# -- danger ------------------------------------------------------------------------------------------------


def _to_safety(state: CallState, world: World, first: str | None = None) -> Step:
    """Tell the number to dial where life is in danger, and go on to the person for the worst sign heard."""
    signs = state.heard_signs or ((state.asking,) if state.asking else ())
    categories = {sign.category for sign in signs}
    # What is heard again after a no counts again.
    denied = tuple(category for category in state.denied if category not in categories)
    state = replace(state, asking=None, denied=denied)
    prompts = (Prompt(first),) if first else ()
    if any(sign.action == "112" for sign in signs):
        chain = handoffs.emergency(world.directory, world.now, state.caller.municipality)
        if SUICIDE in categories:
            chain = _crisis(state, world)
        state = replace(state, told_112=True, need=state.need or "emergency", why="emergency_112")
        prompts = (*prompts, Prompt("utter_emergency_112"))
    elif SUICIDE in categories:
        chain = _crisis(state, world)
        state = replace(state, need="suicide_risk", why=SUICIDE)
        prompts = (*prompts, Prompt("utter_crisis_handover"))
    else:
        chain = handoffs.urgent(world.directory, world.now, state.caller.municipality)
        state = replace(state, why="person_now")
        prompts = (*prompts, Prompt("utter_person_now"))
    return _leave_with(state, Transfer(chain, state.why), prompts)


def _ask_about(state: CallState, sign: Sign, held_words: tuple[str, ...]) -> Step:
    state = replace(state, phase=Phase.SAFETY, asking=sign, asked_again=False, held_words=held_words)
    if sign.category == SUICIDE:
        state = replace(state, need="suicide_risk")
    return _say(state, (Prompt(f"ask_{sign.category}"),), topic="safety", remember=False)


def _safety_answered(state: CallState, text: str, world: World, open_signs: tuple[Sign, ...] = ()) -> Step:
    assert state.asking is not None
    answer = yes_no.read(text)
    sign = state.asking
    if sign.category == SUICIDE:
        confirmed = replace(sign, action="112") if answer and answer.value is True else sign
        return _to_safety(replace(state, heard_signs=_joined(state.heard_signs, (confirmed,))), world)
    if answer is None or (answer.value is not True and not denial.is_sure(text)):
        return _unanswered(state, world) if asks_for_person(text) else _safety_unclear(state, world)
    if answer.value is True:
        action = "112" if sign.action == "112" else "person_now"
        confirmed = replace(sign, action=action)
        return _to_safety(replace(state, heard_signs=_joined(state.heard_signs, (confirmed,))), world)
    denied = replace(
        state, phase=Phase.LISTENING, asking=None, denied=(*state.denied, sign.category), misunderstandings=0
    )
    if open_signs:
        return _ask_about(denied, open_signs[0], state.held_words)
    before = state.said.topic if state.said else None
    said, effects = _say(denied, (Prompt("utter_flag_denied"),), topic=before, remember=False)
    text, *others = state.held_words
    said = replace(said, put_words=state.held_words)
    return said, (*effects, AskDialogue(text, alternatives=tuple(others), as_answer=as_answer(before, text)))


def _safety_unclear(state: CallState, world: World) -> Step:
    """No clear answer about danger: asked once more, then treated as danger."""
    assert state.asking is not None
    if state.asking.category == SUICIDE or state.asked_again:
        return _unanswered(state, world)
    again = replace(state, asked_again=True)
    question = Prompt(f"ask_{state.asking.category}")
    return _say(again, (Prompt("utter_safety_again"), question), topic="safety", remember=False)


def _unanswered(state: CallState, world: World) -> Step:
    """The question about danger stays open: a person takes the call as if it had been answered with a yes."""
    assert state.asking is not None
    return _to_safety(replace(state, heard_signs=_joined(state.heard_signs, (_urgent(state.asking),))), world)


def _urgent(sign: Sign) -> Sign:
    return sign if sign.category == SUICIDE else replace(sign, action="person_now")


def _interrupted_leaving(state: CallState, watch: Watch, world: World) -> Step:
    if any(sign.action == "112" for sign in watch.heard) and not state.told_112:
        return _to_safety(state, world)
    return _told_short(state)


def _told_short(state: CallState) -> Step:
    """Cut short while telling the emergency number: the number is said once more before the call moves on."""
    if state.told_112 and not state.retold:
        return replace(state, retold=True), (Say((Prompt("utter_emergency_112_short"),)),)
    return _finished_speaking(state)


# -- the dialogue answers ------------------------------------------------------------------------------------


def _dialogue_answered(state: CallState, reply: DialogueReply, world: World) -> Step:
    if state.phase is Phase.LEAVING:
        return state, ()
    if reply.need in world.needs and (state.need is None or state.need in VAGUE_NEEDS):
        state = replace(state, need=reply.need, need_confidence=reply.confidence)
    prompts = tuple(Prompt(message.name, message.text) for message in reply.messages)
    topic = reply.topic
    leave: Effect | None = None
    for effect in reply.effects:
        match effect.get("do"):
            case "suspect":
                sign = Sign(str(effect["category"]), str(effect.get("action", "112")), "")
                if sign.category not in state.denied:
                    suspected = replace(state, suspected_signs=_joined(state.suspected_signs, (sign,)))
                    return _ask_about(suspected, sign, state.put_words)
                return _to_person(state, world, "denied_danger_again")
            case "danger":
                words = state.words[-1] if state.words else ""
                sign = Sign(str(effect["category"]), str(effect["action"]), words)
                return _to_safety(replace(state, heard_signs=_joined(state.heard_signs, (sign,))), world)
            case "person":
                return _to_person(state, world, "asked", prompts)
            case "transfer":
                leave = Transfer(_chain_from(state, world, str(effect["service"])), str(effect["service"]))
                state = replace(state, why=str(effect["service"]))
            case "misunderstood":
                # What was keyed, or said before a danger that was denied, are not the latest words.
                spoken = state.put_words[:1] == state.words[-1:]
                if spoken and state.topic in OPEN_QUESTION:
                    state = replace(state, matters_missed=state.matters_missed + 1)
                return _misunderstood(state, world, *prompts, topic=topic)
            case "repeat":
                if state.said is not None:
                    return _say(state, state.said.prompts, topic=state.said.topic)
            case "wait":
                # Silence goes on asking the question that is open.
                return _say(state, prompts, topic=topic or state.topic, remember=False)
            case "booked":
                row = effect.get("callback_request") or {}
                state = replace(state, booked=(*state.booked, row))
            case "informed":
                state = replace(state, informed=True)
            case "goodbye":
                if not _may_hang_up(state):
                    return _stay(state)
                leave = HangUp()
    state = replace(state, misunderstandings=0)
    if leave is not None:
        return _leave_with(state, leave, prompts)
    if not prompts:
        return _failed(state, "dialogue", world)
    return _say(state, prompts, topic=topic or "concern")


def _may_hang_up(state: CallState) -> bool:
    """Whether a goodbye that the dialogue heard ends the call: a caller who got nothing yet must be sure of it."""
    served = state.booked or state.informed or state.topic in ENDING_TOPICS
    return bool(served) or state.stay_asked or takes_leave(state.put_words[0])


def _stay(state: CallState) -> Step:
    said, effects = _say(
        replace(state, stay_asked=True), (Prompt("utter_stay"),), topic="concern", remember=False
    )
    if state.need is None:
        return said, effects
    return said, (*effects, AskDialogue("/resume", command=True))


def _misunderstood(state: CallState, world: World, *prompts: Prompt, topic: str | None = None) -> Step:
    if state.topic == FEEDBACK:
        return _leave(state, HangUp(), "utter_goodbye")
    count = state.misunderstandings + 1
    state = replace(state, misunderstandings=count)
    # A question of the dialogue's is asked three times, in other words each time.
    most = MISUNDERSTANDINGS_TO_A_PERSON if topic is None else MISUNDERSTANDINGS_TO_A_PERSON + 1
    if count >= most:
        return _to_person(state, world, "misunderstood")
    asked = prompts if len(prompts) > 1 or topic else (*prompts, *_question(state))
    return _say(state, asked or (Prompt("utter_did_not_hear"),), topic=topic or state.topic, remember=False)


# -- to a person, or as near as one can get ----------------------------------------------------------------------


def _to_person(state: CallState, world: World, why: str, prompts: tuple[Prompt, ...] = ()) -> Step:
    state = replace(state, why=why, asking=None)
    if state.heard_signs:
        return _to_safety(state, world)
    chain = _person(state, world)
    if chain and state.rounds < (TRANSFER_ROUNDS if why in ASKED_FOR else 1):
        return _leave_with(state, Transfer(chain, why), prompts or (Prompt("utter_connecting"),))
    if not state.offered_choice:
        choosing = replace(state, phase=Phase.LISTENING, offered_choice=True, misunderstandings=0)
        return choosing, (AskDialogue("/human_agent", command=True),)
    return _last_resort(state, world)


def _in_another_language(state: CallState, world: World, spoken: str, signs: tuple[Sign, ...] = ()) -> Step:
    """A caller who does not speak Finnish: a person, else a request that is marked with the language.

    A question about danger would not be understood: what is suspected brings a person at any hour.
    """
    state = replace(
        state, language=spoken, why=f"language:{spoken}", asking=_urgent(signs[0]) if signs else None
    )
    chain = (
        handoffs.urgent(world.directory, world.now, state.caller.municipality)
        if signs
        else _person(state, world)
    )
    prompt = Prompt(f"utter_person_{spoken}")
    if chain and state.rounds < 1:
        return _leave_with(state, Transfer(chain, state.why), (prompt,))
    if world.caller_number and "records" not in state.failed:
        return _leave_with(state, KeepCallback(), (Prompt(f"utter_request_{spoken}"),))
    return _leave_with(state, Transfer(_failure(state, world), state.why), (prompt,))


def _taken_over(state: CallState, target: Target, world: World) -> Step:
    """A member of staff takes the call: rung first, and after them whoever would be rung in a failure."""
    if state.phase is Phase.LEAVING and isinstance(state.leave, Transfer):
        # What is being said, the emergency number perhaps, is said to its end.
        return replace(state, leave=replace(state.leave, targets=(target, *state.leave.targets))), ()
    chain = (target, *_failure(state, world))
    state = replace(state, why="taken_over", asking=None)
    return _leave_with(state, Transfer(chain, "taken_over"), (Prompt("utter_connecting"),))


def _last_resort(state: CallState, world: World) -> Step:
    """Nobody is on duty and nothing more can be asked: keep a request, else the line that never closes."""
    if world.caller_number and "records" not in state.failed and not state.booked:
        return replace(state, phase=Phase.LEAVING, leave=None), (KeepCallback(),)
    if state.booked:
        return _leave(state, HangUp(), "utter_kept_callback")
    chain = _failure(state, world)
    return _leave_with(
        state, Transfer(chain, state.why or "last_resort"), (Prompt("utter_connecting_open_line"),)
    )


def _failed(state: CallState, part: str, world: World) -> Step:
    state = replace(state, failed=(*state.failed, part), why=f"failed:{part}", asking=state.asking)
    if part == "line":
        return replace(state, phase=Phase.GONE), (LeaveToLine(),)
    if state.phase is Phase.LEAVING and isinstance(state.leave, Transfer):
        leaving = state.leave
    elif state.heard_signs or state.asking:
        return _to_safety(state, world)
    else:
        leaving = Transfer(_failure(state, world), f"failed:{part}")
    if part == "voice":
        return replace(state, phase=Phase.GONE, leave=None), (leaving,)
    return _leave_with(state, leaving, (Prompt("utter_failure"),))


# -- small parts -------------------------------------------------------------------------------------------------


def _say(
    state: CallState, prompts: tuple[Prompt, ...], topic: str | None = None, remember: bool = True
) -> Step:
    say = Say(prompts, topic)
    return replace(state, topic=topic, said=say if remember else state.said), (say,)


def _leave(state: CallState, leave: Effect, *names: str) -> Step:
    return _leave_with(state, leave, tuple(Prompt(name) for name in names))


def _leave_with(state: CallState, leave: Effect, prompts: tuple[Prompt, ...]) -> Step:
    state = replace(state, phase=Phase.LEAVING, leave=leave, topic=None)
    if not prompts:
        return _finished_speaking(state)
    return state, (Say(prompts),)


def _question(state: CallState) -> tuple[Prompt, ...]:
    """The question that is still open: the last thing said that asked for something."""
    if state.said is None or state.said.topic is None:
        return (Prompt("utter_ask_open"),)
    return state.said.prompts[-1:]


def _crisis(state: CallState, world: World) -> Chain:
    caller = state.caller
    return handoffs.crisis(world.directory, world.now, caller.age_years, caller.municipality)


def _person(state: CallState, world: World) -> Chain:
    caller = state.caller
    return handoffs.person(world.directory, world.now, state.need, caller.age_years, caller.municipality)


def _failure(state: CallState, world: World) -> Chain:
    caller = state.caller
    return handoffs.failure(world.directory, world.now, state.need, caller.age_years, caller.municipality)


def _chain_from(state: CallState, world: World, service_id: str) -> Chain:
    service = world.directory.services.get(service_id)
    first = handoffs.target(service, state.caller.municipality) if service else None
    rest = _failure(state, world)
    chain = (*((first,) if first else ()), *rest)
    return tuple({target.number: target for target in chain}.values())


def _joined(signs: tuple[Sign, ...], more: tuple[Sign, ...]) -> tuple[Sign, ...]:
    """Signs never go away; of two in one category the stronger action stays."""
    rank = {"112": 2, "person_now": 1, "safety_question": 0}
    joined = {sign.category: sign for sign in signs}
    for sign in more:
        held = joined.get(sign.category)
        if held is None or rank.get(sign.action, 0) > rank.get(held.action, 0):
            joined[sign.category] = sign
    return tuple(joined.values())

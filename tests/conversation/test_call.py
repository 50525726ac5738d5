"""The life of a call, one event after another, without sound, Rasa or a database."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.care.directory import Directory
from bot.care.handoffs import Target
from bot.care.red_flags import Sign, Watch
from bot.conversation.call import CallState, Phase, World, step
from bot.conversation.effects import (
    AskDialogue,
    Effect,
    HangUp,
    KeepCallback,
    LeaveToLine,
    Listen,
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
    Message,
    PartFailed,
    PromptsFinished,
    SilencePassed,
    TakenOver,
    UtteranceHeard,
    VoiceWithoutWords,
)
from bot.yaml_files import read_yaml

HELSINKI = ZoneInfo("Europe/Helsinki")
MONDAY_MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=HELSINKI)
SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 0, tzinfo=HELSINKI)
SERVICES = Path(__file__).parents[2] / "dialogues" / "services.yml"

CHEST = Sign("cardiac_chest_pain", "112", "rinnasta puristaa")
STOMACH = Sign("severe_abdominal_pain", "person_now", "vatsa on kova")
SUICIDE = Sign("suicide_self_harm", "safety_question", "en jaksa enää elää")
WORDS = {
    "rinnasta puristaa": Watch((CHEST,), ()),
    "vatsa on ihan kova": Watch((STOMACH,), ()),
    "en jaksa enää elää": Watch((SUICIDE,), ()),
    "rinta tuntuu oudolta": Watch((), (CHEST,)),
    "ei semmosia ajatuksia oo": Watch((), (SUICIDE,)),
    "ei oo syytä elää": Watch((), (SUICIDE,)),
    "oon kuustoista enkä jaksa enää elää": Watch((SUICIDE,), ()),
    "my baby is sick": Watch((), (CHEST,)),
}


class Signs:
    """Hears the signs above and nothing else."""

    def hear(self, text: str, *, alternatives: object = (), before: object = ()) -> Watch:
        return WORDS.get(text, Watch((), ()))


@dataclass
class Call:
    """Plays events into a call and keeps what came of them."""

    at: datetime = MONDAY_MORNING
    number: str | None = "+358401234567"
    state: CallState = field(default_factory=CallState)
    effects: list[Effect] = field(default_factory=list)

    def happens(self, *events: Event) -> "Call":
        directory = Directory.from_data(read_yaml(SERVICES))
        world = World(
            directory, Signs(), self.at, self.number, frozenset({"infection_symptoms", "human_agent"})
        )
        for event in events:
            self.state, effects = step(self.state, event, world)
            self.effects = list(effects)
        return self

    def says(self, words: str) -> "Call":
        return self.happens(UtteranceHeard(words))

    def is_answered(self, *texts: str, topic: str | None = None, **payload: object) -> "Call":
        messages = tuple(Message(None, text) for text in texts)
        effects = (payload,) if payload else ()
        return self.happens(
            DialogueAnswered(DialogueReply(messages, effects, topic, "infection_symptoms", 0.9))
        )

    @property
    def said(self) -> list[str | None]:
        prompts = [prompt for effect in self.effects if isinstance(effect, Say) for prompt in effect.prompts]
        return [prompt.name or prompt.text for prompt in prompts]

    @property
    def asked(self) -> list[str]:
        return [effect.text for effect in self.effects if isinstance(effect, AskDialogue)]

    @property
    def rung(self) -> list[str]:
        chains = [effect.targets for effect in self.effects if isinstance(effect, Transfer)]
        return [target.service_id for chain in chains for target in chain]


def begun(**with_: object) -> Call:
    return Call(**with_).happens(CallAnswered(), PromptsFinished())  # type: ignore[arg-type]


def test_the_call_begins_with_the_greeting_and_an_open_question() -> None:
    call = Call().happens(CallAnswered())
    assert call.said == ["utter_greeting", "utter_ask_open"]
    assert call.state.topic == "concern"


def test_words_go_to_the_dialogue_and_its_answer_is_said() -> None:
    call = begun().says("mulla on kuumetta")
    assert call.asked == ["mulla on kuumetta"]
    call.is_answered("Soitammeko tähän numeroon?", topic="number_ok")
    assert call.said == ["Soitammeko tähän numeroon?"]
    assert call.state.topic == "number_ok"
    assert call.state.need == "infection_symptoms"


def test_the_dialogue_hears_every_reading_of_the_words_and_of_those_held_for_a_question() -> None:
    call = begun().happens(UtteranceHeard("hamas erkee", alternatives=("hammas särkee",)))
    assert call.effects == [AskDialogue("hamas erkee", alternatives=("hammas särkee",))]
    call = begun().happens(UtteranceHeard("rinta tuntuu oudolta", alternatives=("rinta tuntuu oudolle",)))
    call.says("ei")
    assert AskDialogue("rinta tuntuu oudolta", alternatives=("rinta tuntuu oudolle",)) in call.effects


def test_an_answer_that_was_misheard_is_read_from_the_recognisers_alternatives() -> None:
    call = begun().says("ahdistaa").is_answered("Minkä ikäinen olet?", topic="age")
    call.happens(UtteranceHeard("olen kallio", alternatives=("olen neljäkymmentä vuotta",)))
    assert call.asked == ["olen neljäkymmentä vuotta"]
    call.happens(UtteranceHeard("kuuskytviis", alternatives=("neljäkymmentä",)))
    assert call.asked == ["kuuskytviis"]


def test_danger_to_life_is_told_112_before_the_dialogue_is_asked_and_then_a_person_is_rung() -> None:
    call = begun().says("rinnasta puristaa")
    assert call.said == ["utter_emergency_112"]
    assert call.asked == []
    assert call.state.told_112
    call.happens(PromptsFinished())
    assert call.rung == ["terveysasema", "paivystysapu"]


def test_at_night_the_person_is_on_the_line_that_never_closes() -> None:
    call = begun(at=SUNDAY_NIGHT).says("rinnasta puristaa").happens(PromptsFinished())
    assert call.rung == ["paivystysapu"]


def test_a_caller_who_talks_over_the_emergency_number_is_told_it_once_more() -> None:
    call = begun().says("rinnasta puristaa").says("apua tulkaa äkkiä")
    assert call.said == ["utter_emergency_112_short"]
    call.happens(PromptsFinished())
    assert call.rung[0] == "terveysasema"


def test_urgent_but_not_112_goes_to_a_person_now_and_never_to_the_dialogue() -> None:
    call = begun().says("vatsa on ihan kova")
    assert call.said == ["utter_person_now"]
    assert not call.state.told_112
    call.happens(PromptsFinished())
    assert call.rung == ["terveysasema", "paivystysapu"]


def test_a_wish_to_die_is_met_with_one_question_and_then_handed_over() -> None:
    call = begun().says("en jaksa enää elää")
    assert call.said == ["ask_suicide_self_harm"]
    call.says("en mä sillä lailla")
    assert call.said == ["utter_crisis_handover"]
    call.happens(PromptsFinished())
    assert call.rung[0] == "ensilinja"
    assert "kriisipuhelin" in call.rung


@pytest.mark.parametrize("answer", ["joo", "kyllä on"])
def test_means_or_a_plan_at_hand_is_told_112(answer: str) -> None:
    call = begun().says("en jaksa enää elää").says(answer)
    assert call.said == ["utter_emergency_112"]
    call.happens(PromptsFinished())
    assert call.rung


@pytest.mark.parametrize("event", [SilencePassed(), VoiceWithoutWords(), DigitsKeyed("2")])
def test_silence_after_the_question_about_dying_hands_over_too(event: Event) -> None:
    call = begun(at=SUNDAY_NIGHT).says("en jaksa enää elää").happens(event)
    assert call.said == ["utter_crisis_handover"]
    call.happens(PromptsFinished())
    assert call.rung[0] == "kriisipuhelin"


def test_a_suspected_sign_is_asked_about_once_and_a_yes_acts() -> None:
    call = begun().says("rinta tuntuu oudolta")
    assert call.said == ["ask_cardiac_chest_pain"]
    assert call.state.phase is Phase.SAFETY
    call.says("joo")
    assert call.said == ["utter_emergency_112"]


def test_a_denied_sign_stays_in_the_call_and_the_dialogue_goes_on_with_what_was_said() -> None:
    call = begun().says("rinta tuntuu oudolta").says("ei")
    assert call.said == ["utter_flag_denied"]
    assert call.asked == ["rinta tuntuu oudolta"]
    assert [sign.category for sign in call.state.suspected_signs] == ["cardiac_chest_pain"]
    call.is_answered("Milloin sopii?", topic="time").says("rinta tuntuu oudolta")
    assert call.asked == ["rinta tuntuu oudolta"]


def test_no_clear_answer_about_danger_is_asked_again_and_then_treated_as_danger() -> None:
    call = begun().says("rinta tuntuu oudolta").says("öö tota")
    assert call.said == ["utter_safety_again", "ask_cardiac_chest_pain"]
    call.says("no en mä tiiä")
    assert call.said == ["utter_person_now"]
    call.happens(PromptsFinished())
    assert call.rung


def test_a_worse_sign_in_the_answer_to_a_safety_question_counts() -> None:
    call = begun().says("rinta tuntuu oudolta").says("rinnasta puristaa")
    assert call.said == ["utter_emergency_112"]
    call = begun().says("rinta tuntuu oudolta").says("vatsa on ihan kova")
    assert call.said == ["utter_person_now"]


def test_rasas_own_suspicion_is_asked_about_too() -> None:
    call = begun().says("nyt on paha").is_answered(do="suspect", category="emergency")
    assert call.said == ["ask_emergency"]
    call.says("on")
    assert call.said == ["utter_emergency_112"]


def test_zero_reaches_a_person_in_hours() -> None:
    call = begun().happens(DigitsKeyed("0"), PromptsFinished())
    assert call.rung[0] == "terveysasema"


def test_at_night_who_wants_a_person_may_choose_and_silence_keeps_a_request() -> None:
    call = begun(at=SUNDAY_NIGHT).happens(DigitsKeyed("0"))
    assert call.effects == [AskDialogue("/human_agent", command=True)]
    call.is_answered("Päivystysapu vai soittopyyntö?", topic="help_choice")
    call.happens(*[SilencePassed()] * 3)
    assert call.effects == [KeepCallback()]
    call.happens(CallbackKept({"id": "1"}))
    assert call.said == ["utter_kept_callback"]
    call.happens(PromptsFinished())
    assert call.effects == [HangUp()]


def test_at_night_without_a_number_nobody_is_left_alone() -> None:
    call = begun(at=SUNDAY_NIGHT, number=None).happens(*[SilencePassed()] * 3, PromptsFinished())
    assert call.rung == ["paivystysapu"]


def test_two_misunderstandings_lead_to_a_person() -> None:
    call = begun().says("höpö").is_answered("En ymmärtänyt.", do="misunderstood")
    assert call.said[0] == "En ymmärtänyt."
    call.says("höpö").is_answered("En ymmärtänyt.", do="misunderstood").happens(PromptsFinished())
    assert call.rung[0] == "terveysasema"


def test_a_matter_that_is_not_understood_is_told_from_an_answer_that_is_not() -> None:
    call = begun().says("sinisiä pilviä").is_answered("En ymmärtänyt.", do="misunderstood")
    assert call.state.matters_missed == 1
    call.says("kuumetta").is_answered("Soitammeko tähän numeroon?", topic="number_ok")
    call.says("sinisiä pilviä").is_answered("Anteeksi?", topic="number_ok", do="misunderstood")
    assert call.state.matters_missed == 1


def test_a_matter_that_is_missed_on_the_way_to_a_person_counts_too() -> None:
    call = begun()
    for _ in range(2):
        call.says("höpö").is_answered("En ymmärtänyt.", do="misunderstood")
    assert (call.state.phase, call.state.matters_missed) == (Phase.LEAVING, 2)


def test_keys_and_sounds_without_words_miss_no_matter() -> None:
    call = begun().says("höpö").is_answered("En ymmärtänyt.", do="misunderstood")
    call.happens(DigitsKeyed("7")).is_answered("En ymmärtänyt.", do="misunderstood")
    assert call.state.matters_missed == 1
    assert begun().happens(VoiceWithoutWords()).state.matters_missed == 0


def test_silence_is_met_with_two_friendly_prompts_and_then_a_person() -> None:
    call = begun().happens(SilencePassed())
    assert call.said[0] == "utter_silence_1"
    call.happens(PromptsFinished(), SilencePassed())
    assert call.said[0] == "utter_silence_2"
    call.happens(PromptsFinished(), SilencePassed(), PromptsFinished())
    assert call.rung[0] == "terveysasema"


@pytest.mark.parametrize("part", ["dialogue", "hearing", "records", "conductor"])
@pytest.mark.parametrize("at", [MONDAY_MORNING, SUNDAY_NIGHT])
def test_any_failure_ends_with_a_person(part: str, at: datetime) -> None:
    call = begun(at=at).says("mulla on kuumetta").happens(PartFailed(part))
    assert call.said == ["utter_failure"]
    call.happens(PromptsFinished())
    assert call.rung[-1] == "paivystysapu"
    assert call.state.failed == (part,)
    assert call.state.why == f"failed:{part}"


def test_a_failing_voice_transfers_without_a_word() -> None:
    call = begun().happens(PartFailed("voice"))
    assert call.rung[-1] == "paivystysapu"


def test_a_failing_line_is_left_to_its_own_document() -> None:
    assert begun().happens(PartFailed("line")).effects == [LeaveToLine()]


def test_a_failure_while_danger_is_being_asked_about_goes_the_way_of_danger() -> None:
    call = begun().says("en jaksa enää elää").happens(PartFailed("hearing"))
    assert call.said == ["utter_crisis_handover"]


def test_an_answer_with_nothing_in_it_is_a_failure() -> None:
    call = begun().says("mulla on kuumetta").happens(DialogueAnswered(DialogueReply()))
    assert call.said == ["utter_failure"]


def test_a_transfer_that_nobody_takes_comes_back_to_a_callback_request() -> None:
    call = begun().happens(DigitsKeyed("0"), PromptsFinished(), CallAnswered(unanswered=True))
    assert call.said == ["utter_nobody_answered"]
    assert call.asked == ["/callback_request"]


def test_who_falls_silent_after_an_unanswered_transfer_gets_a_request_and_no_second_ringing() -> None:
    call = begun().happens(DigitsKeyed("0"), PromptsFinished(), CallAnswered(unanswered=True))
    call.is_answered("Kerrotko asiasi?", topic="concern").happens(*[SilencePassed()] * 3)
    assert call.effects == [KeepCallback()]


def test_who_asks_for_a_person_again_is_put_through_again() -> None:
    call = begun().happens(DigitsKeyed("0"), PromptsFinished(), CallAnswered(unanswered=True))
    call.is_answered("Kerrotko asiasi?", topic="concern").happens(DigitsKeyed("0"), PromptsFinished())
    assert call.rung[0] == "terveysasema"


def test_a_transfer_in_danger_is_tried_again_and_never_ends_in_silence() -> None:
    call = begun(at=SUNDAY_NIGHT).says("en jaksa enää elää").says("en").happens(PromptsFinished())
    for _ in range(2):
        call.happens(CallAnswered(unanswered=True))
        assert call.said[0] == "utter_nobody_answered_danger"
        call.happens(PromptsFinished())
        assert call.rung[0] == "kriisipuhelin"
    call.happens(CallAnswered(unanswered=True))
    assert call.said == ["utter_numbers_in_danger"]


def test_a_cough_that_stopped_luuri_has_her_say_it_again() -> None:
    call = begun().says("mulla on kuumetta").is_answered("Sopiiko huomenna?", topic="time")
    call.happens(VoiceWithoutWords(interrupted=True))
    assert call.said == ["Sopiiko huomenna?"]


def test_goodbye_is_heard_out_before_the_line_is_hung_up() -> None:
    call = begun().says("kiitos hei").is_answered("Hei hei!", do="goodbye")
    assert call.said == ["Hei hei!"]
    call.happens(PromptsFinished())
    assert call.effects == [HangUp()]
    assert call.happens(SilencePassed()).effects == []


def test_a_transfer_that_the_dialogue_wants_has_the_open_line_behind_it() -> None:
    call = begun().says("mulla on ahdistusta").is_answered("Yhdistän.", do="transfer", service="ensilinja")
    call.happens(PromptsFinished())
    assert call.rung[0] == "ensilinja"
    assert call.rung[-1] == "paivystysapu"


def test_after_luuri_has_spoken_the_caller_gets_time() -> None:
    call = Call().happens(CallAnswered(), PromptsFinished())
    assert isinstance(call.effects[0], Listen)


def test_repeat_says_the_last_question_again() -> None:
    call = begun().says("mulla on kuumetta").is_answered("Sopiiko huomenna?", topic="time")
    call.says("mitä sanoit").is_answered(do="repeat")
    assert call.said == ["Sopiiko huomenna?"]
    assert call.state.topic == "time"


def test_a_yes_to_the_dialogues_question_about_safety_brings_a_person_without_dropping_the_call() -> None:
    call = begun().says("ahdistaa").is_answered("Onko sinulla ajatuksia?", topic="safety").says("on")
    call.is_answered(do="danger", category="suicide_self_harm", action="person_now")
    assert call.said == ["utter_crisis_handover"]
    assert not call.state.told_112
    call.happens(PromptsFinished())
    assert call.rung[0] == "ensilinja"
    assert [(sign.category, sign.words) for sign in call.state.heard_signs] == [("suicide_self_harm", "on")]


@pytest.mark.parametrize(
    ("answer", "asked_again"), [("ei semmosia ajatuksia oo", False), ("ei oo syytä elää", True)]
)
def test_a_clear_no_to_the_question_about_safety_is_not_asked_about_again(
    answer: str, asked_again: bool
) -> None:
    call = begun().says("ahdistaa").is_answered("Onko sinulla ajatuksia?", topic="safety").says(answer)
    assert (call.state.asking is not None) == asked_again


def test_silence_at_the_question_about_safety_brings_a_person_at_night_too() -> None:
    call = begun(at=SUNDAY_NIGHT).says("ahdistaa").is_answered("Onko sinulla ajatuksia?", topic="safety")
    call.happens(SilencePassed(), SilencePassed(), SilencePassed(), PromptsFinished())
    assert call.rung[0] == "kriisipuhelin"


def test_a_question_of_the_dialogues_is_asked_three_times_before_a_person() -> None:
    call = begun().says("kuumetta").is_answered("Soitammeko tähän numeroon?", topic="number_ok")
    for _ in range(2):
        call.says("sinisiä pilviä").is_answered("Anteeksi?", topic="number_ok", do="misunderstood")
        assert call.state.phase is Phase.LISTENING
    call.says("sinisiä pilviä").is_answered("Anteeksi?", topic="number_ok", do="misunderstood")
    assert call.state.phase is Phase.LEAVING


def test_another_language_gets_a_person_in_hours() -> None:
    call = begun().says("pratar ni svenska")
    assert (call.said, call.asked) == (["utter_person_sv"], [])
    call.happens(PromptsFinished())
    assert call.rung == ["terveysasema"]
    assert call.state.language == "sv"


def test_another_language_leaves_a_request_that_is_marked_with_it_at_night() -> None:
    call = begun(at=SUNDAY_NIGHT).says("do you speak english")
    assert call.said == ["utter_request_en"]
    call.happens(PromptsFinished())
    assert call.effects == [KeepCallback()]
    assert call.state.language == "en"


def test_another_language_is_never_asked_about_danger_in_finnish_but_put_through_at_any_hour() -> None:
    call = begun(at=SUNDAY_NIGHT).says("my baby is sick")
    assert call.said == ["utter_person_en"]
    call.happens(PromptsFinished())
    assert call.rung == ["paivystysapu"]
    call.happens(CallAnswered(unanswered=True))
    assert call.said[0] == "utter_nobody_answered_danger"


def test_another_language_whom_nobody_answers_hears_of_the_request_in_that_language() -> None:
    call = begun().says("do you speak english").happens(PromptsFinished(), CallAnswered(unanswered=True))
    assert call.said == ["utter_request_en"]
    assert call.happens(PromptsFinished()).effects == [KeepCallback()]


@pytest.mark.parametrize(
    ("at", "first"), [(MONDAY_MORNING, "nuorten_mielenterveys"), (SUNDAY_NIGHT, "kriisipuhelin")]
)
def test_a_young_caller_in_danger_of_suicide_is_not_put_through_to_the_adults_line(
    at: datetime, first: str
) -> None:
    call = begun(at=at).says("oon kuustoista enkä jaksa enää elää").says("en tiedä")
    assert call.said == ["utter_crisis_handover"]
    assert call.happens(PromptsFinished()).rung[0] == first
    acute = begun(at=at).says("oon kuustoista enkä jaksa enää elää").says("joo")
    assert acute.said == ["utter_emergency_112"]
    assert acute.happens(PromptsFinished()).rung[0] == first


def test_the_age_that_was_keyed_to_a_question_decides_who_is_rung() -> None:
    call = begun().says("ahdistaa").is_answered("Minkä ikäinen olet?", topic="age")
    call.happens(DigitsKeyed("17")).is_answered("Onko ajatuksia?", topic="safety")
    call.says("joo").is_answered(do="danger", category="suicide_self_harm", action="person_now")
    assert call.happens(PromptsFinished()).rung[0] == "nuorten_mielenterveys"


def test_a_caller_of_the_north_is_put_through_to_its_own_number() -> None:
    call = begun().says("soitan Pihtiputaalta ja haluan ihmisen").is_answered("Yhdistän.", do="person")
    call.happens(PromptsFinished())
    (transfer,) = (effect for effect in call.effects if isinstance(effect, Transfer))
    assert transfer.targets[0].number == "+358142663020"


@pytest.mark.parametrize(
    ("topic", "words", "taken"),
    [
        ("for_whom", "ihan mun oma asia", "nothing_else"),
        ("for_whom", "äidistä", None),
        ("illnesses", "sydänvika ja verisuonitukos", "no_danger"),
        ("safety", "ei ole sellaisia ajatuksia", "no_danger"),
        ("safety", "ei mun mielestä", "no_danger"),
        ("safety", "ei kai", None),
        ("safety", "ei muuta kuin sellaisia ajatuksia", None),
        ("concern", "minua itseäni", None),
        ("birth_date", "ohita", "nothing_else"),
        ("age", "en halua sanoa", "nothing_else"),
        ("age", "en halua sanoa, anna ihminen", None),
    ],
)
def test_the_dialogue_is_told_how_an_answer_may_be_taken(topic: str, words: str, taken: str | None) -> None:
    call = begun().says("mulla on kuumetta").is_answered("Kysymys?", topic=topic).says(words)
    (effect,) = (effect for effect in call.effects if isinstance(effect, AskDialogue))
    assert effect.as_answer == taken


def test_another_language_without_a_number_is_put_through_at_night() -> None:
    call = begun(at=SUNDAY_NIGHT, number=None).says("ruski").happens(PromptsFinished())
    assert call.rung == ["paivystysapu"]


@pytest.mark.parametrize("event", [SilencePassed(), VoiceWithoutWords()])
def test_silence_at_the_question_about_the_call_ends_it_and_rings_nobody(event: Event) -> None:
    call = begun().says("ei muuta").is_answered("Kuinka hyvin autoin?", topic="feedback")
    assert call.happens(event).said == ["utter_goodbye"]
    assert call.happens(PromptsFinished()).effects == [HangUp()]


NURSE = Target("console", "", "+358407654321", "")


def test_a_call_that_staff_take_over_rings_them_first_and_never_only_them() -> None:
    call = begun().says("mulla on kuumetta").happens(TakenOver(NURSE))
    assert call.said == ["utter_connecting"]
    call.happens(PromptsFinished())
    assert call.rung[0] == "console"
    assert len(call.rung) > 1
    assert call.state.why == "taken_over"


def test_taking_over_in_danger_cuts_nothing_short() -> None:
    call = begun().says("rinnasta puristaa").happens(TakenOver(NURSE))
    assert call.effects == []
    call.happens(PromptsFinished())
    assert call.rung[0] == "console"
    assert "paivystysapu" in call.rung
    assert call.state.told_112
    assert call.happens(TakenOver(NURSE)).effects == []

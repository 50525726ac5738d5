"""Words for the dialogue's parts: what a professional who reviews it reads instead of names of the program."""

from collections.abc import Mapping, Sequence
from typing import Any

TITLES = {
    "answers": "Kesken kaiken", "call": "Puhelun alku, loppu ja vaara", "callback": "Soittopyyntö",
    "closing": "Kysymys puhelun lopuksi", "ensilinja": "Mielenterveys ja päihteet", "feedback": "Palaute",
    "hours": "Aukioloajat ja palvelut", "intake": "Esitiedot", "known_caller": "Uudestaan soittava",
    "needs": "Asiasta toiseen", "notices": "Ajankohtaistiedotteet", "offers": "Palvelutarjotin ja verkkopalvelut",
    "other": "Muu asia tai ei ymmärretty", "person": "Ihmiselle", "safety": "Epäilty vaara", "texts": "Tekstiviesti",
    "hälytysmerkit": "Varmistuskysymykset hälytysmerkeistä",
}  # fmt: skip
STEPS = {
    "action_open_need": "palvelu etsitään", "action_carry_on": "päätetään jatkosta",
    "action_book_callback": "soittopyyntö kirjataan", "action_tell_hours": "aukioloajat kerrotaan",
    "callback_form": "soittopyynnön kysymykset", "ensilinja_form": "ikä ja turvallisuus",
    "feedback_form": "palautteen kysymykset", "known_caller_form": "aiemman pyynnön muutos",
    "anything_else_form": "onko muuta asiaa", "closing_form": "kysymys puhelun lopuksi", "affirm": "kyllä",
    "deny": "ei", "repeat": "toista", "slower": "hitaammin", "wait": "odota hetki", "correction": "korjaus",
    "goodbye": "hyvästely", "answer_age": "ikä", "answer_number": "numero", "answer_time": "aika",
    "answer_help_choice": "valinta", "nlu_fallback": "ei ymmärretty", "resume": "jatka siitä mihin jäi",
    "utter_ask_more": "pyyntö kertoa lisää", "utter_correction": "pyyntö kertoa uudelleen",
    "utter_default": "ei ymmärretty", "utter_goodbye": "hyvästely", "utter_out_of_scope": "ei kuulu tähän",
    "utter_repeat": "sama uudestaan", "utter_slower": "sama hitaammin", "utter_wait": "odotetaan",
    "utter_suspect_emergency": "kysymys hengenvaarasta", "utter_suspect_suicide": "kysymys turvallisuudesta",
}  # fmt: skip
_WHO = {"hänellä": "asia on toisen aikuisen", "lapsella": "asia on lapsen", "sinulla": "asia on soittajan"}


def condition(row: Mapping[str, Any], needs: Mapping[str, str], services: Mapping[str, str]) -> str:
    """When a wording is said, "" for the usual one."""
    held = {each["name"]: each["value"] for each in row.get("condition") or ()}
    again, third = held.pop("again", None), held.pop("third", None)
    said: list[str] = []
    if third:
        said.append("kysytään kolmannen kerran")
    elif again:
        said.append("kysytään toisen kerran" if third is False else "kysytään uudestaan")
    for name, value in held.items():
        match name:
            case "service":
                said.append(f"palvelu on {services.get(value, value)}")
            case "need":
                said.append(f"asia on {needs.get(value, value)}")
            case "closed":
                said.append("palvelu on suljettu" if value else "palvelu on auki")
            case "other_service":
                said.append("palvelu on muu kuin edellä" if value else "palvelu on nimetty")
            case "who_has":
                said.append(_WHO.get(value, str(value)))
            case _:
                said.append(f"{name} = {value}")
    return f"kun {' ja '.join(said)}" if said else ""


def questions(intake: Mapping[str, Any], needs: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """For each need, by its Finnish name, the labels of its questions in the order in which they are asked."""
    labels = {topic: entry["label"] for topic, entry in intake["topics"].items()}
    last = [labels[topic] for topic in intake.get("last") or ()]
    found = []
    for need, topics in intake["needs"].items():
        asked = [labels[topic if isinstance(topic, str) else next(iter(topic))] for topic in topics or ()]
        if asked:
            found.append((needs.get(need, need), ", ".join([*asked, *last])))
    return found

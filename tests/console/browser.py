"""A console on a real port, with a nurse's day of calls in it, for tests in a real browser."""

from typing import Any

from tests.console.office import Office

DAY: tuple[dict[str, Any], ...] = (
    {
        "words": "mulla on ollut kuumetta kolme päivää ja yskin koko ajan",
        "minutes_ago": 95,
        "wished": ("", "vaikka iltapäivällä"),
    },
    {
        "words": "isällä on semmonen puristava kipu rinnassa ja käsi puutuu",
        "alternatives": ("isällä on semmonen puristava kipu rinnassa ja käsi puuttuu",),
        "confidence": 0.48,
        "minutes_ago": 12,
        "signs": ("cardiac_chest_pain",),
        "number": "+358401230202",
        "need": "emergency",
    },
    {
        "words": "reseptit pitäs uusia, verenpainelääke loppuu",
        "minutes_ago": 210,
        "number": "+358401230303",
        "need": "prescription_renewal",
        "hours_left": 0.6,
    },
    {
        "words": "soitin jo aamulla, lapsen korva on kipeä",
        "minutes_ago": 45,
        "number": "+358401230404",
        "need": "child_sick",
        "wished": ("2026-11-23T13:00/2026-11-23T15:00", "yhden jälkeen"),
    },
    {
        "words": "haluaisin siirtää aikaa",
        "minutes_ago": 300,
        "number": "+358401230505",
        "need": "appointment_change",
        "hours_left": -0.4,
    },
    {
        "words": "ahdistaa niin ettei saa nukuttua",
        "minutes_ago": 60,
        "number": None,
        "need": "mental_health",
        "service": "ensilinja",
        "hours_left": 1.4,
    },
)


def fill(office: Office) -> None:
    """Six requests of a Monday, one of them with a red flag, one late, one of somebody who rings again."""
    office.call("CA0", "korva on kipeä", minutes_ago=230, number="+358401230404", need="child_sick")
    for place, facts in enumerate(DAY, start=1):
        rest = {key: value for key, value in facts.items() if key != "words"}
        office.request(f"CA{place}", facts["words"], "kyllä, tähän numeroon", **rest)

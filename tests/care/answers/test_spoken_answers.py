"""Answers as people say them and telephones hear them, each read as it was meant or not at all."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.care.answers import age, number, personal_id, since, time, yes_no
from bot.yaml_files import read_yaml

NOW = datetime(2026, 3, 4, 9, 30)
SURE = 0.5
READERS = {
    "number": number,
    "personal_id": personal_id,
    "age": age,
    "since": since,
    "time": time,
    "yes_no": yes_no,
}
SPOKEN = read_yaml(Path(__file__).parent / "spoken_answers.yml")
CASES = [(topic, *case) for topic, cases in SPOKEN.items() for case in cases]


@pytest.mark.parametrize(("topic", "said", "meant"), CASES)
def test_an_answer_is_read_as_it_was_meant(topic: str, said: str, meant: str | bool | None) -> None:
    answer = READERS[topic].read(said, now=NOW)
    assert (answer.value if answer and answer.confidence >= SURE else None) == meant

"""What the dialogue's model is made of: nothing of it may change without a new model, and a wording is none of it."""

import shutil
from pathlib import Path

import pytest

from bot.dialogue import training
from bot.dialogue.data import DIALOGUES
from bot.dialogue.training import TrainingFailed, model_fingerprint, train
from bot.edition import WORKING_TREE, Edition
from bot.settings import ROOT, Settings

CALLBACK = "dialogues/domain/callback.yml"
LEARNED = {
    "an example of a need": ("nlu_data/needs/dental.yml", "    examples: |\n", "    examples: |\n      - uus lause\n"),
    "an example of an answer": ("nlu_data/answers/affirm.yml", "- joo\n", "- joopa joo\n"),
    "what the ears heard": ("nlu_data/heard/answers/affirm.yml", "said: ", "said:  "),
    "what they heard of danger": ("nlu_data/heard/danger/stroke.yml", "said: ", "said:  "),
    "a rule": ("dialogues/rules/needs.yml", "callback_form", "feedback_form"),
    "an intent": (CALLBACK, "  - chronic_care\n", "  - chronic_cure\n"),
    "a slot's type": (CALLBACK, "    type: any\n", "    type: text\n"),
    "how a slot is filled": (CALLBACK, "type: from_text\n", "type: from_intent\n"),
    "whether a slot counts": (CALLBACK, "influence_conversation: false", "influence_conversation: true"),
    "a slot in YAML's other spelling": (CALLBACK, "influence_conversation: false", "influence_conversation: no"),
    "a slot's value": ("dialogues/domain/needs.yml", "values: [wait, ", "values: [waiting, "),
    "a session": ("dialogues/domain/needs.yml", "session_expiration_time: 0", "session_expiration_time: 1"),
    "a form's question": (CALLBACK, "required_slots:\n", "required_slots:\n      - again\n"),
    "a response's name": (CALLBACK, "  utter_ask_time:\n", "  utter_ask_times:\n"),
    "the pipeline": ("config.yml", "longest_ngram: 5", "longest_ngram: 4"),
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that can be edited, and the code that learns from it."""
    root = tmp_path_factory.mktemp("whole")
    for name in WORKING_TREE.files():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, root / name)
    shutil.copyfile(DIALOGUES / "uv.lock", root / "dialogues" / "uv.lock")
    shutil.copytree(DIALOGUES / "components", root / "dialogues" / "components")
    return root


@pytest.fixture
def edition(whole: Path, tmp_path: Path) -> Edition:
    shutil.copytree(whole, tmp_path / "edition")
    return Edition(tmp_path / "edition", "edition")


def change(edition: Edition, path: str, old: str, new: str) -> None:
    text = (edition.root / path).read_text(encoding="utf-8")
    assert old in text, (path, old)
    (edition.root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("what", LEARNED)
def test_what_is_learned_takes_a_new_model(edition: Edition, what: str) -> None:
    before = model_fingerprint(edition)
    change(edition, *LEARNED[what])
    assert model_fingerprint(edition) != before


@pytest.mark.parametrize(
    "code", ["components/needs_classifier.py", "components/mishearing.py", "components/ties.py", "uv.lock"]
)
def test_another_code_takes_a_new_model(edition: Edition, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(training, "ROOT", edition.root)
    monkeypatch.setattr(training, "DIALOGUES", edition.root / "dialogues")
    before = model_fingerprint(edition)
    with (edition.root / "dialogues" / code).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert model_fingerprint(edition) != before


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (CALLBACK, "Milloin sinulle sopii", "Koska sinulle sopii"),
        (CALLBACK, "{deadline_said}", "{opening}"),
        ("dialogues/domain/call.yml", "Miten voin auttaa?", "Mitä asiasi koskee?"),
        ("dialogues/services.yml", 'fri: "8-15"', 'fri: "8-18"'),
        ("dialogues/intake.yml", "most: 6", "most: 3"),
        ("nlu_data/names.yml", "needs:", "needs: # tarpeet"),
    ],
)
def test_what_is_said_and_asked_takes_none(edition: Edition, path: str, old: str, new: str) -> None:
    before, whole = model_fingerprint(edition), edition.fingerprint
    change(edition, path, old, new)
    assert model_fingerprint(edition) == before
    assert edition.fingerprint != whole


@pytest.mark.parametrize("broken", ["intents: [", "- a list\n", "responses: [utter_ask_time]\n"])
def test_a_domain_that_cannot_be_read_is_told(edition: Edition, tmp_path: Path, broken: str) -> None:
    (edition.root / CALLBACK).write_text(broken, encoding="utf-8")
    with pytest.raises(TrainingFailed, match="callback"):
        train(Settings(data=tmp_path / "data"), edition)

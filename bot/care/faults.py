"""Data that cannot be used: a code and its facts, which each page and language puts into words of its own."""

from collections.abc import Mapping

Where = tuple[str | int, ...]
_KINDS = ("service", "need", "topic", "channels", "offers")


class Fault(ValueError):
    """`code` names what is wrong (a key of MESSAGES), `params` of what; `at` names the entry and the field, `where`
    leads to it from the top of its document. The message is one English line, for who runs the service."""

    def __init__(self, code: str, at: str = "", where: Where = (), **params: object) -> None:
        told = MESSAGES[code].format(**params)
        super().__init__(f"{at}: {told}" if at else told)
        self.code = code
        self.at = at
        self.where = where
        self.params: Mapping[str, object] = params

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.code, self.at, self.where, dict(self.params))

    @property
    def subject(self) -> str:
        """The entry and the field by their names in the file."""
        kind, _, rest = self.at.partition(" ")
        return rest if kind in _KINDS and rest else self.at


def _again(kind: type[Fault], code: str, at: str, where: Where, params: Mapping[str, object]) -> Fault:
    return kind(code, at, where, **params)


MESSAGES = {
    # A file
    "not_utf8": "is not text in UTF-8",
    "yaml_tab": "a tab stands where YAML wants spaces",
    "yaml_scanner": "this cannot be read as YAML: {problem}",
    "yaml_parser": "the structure does not go on as it should: {problem}",
    "yaml_other": "this cannot be read as YAML: {problem}",
    "key_twice": "{key} is there twice",
    "mapping_expected": "a mapping is expected",
    "list_of_utterances": "a list of utterances is expected",
    "utterance_not_text": "an utterance is a text; put it in quotes",
    "key_missing": "{key} is missing",
    "key_not_list": "{key} is a list",
    "key_not_mapping": "{key} is a mapping",
    "response_without_wordings": "{name} needs a list of wordings",
    "wording_without_text": "{name}: a wording has a text",
    "wording_empty": "{name}: the text is empty or no text",
    "wording_brace": "{name}: a {{ without its }}, or nothing between them",
    "rules_expected": "a list of rules is expected",
    "rule_without_name": "a rule needs its name",
    "rule_without_steps": "{rule}: a rule needs its steps",
    "step_not_mapping": "{rule}: a step is a mapping such as `action: name`",
    "nlu_expected": "a list under nlu is expected",
    "intent_expected": "an intent is expected",
    "examples_expected": "{intent}: examples are expected",
    "example_without_dash": "{intent}: every example starts with a dash and a space",
    # Values of an entry
    "unknown_field": "is not a known field (known: {known})",
    "missing": "is missing",
    "not_text": "must be a text, not {value!r}",
    "not_flag": "must be true or false, not {value!r}",
    "not_years": "must be a whole number of years, adult or under_adult, not {value!r}",
    "not_texts": "must be a list of texts, not {value!r}",
    "not_mapping": "must be a mapping of fields",
    "not_mappings": "must be a list of mappings",
    "not_dates": "must be a list of dates, not {value!r}",
    "not_date": "must be a date such as 2026-12-24, not {value!r}",
    "not_id": "must be lower-case letters a-z, digits and _",
    "not_one_of": "must be one of {known}, not {value!r}",
    "not_https": "must be an https address, not {value!r}",
    "not_e164": "must be an E.164 number such as +358142660149, not {value!r}",
    "not_municipality": "{value!r} is not one of the county's municipalities",
    "there_twice": "is there twice",
    "range_reversed": "{low} is over {high_name} {high}",
    "days_reversed": "{first} is after {last_name} {last}",
    "never_digital": "never holds {needs}",
    "no_service": "there is no service {value!r}",
    "numbers_form": "must be a list of entries with municipalities and a number",
    # Hours
    "hours_not_text": 'hours must be texts such as "8-16", not {value!r}',
    "hours_form": 'hours must look like "8-16" or "8.30-15", not {value!r}',
    "hours_order": "hours {value!r} do not run from an earlier to a later time of one day",
    "hours_overlap": "hours {value!r} overlap",
    "hours_beside_always": "cannot be given for a service that is always open",
    "hours_not_mapping": "must be a mapping from weekdays (mon..sun) to hours",
    "not_weekday": "is not a weekday ({known})",
    "exceptions_not_mapping": "must be a mapping from dates to hours",
    # The directory
    "services_expected": "must be a list of services",
    "service_missing": "{service} is missing",
    "always_open_missing": "must be there, always open, with a transfer_number",
    "no_such_service": "there is no such service",
    "not_a_number": "{value!r} is not an E.164 number",
    "numbers_unchecked": "real calls need checked transfer numbers for {services}",
    # Questions before a request
    "topic_incomplete": "needs a label, a group and what it reads",
    "topic_unknown": "unknown {keys}",
    "topic_group": "group is one of {known}, not {value!r}",
    "topic_reads": "reads is one of {known}, not {value!r}",
    "topic_twice": "a topic is there twice",
    "most": "a number of questions from 1 to 10 is expected, not {value!r}",
    "no_topic": "there is no topic {topic}",
    "asked_last": "{topic} is asked last of every need",
    "not_a_question": "{value!r} is neither a topic nor a topic with its condition",
    "no_condition": "{topic} has no condition {condition} ({known})",
    # Signs of danger
    "pattern_not_text": "a pattern must be text, not {value!r}",
    "alternative_empty": "an empty alternative in {text!r}",
    "concept_of_rows": "{word} holds rows of words and cannot stand inside one",
    "word_too_short": "the word {word!r} is too short to mean anything",
    "single_words_only": "only single words may stand in ({text})",
    "no_concept": "there is no concept <{name}>",
    "concept_loop": "the concept <{name}> holds itself",
    "concept_not_text": "its words must be text",
    "scope_keys": "missing {missing}, unknown {unknown}",
    "no_categories": "there are no red-flag categories",
    "category_twice": "two files name this category",
    "category_keys": "missing {missing}, unknown {unknown}",
    "rules_not_list": "rules must be a list",
    "rule_kind": "needs heard or suspected, and knows no {unknown}",
    "rule_values": "wrong action, despite or within",
    "not_a_mapping": "a mapping is needed, not {value}",
    # Pronunciation
    "respelling_same": "{word} is respelt as itself",
    "respelling_signs": "{said!r}: only letters, spaces, hyphens and commas can be said",
    "respelling_vowel": "{part!r} has no vowel: a voice cannot say it",
    "respelling_long": "the respelling of {word} is too long",
    "word_signs": "{word!r} is no word or name",
    "word_twice": "{word} is there twice for the same voice",
    "no_voice": "there is no voice {voice}",
    # Changing a draft
    "edit_impossible": "the change cannot be written here; use the YAML editor",
    "file_empty": "the file is empty",
    "last_example": "{need}: at least one example stays",
    "examples_place": "{need}: the examples cannot be written here",
    "rule_place": "the rule cannot be written here",
    "draft_name": "{name!r}: a draft's name is small letters, figures and -, at most 60",
    "draft_facts": "a draft needs its author and a reason",
    "draft_taken": "there is a draft {name} already",
    "not_editable": "{path} is no file that can be changed here",
    # Work that failed
    "nothing_before": "nothing was published yet: there is nothing to go back to",
    "live_already": "release {number} is live already",
    "draft_changed": "the draft has been changed meanwhile",
    "no_audit": "the audit event cannot be kept",
    "no_rehearsals": "nothing can be rehearsed here",
    "not_on_the_line": "the draft is not on the line any more",
    "files_broken": "a file of the draft cannot be used",
    "no_result": "the rehearsal has ended without a result",
    "disk_full": "the disk is full",
    "disk": "the disk did not do what it was asked",
    "training": "the training failed",
    "program": "a part of the new version did not start",
    "voice": "no voice can speak",
    "records": "the database did not answer",
    "no_draft": "there is no such draft",
    "no_release": "there is no such release",
    "stopped": "the service was stopped meanwhile",
    "unknown": "something broke",
}

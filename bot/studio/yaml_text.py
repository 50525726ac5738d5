"""Changing single values of a YAML file: what is not changed stays letter for letter, comments too."""

import copy
import json
import re
from collections.abc import Sequence
from typing import Any

import yaml

from bot.care.faults import Fault
from bot.studio.contents import parsed

Where = Sequence[str | int]
_LONGEST_FLOW = 110
_INDENT = 2


class EditFailed(Fault):
    """The file is not written in a way that this change can be made in; the YAML editor can."""


def replaced(text: str, where: Where, value: Any) -> str:
    """The value at `where`, keys and indexes from the top, is `value`. Raises EditFailed, LookupError."""
    data = _changed(text, where, value)
    where, value = _outside_flow(text, where, value, data)
    node = _node(text, where)
    start, end = _offset(text, node.start_mark), _end(text, node)
    old = text[start:end]
    is_block = isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value
    if is_block and isinstance(value, dict | list) and value:
        new = _block(value, node.start_mark.column, quoted='"' in old).lstrip()
    else:
        new = _flow(value, quoted='"' in old)
    return _held(text[:start] + new + text[end:], data)


def put(text: str, where: Where, value: Any) -> str:
    """As `replaced`; a key that a mapping does not hold yet comes as its last."""
    mapping, key = _at(parsed(text), where[:-1]), where[-1]
    if isinstance(mapping, dict) and key not in mapping:
        return _added(text, where[:-1], key, value)
    return replaced(text, where, value)


def appended(text: str, where: Where, value: Any) -> str:
    """The list at `where` has `value` as its last. Raises EditFailed, LookupError."""
    old = _at(parsed(text), where)
    node = _node(text, where)
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        return replaced(text, where, [*(old or []), value])
    data = _changed(text, where, [*old, value])
    at = _line_end(text, _end(text, node.value[-1]))
    column = node.start_mark.column
    quoted = '"' in text[_offset(text, node.value[-1].start_mark) : at]
    entry = _block([value], column, quoted=quoted)
    return _held(f"{text[:at]}\n{entry}{text[at:]}", data)


def removed(text: str, where: Where) -> str:
    """The key or the list's entry at `where` is gone. Raises EditFailed, LookupError."""
    data = copy.deepcopy(parsed(text))
    del _at(data, where[:-1])[where[-1]]
    parent = _node(text, where[:-1])
    rest = _at(data, where[:-1])
    if getattr(parent, "flow_style", False) or not rest:
        return replaced(text, where[:-1], rest)
    start = _line_start(text, _offset(text, _first(parent, where[-1]).start_mark))
    end = _line_end(text, _end(text, _node(text, where))) + 1
    return _held(text[:start] + text[end:], data)


def _added(text: str, where: Where, key: str | int, value: Any) -> str:
    data = copy.deepcopy(parsed(text))
    _at(data, where)[key] = value
    node = _node(text, where)
    if getattr(node, "flow_style", False) or not node.value:
        return replaced(text, where, _at(data, where))
    at = _line_end(text, _end(text, node.value[-1][1]))
    column = node.value[0][0].start_mark.column
    return _held(f"{text[:at]}\n{_block({key: value}, column)}{text[at:]}", data)


def _held(text: str, data: Any) -> str:
    """The text, which must mean `data`."""
    try:
        if parsed(text) == data:
            return text
    except yaml.YAMLError:
        pass
    raise EditFailed("edit_impossible")


def _changed(text: str, where: Where, value: Any) -> Any:
    if not where:
        return value
    data = copy.deepcopy(parsed(text))
    holder = _at(data, where[:-1])
    if isinstance(holder, dict) and where[-1] not in holder:
        raise KeyError(where[-1])
    holder[where[-1]] = value
    return data


def _outside_flow(text: str, where: Where, value: Any, data: Any) -> tuple[Where, Any]:
    """The place itself, or the whole of the flow collection that it stands in."""
    for length in range(len(where)):
        if getattr(_node(text, where[:length]), "flow_style", False):
            return where[:length], _at(data, where[:length])
    return where, value


def _node(text: str, where: Where) -> yaml.Node:
    node = yaml.compose(text, yaml.CSafeLoader)
    for step in where:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if _key(key) == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            node = None
        if node is None:
            raise KeyError(step)
    if node is None:
        raise EditFailed("file_empty")
    return node


def _first(parent: yaml.Node, step: str | int) -> yaml.Node:
    """Where the entry begins: its key, or its value in a list."""
    if isinstance(parent, yaml.MappingNode):
        found: yaml.Node = next(key for key, _ in parent.value if _key(key) == step)
        return found
    found = parent.value[step]
    return found


def _key(node: yaml.ScalarNode) -> Any:
    return yaml.CSafeLoader("").construct_object(node)


def _at(data: Any, where: Where) -> Any:
    for step in where:
        data = data[step]
    return data


def _offset(text: str, mark: Any) -> int:
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: mark.line])) + int(mark.column)


def _end(text: str, node: yaml.Node) -> int:
    """The offset after the node's last letter: not after the comments and empty lines that follow it."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1])
    end = _offset(text, node.end_mark)
    return len(text[:end].rstrip()) if getattr(node, "style", None) in ("|", ">") else end


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _block(value: Any, column: int, *, quoted: bool = False) -> str:
    """Lines that begin at `column`."""
    pad = " " * column
    lines = []
    if isinstance(value, dict):
        for key, each in value.items():
            inner = _flow(each, quoted=quoted)
            if isinstance(each, dict | list) and each and len(inner) + column > _LONGEST_FLOW:
                lines += [f"{pad}{_flow(key)}:", _block(each, column + _INDENT, quoted=quoted)]
            else:
                lines.append(f"{pad}{_flow(key)}: {inner}")
    elif isinstance(value, list):
        for each in value:
            entry = (
                _block(each, column + _INDENT, quoted=quoted).lstrip()
                if isinstance(each, dict)
                else _flow(each, quoted=quoted)
            )
            lines.append(f"{pad}- {entry}")
    else:
        return pad + _flow(value, quoted=quoted)
    return "\n".join(lines)


def _flow(value: Any, *, quoted: bool = False) -> str:
    """The value on one line."""
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{_flow(key)}: {_flow(each, quoted=quoted)}" for key, each in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_entry(each, quoted) for each in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if quoted or not _is_plain(value) else value
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _entry(value: Any, quoted: bool) -> str:
    """An entry of a list on one line; a mapping of one key needs no braces."""
    if isinstance(value, dict) and len(value) == 1:
        return _flow(value, quoted=quoted)[1:-1]
    return _flow(value, quoted=quoted)


def _is_plain(value: str) -> bool:
    """Whether the text means itself without quotes, in a list on one line too."""
    if not value or value != value.strip() or re.search(r"[\[\]{},\n]|: |:$| #", value):
        return False
    try:
        return bool(yaml.load(f"- {value}\n", yaml.CSafeLoader) == [value])
    except yaml.YAMLError:
        return False

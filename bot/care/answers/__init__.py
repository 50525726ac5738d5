"""What a caller's answer to one question means: a small Finnish grammar, one kind of answer a file.

Every module has `read(text, *, now=None) -> Answer | None`. None means that nothing sure was said.
"""

from bot.care.answers.answer import Answer

__all__ = ["Answer"]

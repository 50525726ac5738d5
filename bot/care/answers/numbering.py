"""Which strings of digits are phone numbers: the Finnish plan, and the usual lengths of some other countries'."""

import re

# National significant numbers (without the leading 0), after Traficom's numbering plan.
MOBILE = re.compile(r"(?:4[0-9]|50)\d{4,8}")
AREA = re.compile(r"(?:1[3-9]|2[1-8]|3[1-8]|5[1-6]|6[1-8]|8[1-8])[1-8]\d{2,6}|9[1-8]\d{3,7}")
_SERVICE = re.compile(r"(?:10|20|29|30|71|73|75)\d{4,8}|(?:100|200|300|600|700|800|202|606)\d{3,7}")
_SHORT = re.compile(r"112|116\d{3}|118\d{2,3}|1002[234]|100\d{2}")
# Where callers' foreign numbers are mostly from: a number of any other length misses a digit.
_COUNTRIES = {
    code: re.compile(f"{code}(?:{rest})")
    for code, rest in {
        "46": r"7\d{8}|[1-689]\d{6,8}", "372": r"5\d{6,7}|[3-8]\d{6}", "47": r"\d{8}", "45": r"\d{8}",
        "7": r"[3-9]\d{9}", "44": r"[1-37]\d{9}", "49": r"1[5-7]\d{8,9}|[2-9]\d{6,10}", "48": r"\d{9}",
        "380": r"\d{9}", "371": r"2\d{7}|6\d{7}", "370": r"\d{8}", "34": r"[6-9]\d{8}", "1": r"[2-9]\d{9}",
    }.items()
}  # fmt: skip
LANDLINE = 0.7
"""Least confidence of a landline's number among other words."""
MOBILE_USUAL = re.compile(r"\+358(?:4[0-9]|50)\d{7}|\+3584570?\d{7}")
_USUAL = ((re.compile(r"457"), (10, 9)), (re.compile(r"4[0-9]|50"), (9,)), (re.compile(r"800"), (8, 9, 7)))


def numbered(digits: str, plus: bool) -> tuple[str, float] | None:
    """(value, confidence) of a string of digits that is a whole phone number."""
    if digits.startswith("00") and len(digits) > 8:
        return numbered(digits[2:], True) if _country(digits[2:]) or digits.startswith("00358") else None
    if digits.startswith("358") and (plus or len(digits) >= 11):
        national = digits[3:].removeprefix("0")
        return _finnish(national, 0.0)
    if plus:
        return _foreign(digits)
    if digits.startswith("0"):
        return _finnish(digits[1:], 0.0)
    if _SHORT.fullmatch(digits):
        return digits, 0.9
    if len(digits) == 9 and re.match(r"4[0-6]|50", digits):
        return _finnish(digits, 0.4)
    return None


def _country(digits: str) -> re.Pattern[str] | None:
    return next((usual for code, usual in _COUNTRIES.items() if digits.startswith(code)), None)


def _foreign(digits: str) -> tuple[str, float] | None:
    usual = _country(digits)
    if usual is not None:
        return (f"+{digits}", 0.9) if usual.fullmatch(digits) else None
    return (f"+{digits}", 0.6) if 8 <= len(digits) <= 15 and digits[0] != "0" else None


def _finnish(national: str, doubt: float) -> tuple[str, float] | None:
    if not (MOBILE.fullmatch(national) or AREA.fullmatch(national) or _SERVICE.fullmatch(national)):
        return None
    confidence = 0.9
    for prefix, lengths in _USUAL:
        if prefix.match(national):
            usual = len(national) in lengths
            confidence = 0.98 if usual else 0.45 if abs(len(national) - lengths[0]) == 1 else 0.2
            break
    else:
        if AREA.fullmatch(national) and not national.startswith("9"):
            # 045, 046 and 050 with a digit missing are like 05 and 06.
            eight = 0.55 if national[0] in "56" else LANDLINE
            confidence = {9: 0.9, 8: eight}.get(len(national), 0.6)
    return f"+358{national}", confidence - doubt

"""Palvelutietovaranto's (PTV, API v11) service channels as entries of the service directory. Pure.

Source of the format: the Open API's models V11VmOpenApiPhoneChannel, ...ServiceLocationChannel, ...ServiceHour,
V8VmOpenApiDailyOpeningTime, V4VmOpenApiPhoneWithType and VmOpenApiArea.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.care.hours import WEEKDAYS

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WITH_PEOPLE = ("Phone", "ServiceLocation")
_GENERIC = ("terveysasem", "sote", "asem", "palvel", "keskus", "neuvont", "puhelin", "hyvinvoint", "keski")
_LONGEST_EXCEPTION_DAYS = 60

Entry = dict[str, Any]


class Refused(Exception):
    """The channel cannot be an entry; the message says why."""


@dataclass(frozen=True)
class Mapped:
    """Entries by their id, ids that PTV no longer publishes, and (name, reason) of every item that was refused."""

    entries: dict[str, Entry] = field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def items_of(payload: Any) -> list[Mapping[str, Any]]:
    """The items of a page, a list or a single item. Raises ValueError for anything else."""
    if isinstance(payload, Mapping) and "itemList" in payload:
        payload = payload["itemList"]
    elif isinstance(payload, Mapping):
        payload = [payload]
    if not isinstance(payload, list) or not all(isinstance(item, Mapping) for item in payload):
        raise ValueError("is neither a PTV page (itemList), a list of its items nor one item")
    return payload


def mapped(
    items: Sequence[Mapping[str, Any]],
    known_ids: Mapping[str, str],
    municipalities: Collection[str],
    on: date,
) -> Mapped:
    """The channels as entries. `known_ids`: the directory's own ids by PTV id, for entries that are there already."""
    entries: dict[str, Entry] = {}
    withdrawn: list[str] = []
    refused: list[tuple[str, str]] = []
    of_services = _services_by_channel(items)
    for item in items:
        if "serviceNames" in item:
            continue
        ptv_id = str(item.get("id") or "")
        entry_id = known_ids.get(ptv_id, f"ptv_{re.sub(r'[^0-9a-f]', '', ptv_id.lower())}")
        if item.get("publishingStatus") == "Deleted" and ptv_id:
            withdrawn.append(entry_id)
            continue
        try:
            entry = _entry(item, municipalities, on)
        except Refused as why:
            refused.append((_name(item, "serviceChannelNames") or ptv_id or "?", str(why)))
            continue
        if services := of_services.get(ptv_id):
            entry["note"] = "Palvelut: " + ", ".join(services)
        entries[entry_id] = {"id": entry_id, **entry}
    return Mapped(entries, tuple(withdrawn), tuple(refused))


def overlaid(data: Mapping[str, Any], entries: Mapping[str, Entry]) -> dict[str, Any]:
    """The directory's data with imported entries over its own: known ones get their new fields, others are added."""
    services = []
    for service in data["services"]:
        new = dict(entries.get(service["id"], {}))
        if "hours" in new or new.get("always"):
            service = {key: value for key, value in service.items() if key not in ("hours", "always")}
        services.append({**service, **new})
    known = {service["id"] for service in services}
    services += [dict(entry) for entry_id, entry in entries.items() if entry_id not in known]
    return {**data, "services": services}


def _entry(item: Mapping[str, Any], municipalities: Collection[str], on: date) -> Entry:
    if not item.get("id"):
        raise Refused("has no id")
    kind = item.get("serviceChannelType")
    if kind is None:
        raise Refused("holds only an id: ask PTV for the whole channels")
    if kind not in _WITH_PEOPLE:
        raise Refused(
            f"{kind}: PTV does not tell for which needs it is; write it under channels in services.yml"
        )
    if item.get("publishingStatus") != "Published":
        raise Refused(f"is not published ({item.get('publishingStatus')})")
    name = _name(item, "serviceChannelNames")
    if not name:
        raise Refused("has no Finnish name")
    phone = _phone(item.get("phoneNumbers") or ())
    if phone is None and kind == "Phone":
        raise Refused("a telephone channel without a telephone number")
    places = _places(item, municipalities)
    modified = str(item.get("modified") or "")[:10]
    return {
        "name": name,
        "spoken_name": name,
        **({"phone": phone} if phone else {}),
        **_hours(item.get("serviceHours") or (), on),
        **({"municipalities": places} if places else {}),
        "called": _called(name),
        "source": f"Palvelutietovaranto {item['id']}{f', {modified}' if modified else ''}",
    }


def _name(item: Mapping[str, Any], field_name: str) -> str | None:
    for each in item.get(field_name) or ():
        if each.get("language") == "fi" and each.get("type", "Name") == "Name" and each.get("value"):
            return " ".join(str(each["value"]).split())
    return None


def _services_by_channel(items: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Names of the services in the same material that name a channel, by the channel's PTV id."""
    found: dict[str, list[str]] = {}
    for item in items:
        name = _name(item, "serviceNames")
        for link in item.get("serviceChannels") or ():
            channel = str((link.get("serviceChannel") or {}).get("id") or "")
            if name and channel:
                found.setdefault(channel, []).append(name)
    return found


def _phone(numbers: Sequence[Mapping[str, Any]]) -> str | None:
    """The first number for speaking in Finnish, as people write it."""
    for number in sorted(numbers, key=lambda each: each.get("orderNumber") or 0):
        if number.get("type", "Phone") != "Phone" or number.get("language", "fi") != "fi":
            continue
        digits = re.sub(r"\D", "", str(number.get("number") or ""))
        prefix = re.sub(r"\D", "", str(number.get("prefixNumber") or ""))
        if not digits:
            continue
        if number.get("isFinnishServiceNumber"):
            return _grouped(digits)
        if prefix not in ("", "358"):
            raise Refused(f"a foreign telephone number (+{prefix})")
        return _grouped(digits if digits.startswith("0") or not prefix else f"0{digits}")
    return None


def _grouped(digits: str) -> str:
    if len(digits) <= 6:
        return digits
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}".strip()


def _places(item: Mapping[str, Any], municipalities: Collection[str]) -> list[str]:
    """The county's municipalities that it serves; empty for all of them. Raises Refused when it serves none."""
    areas = list(item.get("areas") or ())
    if item.get("areaType") != "LimitedType" or not areas:
        return []
    named: set[str] = set()
    for area in areas:
        rows = [*(area.get("municipalities") or ())]
        if area.get("type") == "Municipality":
            rows.append(area)
        named |= {str(each["value"]) for row in rows for each in row.get("name") or () if "value" in each}
    ours = [name for name in municipalities if name in named]
    if not ours:
        raise Refused("serves none of the county's municipalities")
    return [] if len(ours) == len(municipalities) else sorted(ours)


def _hours(rows: Sequence[Mapping[str, Any]], on: date) -> Entry:
    """Fields of the hours that hold on a day; hours_checked is false where there are none to tell."""
    weekly: dict[str, list[str]] = {}
    exceptions: dict[str, list[str]] = {}
    always = False
    for row in rows:
        begins, ends = _day(row.get("validFrom")), _day(row.get("validTo"))
        if row.get("isReservation"):
            continue
        match row.get("serviceHourType"):
            case "DaysOfTheWeek":
                if (begins and begins > on) or (ends and ends < on):
                    continue
                always = always or bool(row.get("isAlwaysOpen"))
                for opening in row.get("openingHour") or ():
                    for day in _days(opening):
                        weekly.setdefault(day, []).append(_span(opening))
            case "Exceptional":
                exceptions |= _exception(row, begins, ends, on)
            case other:
                raise Refused(f"opening hours of the kind {other} cannot be kept")
    if always:
        return {"always": True, "hours_checked": True}
    if not weekly:
        return {"hours_checked": False}
    in_order = {day: weekly[day] for day in WEEKDAYS if day in weekly}
    found: Entry = {"hours": in_order, "hours_checked": True}
    return {**found, "exceptions": exceptions} if exceptions else found


def _exception(
    row: Mapping[str, Any], begins: date | None, ends: date | None, on: date
) -> dict[str, list[str]]:
    if begins is None:
        raise Refused("an exceptional opening time without its date")
    last = ends or begins
    if (last - begins).days > _LONGEST_EXCEPTION_DAYS:
        raise Refused(f"an exceptional opening time of more than {_LONGEST_EXCEPTION_DAYS} days")
    spans = [] if row.get("isClosed") else [_span(each) for each in row.get("openingHour") or ()]
    days = [begins + timedelta(days=n) for n in range((last - begins).days + 1)]
    return {day.isoformat(): spans for day in days if day >= on}


def _days(opening: Mapping[str, Any]) -> list[str]:
    try:
        first = _DAYS.index(str(opening.get("dayFrom")))
        last = _DAYS.index(str(opening.get("dayTo") or opening.get("dayFrom")))
    except ValueError:
        raise Refused(f"{opening.get('dayFrom')!r}–{opening.get('dayTo')!r} are not weekdays") from None
    return [WEEKDAYS[n % 7] for n in range(first, last + 1 if last >= first else last + 8)]


def _span(opening: Mapping[str, Any]) -> str:
    times = [re.fullmatch(r"(\d{2}):(\d{2})(?::\d{2})?", str(opening.get(end))) for end in ("from", "to")]
    if not all(times):
        raise Refused(f"{opening.get('from')!r}–{opening.get('to')!r} are not times of the day")
    (first, first_min), (last, last_min) = (time.groups() for time in times if time)
    if (last, last_min) == ("23", "59") or (last, last_min) == ("00", "00"):
        last, last_min = "24", "00"
    return f"{int(first)}.{first_min}-{int(last)}.{last_min}"


def _day(moment: Any) -> date | None:
    if not moment:
        return None
    try:
        return datetime.fromisoformat(str(moment).replace("Z", "+00:00")).date()
    except ValueError:
        raise Refused(f"{moment!r} is no date") from None


def _called(name: str) -> list[str]:
    """Beginnings of the name's own words, by which callers may name it; what any service is called is left out."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]{5,}", name)]
    return [word[:-1] for word in words if not word.startswith(_GENERIC)][:3]

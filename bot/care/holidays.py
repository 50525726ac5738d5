"""Finnish days on which weekday services are closed, as pure arithmetic."""

from datetime import date, timedelta


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    shift = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - shift - of_century % 4) % 7
    late = (golden + 11 * shift + 22 * weekday) // 451
    month, day = divmod(shift + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def finnish_holidays(year: int) -> frozenset[date]:
    """Public holidays, and the eves of Midsummer and Christmas, days off by collective agreement."""
    easter = easter_sunday(year)
    midsummer = _saturday_on_or_after(date(year, 6, 20))
    return frozenset(
        {
            date(year, 1, 1),  # uudenvuodenpäivä
            date(year, 1, 6),  # loppiainen
            easter - timedelta(days=2),  # pitkäperjantai
            easter,
            easter + timedelta(days=1),  # toinen pääsiäispäivä
            date(year, 5, 1),  # vapunpäivä
            easter + timedelta(days=39),  # helatorstai
            easter + timedelta(days=49),  # helluntaipäivä
            midsummer - timedelta(days=1),  # juhannusaatto
            midsummer,
            _saturday_on_or_after(date(year, 10, 31)),  # pyhäinpäivä
            date(year, 12, 6),  # itsenäisyyspäivä
            date(year, 12, 24),  # jouluaatto
            date(year, 12, 25),
            date(year, 12, 26),  # tapaninpäivä
        }
    )


def _saturday_on_or_after(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)

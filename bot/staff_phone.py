"""How staff ring residents from the console: through Twilio where there is an account, else by themselves."""

from bot.settings import Settings
from console.ports import NoPhone, NotPossible, Phone
from telephony.call_control import CallControlFailed, TwilioCallControl


class TwilioPhone:
    """Implements `console.ports.Phone`."""

    can_call = True

    def __init__(self, control: TwilioCallControl) -> None:
        self._control = control

    async def connect(self, staff_number: str, number: str) -> None:
        try:
            await self._control.ring_and_join(staff_number, number)
        except CallControlFailed as error:
            raise NotPossible(str(error)) from error


def staff_phone(settings: Settings) -> Phone:
    """The telephone of this installation's staff."""
    if settings.has_twilio and settings.twilio_number:
        return TwilioPhone(TwilioCallControl.from_settings(settings))
    return NoPhone()

"""`luuri understand`: need and red flags of texts, as a call would understand them."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.commands.output import print_json, say
from bot.commands.running import NoService, details, is_ready
from bot.dialogue import data
from bot.dialogue.rasa import DialogueFailed, RasaDialogue
from bot.dialogue.server import dialogue_token, rasa_command
from bot.processes import Processes, Program, ProgramFailed, free_port
from bot.settings import Settings
from bot.studio.releases import Releases
from bot.understanding.watch import watch_for


def understand_texts(settings: Settings, texts: Sequence[str], as_json: bool) -> int:
    """Print what is understood of each text. Uses the running service's Rasa, or one of its own."""
    try:
        return asyncio.run(_understand(settings, texts, as_json))
    except (DialogueFailed, ProgramFailed) as error:
        say(f"luuri: understanding failed: {error}")
        return 1


async def _understand(settings: Settings, texts: Sequence[str], as_json: bool) -> int:
    edition = Releases(settings.data / "releases").served()
    red_flags = watch_for(settings, data.red_flag_categories(edition.red_flags), edition)
    async with rasa_for(settings) as dialogue:
        for text, alternatives in map(readings_of, texts):
            understood = await dialogue.parse(text, alternatives)
            watch = red_flags.hear(text, alternatives=alternatives)
            result = {
                "text": text,
                "need": understood.need,
                "confidence": round(understood.confidence, 3),
                "red_flags": [sign.category for sign in watch.heard],
                "suspected": [sign.category for sign in watch.suspected],
            }
            if as_json:
                print_json(result)
            else:
                flags = ", ".join(result["red_flags"]) or "-"  # type: ignore[arg-type]
                asked = ", ".join(result["suspected"]) or "-"  # type: ignore[arg-type]
                print(f"{result['need']} ({result['confidence']})  vaara: {flags}  epäily: {asked}  | {text}")
    return 0


def readings_of(line: str) -> tuple[str, tuple[str, ...]]:
    """The text and its other readings: of what `luuri hear --json` printed, or of plain words."""
    try:
        heard = json.loads(line) if line.lstrip().startswith("{") else {}
        return str(heard["text"]), tuple(str(text) for text in heard.get("alternatives") or ())
    except (ValueError, KeyError):
        return line, ()


@asynccontextmanager
async def rasa_for(settings: Settings) -> AsyncIterator[RasaDialogue]:
    """The running service's Rasa, or one of its own for as long as it is used. Raises ProgramFailed."""
    url = _running_rasa(settings)
    own: Processes | None = None
    if url is None:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        probe = RasaDialogue(url, dialogue_token(settings))
        edition = Releases(settings.data / "releases").served()
        command = rasa_command(settings, port, free_port(), edition)
        program = Program.of("rasa", command, probe.is_ready)
        own = Processes([program], settings.data / "logs")
        say("Rasa käynnistyy…")
        await own.start()
        await probe.close()
    dialogue = RasaDialogue(url, dialogue_token(settings))
    try:
        yield dialogue
    finally:
        await dialogue.close()
        if own is not None:
            await own.stop()


def _running_rasa(settings: Settings) -> str | None:
    if not is_ready(settings):
        return None
    try:
        return str(details(settings)["rasa"])
    except NoService:
        return None

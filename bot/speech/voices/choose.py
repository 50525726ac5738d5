"""Which voice speaks: Piper in Finnish where it is installed, else the most intelligible one present."""

from dataclasses import dataclass
from pathlib import Path

from loguru import logger

from bot.settings import Settings
from bot.speech.voices.espeak import EspeakVoice
from bot.speech.voices.piper import PiperVoice
from bot.speech.voices.suopuhe import SuopuheVoice
from bot.speech.voices.voice import Voice, VoiceFailed


@dataclass(frozen=True)
class Listed:
    """A voice of the catalogue. cer: character error when our ears re-recognise it; None: not measured."""

    voice: Voice
    about: str
    cer: float | None
    present: bool

    @property
    def id(self) -> str:
        return self.voice.name


def catalogue(settings: Settings) -> list[Listed]:
    """Every voice Luuri knows, best first. The figures are `luuri voices compare`'s."""
    piper_voices = [PiperVoice(model) for model in _piper_models(settings)]
    piper = [Listed(voice, "Piper, neural", None, voice.present) for voice in piper_voices]
    lj = SuopuheVoice("suopuhe-lj", "suo_fi_lj_diphone")
    mv = SuopuheVoice("suopuhe-mv", "hy_fi_mv_diphone")
    embedded = [
        Listed(lj, "Suopuhe, woman (Debian festvox-suopuhe-lj)", 0.05, lj.present),
        Listed(mv, "Suopuhe, man (Debian festvox-suopuhe-mv)", 0.06, mv.present),
        Listed(EspeakVoice("espeak-man", "fi"), "eSpeak NG, man (packaged)", 0.25, True),
        Listed(EspeakVoice("espeak-woman", "fi+f2"), "eSpeak NG, woman (packaged)", 0.30, True),
    ]
    return [*piper, *sorted(embedded, key=lambda listed: listed.cer or 0.0)]


def choose(settings: Settings) -> list[Voice]:
    """The voice to speak with and, after it, those that stand in when it fails: all present.

    The first is the one that the setting `voice` names, else the best. Raises VoiceFailed when that one is
    unknown or absent.
    """
    listed = catalogue(settings)
    present = [entry.voice for entry in listed if entry.present]
    wanted = settings.voice
    if settings.piper_model is not None and not any(e.present for e in listed if _is_configured(e, settings)):
        raise VoiceFailed(f"LUURI_PIPER_MODEL={settings.piper_model}: the .onnx or its .onnx.json is missing")
    if wanted:
        first = [voice for voice in present if voice.name == wanted]
        if not first:
            names = ", ".join(voice.name for voice in present)
            raise VoiceFailed(f"LUURI_VOICE={wanted} is not a voice present here; choose from {names}")
        present = [*first, *(voice for voice in present if voice.name != wanted)]
    logger.info("voice {}", present[0].name)
    return present


def caller_voice(settings: Settings, luuri: str, wanted: str = "") -> Voice:
    """A voice for a simulated caller: the wanted one, else the best embedded one that is not Luuri's own.

    Raises VoiceFailed when the wanted one is unknown or absent.
    """
    present = [entry.voice for entry in catalogue(settings) if entry.present]
    if wanted:
        for voice in present:
            if voice.name == wanted:
                return voice
        raise VoiceFailed(f"{wanted} is not a voice present here")
    embedded = [voice for voice in present if not isinstance(voice, PiperVoice)]
    return next((voice for voice in embedded if voice.name != luuri), embedded[0])


def _piper_models(settings: Settings) -> list[Path]:
    installed = sorted((settings.data / "voices").glob("fi_FI-*.onnx"), key=_quality)
    configured = [settings.piper_model] if settings.piper_model is not None else []
    return list(dict.fromkeys([*configured, *installed]))


def _quality(model: Path) -> tuple[int, str]:
    order = ("high", "medium", "low", "x_low")
    quality = model.stem.rpartition("-")[2]
    return (order.index(quality) if quality in order else len(order), model.name)


def _is_configured(listed: Listed, settings: Settings) -> bool:
    return isinstance(listed.voice, PiperVoice) and listed.voice.model == settings.piper_model

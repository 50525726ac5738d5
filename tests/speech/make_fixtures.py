"""Makes the callers' clips of fixtures/demo from its lines.yml: `python tests/speech/make_fixtures.py`.

Needs Debian's festival and festvox-suopuhe-mv. 8 kHz mu-law, telephone level, a little silence around.
"""

from pathlib import Path

import numpy as np

from bot.speech.loudness import for_telephone
from bot.speech.spoken import for_voice
from bot.speech.telephone import LINE_HZ, from_bytes, write_wav
from bot.speech.voices.suopuhe import SuopuheVoice
from bot.yaml_files import read_yaml

FOLDER = Path(__file__).parent / "fixtures" / "demo"


def main() -> None:
    for name, line in read_yaml(FOLDER / "lines.yml").items():
        voice = SuopuheVoice(line["voice"], line["voice"], stretch=line["stretch"])
        pcm = voice.speak(for_voice(line["text"]))
        speech = for_telephone(from_bytes(pcm), voice.sample_rate_hz, LINE_HZ)
        around = np.zeros(LINE_HZ // 5, dtype=np.int16)
        write_wav(FOLDER / f"{name}.wav", np.concatenate([around, speech, around]), LINE_HZ, mulaw=True)
        voice.close()


if __name__ == "__main__":
    main()

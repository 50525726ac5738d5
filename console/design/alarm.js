// Sounds while the page shows red flags that nobody has acknowledged; one tab at a time.

const EVERY_MS = 4000;
const TONES = [[880, 0], [660, 0.22], [880, 0.44]];
let sound = null;

export function watchAlarms() {
  document.addEventListener('renewed', show);
  document.addEventListener('pointerdown', allow);
  document.addEventListener('keydown', allow);
  setInterval(ring, EVERY_MS);
  show();
  ring();
}

function waiting() {
  return Number(document.getElementById('alarms').dataset.alarms) > 0;
}

function allow() {
  if (!waiting()) return;
  sound ??= new AudioContext();
  sound.resume().then(show);
}

function ring() {
  if (!waiting()) return;
  sound ??= new AudioContext();
  if (sound.state === 'running') {
    navigator.locks.request('luuri-alarm', { ifAvailable: true }, (mine) => mine && play());
  }
  show();
}

async function play() {
  for (const [pitch, after] of TONES) {
    const tone = new OscillatorNode(sound, { frequency: pitch });
    const level = new GainNode(sound, { gain: 0.15 });
    tone.connect(level).connect(sound.destination);
    tone.start(sound.currentTime + after);
    tone.stop(sound.currentTime + after + 0.18);
  }
  document.documentElement.dataset.rang = '1';
  await new Promise((done) => setTimeout(done, EVERY_MS - 500));
}

function show() {
  const part = document.getElementById('alarms');
  const mark = `${part.dataset.mark} – `;
  const plain = document.title.replace(mark, '');
  document.title = waiting() ? mark + plain : plain;
  const button = document.getElementById('allow-sound');
  if (button) button.hidden = sound === null || sound.state === 'running';
}

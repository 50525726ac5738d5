// The studio's pages: hearing a prompt, following work that goes on, and line numbers beside a file.
import { renew } from './renew.js';

const EVERY_MS = 1000;
let sound = null;
let playing = null;

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-say]');
  if (button) return say(button);
  const link = event.target.closest('[data-line]');
  if (link) { event.preventDefault(); goTo(document.getElementById('text'), Number(link.dataset.line)); }
});

async function say(button) {
  sound ??= new AudioContext();
  playing?.stop();
  button.disabled = true;
  try {
    const answer = await fetch('/console/studio/speech', {
      method: 'POST',
      headers: { 'X-CSRF-Token': document.body.dataset.csrf },
      body: new URLSearchParams({
        text: document.getElementById(button.dataset.say).value,
        draft: button.dataset.draft ?? '',
        voice: button.dataset.voice ? document.getElementById(button.dataset.voice).value : '',
      }),
    });
    if (!answer.ok) throw new Error(answer.status);
    const source = new AudioBufferSourceNode(sound, { buffer: await sound.decodeAudioData(await answer.arrayBuffer()) });
    source.connect(sound.destination);
    source.start();
    playing = source;
    button.dataset.heard = source.buffer.duration;
  } catch {
    button.querySelector('span').textContent = button.dataset.failed;
  } finally {
    button.disabled = false;
  }
}

function follow() {
  if (document.querySelector('[data-running]')) renew().catch(() => {}).finally(() => setTimeout(follow, EVERY_MS));
  else setTimeout(follow, EVERY_MS);
}

function goTo(area, line) {
  const lines = area.value.split('\n');
  const at = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  area.focus();
  area.setSelectionRange(at, at + (lines[line - 1] ?? '').length);
  area.scrollTop = (line - 4) * parseFloat(getComputedStyle(area).lineHeight);
}

for (const numbers of document.querySelectorAll('[data-numbers]')) {
  const area = document.getElementById(numbers.dataset.numbers);
  const draw = () => {
    numbers.textContent = Array.from({ length: area.value.split('\n').length }, (_, at) => at + 1).join('\n');
    numbers.scrollTop = area.scrollTop;
  };
  area.addEventListener('input', draw);
  area.addEventListener('scroll', () => { numbers.scrollTop = area.scrollTop; });
  draw();
}

for (const talk of document.querySelectorAll('[data-end]')) talk.scrollTop = talk.scrollHeight;

if (document.querySelector('#work')) follow();

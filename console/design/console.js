// Every page's script: small things that save a click, and what keeps an open page up to date.
import { watchAlarms } from './alarm.js';
import { renewOnNews } from './renew.js';

document.documentElement.classList.add('scripted');

for (const form of document.querySelectorAll('[data-submit-on-change]')) {
  form.addEventListener('change', () => form.requestSubmit());
}

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault(); // a double click is one act
    form.dataset.sent = '1';
    setTimeout(() => delete form.dataset.sent, 3000);
  });
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy], [data-print]');
  if (!button) {
    for (const menu of document.querySelectorAll('.account[open]')) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    return;
  }
  if ('print' in button.dataset) return print();
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  const label = button.querySelector('span');
  const before = label.textContent;
  label.textContent = button.dataset.told;
  setTimeout(() => { label.textContent = before; }, 2500);
  await fetch(button.dataset.tell, { method: 'POST', headers: { 'X-CSRF-Token': document.body.dataset.csrf } });
});

let playing = null;

document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-listen]');
  if (!link) return;
  event.preventDefault();
  const mine = playing?.link === link;
  playing?.stop();
  if (!mine) listen(link);
});

/** Plays what a caller said, one stretch at a time; the link stops it meanwhile. */
function listen(link) {
  const sound = new Audio(link.href);
  const label = link.querySelector('span');
  const before = label.textContent;
  const stop = () => {
    sound.pause();
    label.textContent = before;
    link.removeAttribute('data-playing');
    playing = null;
  };
  playing = { link, stop };
  label.textContent = link.dataset.stop;
  link.dataset.playing = '1';
  sound.addEventListener('ended', stop);
  sound.play().catch(stop);
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    const open = document.activeElement.closest('details[open]');
    if (open) { open.open = false; open.querySelector('summary').focus(); }
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && document.activeElement.matches('.row-link')) {
    const links = [...document.querySelectorAll('.row-link')];
    const next = links[links.indexOf(document.activeElement) + step];
    if (next) { next.focus(); event.preventDefault(); }
  }
});

renewOnNews();
watchAlarms();

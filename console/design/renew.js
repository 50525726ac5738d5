// Takes what has changed from the server's page into the open one, without a reload.

/** Listen to the server's news, one connection for all of the browser's tabs. */
export function renewOnNews() {
  const tabs = new BroadcastChannel('luuri-news');
  tabs.onmessage = ({ data }) => hear(data);
  const tell = (news) => { tabs.postMessage(news); hear(news); };
  navigator.locks.request('luuri-news', () => new Promise(() => listen(tell)));
}

function listen(tell) {
  const source = new EventSource('/console/events');
  source.addEventListener('here', () => tell('here'));
  source.addEventListener('changed', () => tell('changed'));
  source.addEventListener('signed-out', () => tell('signed-out'));
  source.onerror = () => {
    tell('away');
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(tell), 5000);
  };
}

let away = false;
let renewing = null;

function hear(news) {
  if (news === 'signed-out') return location.reload();
  if (news === 'away') {
    away = true;
    setTimeout(() => { document.getElementById('offline').hidden = !away; }, 4000);
    return;
  }
  const missed = away;
  away = false;
  document.getElementById('offline').hidden = true;
  if (news === 'changed' || missed) renewing = (renewing ?? Promise.resolve()).then(renew).catch(() => {});
}

/** Take what the server shows now into the parts of the page that change. */
export async function renew() {
  const { renew: address } = document.body.dataset;
  const answer = await fetch(address === 'here' ? location.href : address);
  if (answer.status === 401) return location.reload();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const fresh = page.getElementById(part.id);
    if (fresh && fresh.innerHTML !== part.innerHTML && !isInUse(part)) replace(part, fresh);
  }
  const title = page.querySelector('title')?.textContent;
  if (title) document.title = title;
  document.dispatchEvent(new Event('renewed'));
}

/** Nothing is taken away under the hands of somebody who writes in it. */
function isInUse(part) {
  return part.contains(document.activeElement) && document.activeElement.matches('input, textarea, select');
}

function replace(part, fresh) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : '';
  part.innerHTML = fresh.innerHTML;
  Object.assign(part.dataset, fresh.dataset);
  if (focused) document.getElementById(focused)?.focus();
}

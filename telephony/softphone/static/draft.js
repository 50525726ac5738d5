// The phone at /draft-phone rings a draft and never the live version. Its ticket stands in the address's fragment.

const page = (id) => document.getElementById(id);
const STATES = {
  now: "Soitat luonnokseen sellaisena kuin se on nyt.",
  older: "Luonnos on muuttunut. Soitat siihen, mitä se oli käynnistettäessä. Käynnistä se studiossa uudelleen, niin kuulet muutokset.",
  gone: "Luonnos on julkaistu tai hylätty. Soitat siihen, mitä se oli käynnistettäessä.",
  closed: "Luonnos ei ole enää linjalla. Käynnistä se studiossa uudelleen ja avaa puhelin sieltä.",
};
export const isDraftPhone = location.pathname === "/draft-phone";
export const ticket = () => (isDraftPhone ? location.hash.slice(1) : "");
export const draftRefused = () => { tell("closed"); return "Puhelua ei soitettu: luonnos ei ole enää linjalla."; };

/** Asks which draft is rung and tells of it; whether one can be. */
export async function refreshDraft() {
  const answer = ticket() ? await fetch(`/exchange/drafts/${encodeURIComponent(ticket())}`).catch(() => null) : null;
  if (!answer?.ok) {
    tell("closed");
    return false;
  }
  const { reason, state } = await answer.json();
  page("draft-name").textContent = reason;
  document.title = `Luonnos: ${reason} – testipuhelin`;
  tell(state);
  return true;
}

function tell(state) {
  page("draft").dataset.state = state;
  if (page("draft-state").textContent !== STATES[state]) page("draft-state").textContent = STATES[state];
}

if (isDraftPhone) {
  page("phone-title").textContent = "Soita luonnokselle";
  page("draft").hidden = false;
  document.querySelector('nav a[aria-current="page"]').remove();
  refreshDraft();
  addEventListener("focus", refreshDraft);
  addEventListener("hashchange", refreshDraft);
}

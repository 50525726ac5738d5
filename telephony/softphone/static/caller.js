// The caller's phone: rings the local exchange and speaks Twilio's Media Streams to Luuri.

import { draftRefused, isDraftPhone, refreshDraft, ticket } from "./draft.js";
import { Sound, Timer, microphoneProblem, openSocket, written } from "./sound.js";

const page = (id) => document.getElementById(id);
const timer = new Timer(page("timer"));
let call = null;

class Call {
  static async place() {
    const made = new Call();
    made.sound = await Sound.open({
      onFrame: (payload) => made.speak(payload),
      onMark: (name) => made.sendToStream({ event: "mark", mark: { name } }),
      onPlaying: (playing) => made.playing(playing),
    });
    try {
      const answer = await fetch("/exchange/calls", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          from: page("number").value.replaceAll(/[\s-]/g, "") || null,
          at: page("at").value || null,
          staff: page("staff").value,
          draft: ticket(),
        }),
      });
      if (answer.status === 409) throw new Error(draftRefused());
      if (answer.status === 422) throw new Error("Tarkista soittajan numero: sen pitää alkaa +-merkillä, esimerkiksi +358401234567.");
      if (!answer.ok) throw new Error("Luuri ei ota nyt puheluita. Yritä hetken kuluttua uudelleen.");
      made.hold(await answer.json());
    } catch (error) {
      made.sound.close();
      throw error;
    }
    return made;
  }

  hold({ call_sid }) {
    this.callSid = call_sid;
    this.bridged = false;
    this.line = openSocket(`/exchange/line/${call_sid}`);
    this.line.onmessage = ({ data }) => this.event(JSON.parse(data));
    this.line.onclose = () => this.over("Puhelu katkesi");
  }

  event(event) {
    switch (event.event) {
      case "stream": this.openStream(event); break;
      case "stream_stopped": this.closeStream(); break;
      case "dialling": show("ringing", `Yhdistetään: ${event.name || "päivystys"}`); note(`Yhdistetään: ${event.name || "päivystys"}, ${written(event.number)}`); break;
      case "answered": this.bridged = true; show("listening", "Puhut ihmisen kanssa"); note("Ihminen vastasi puheluun"); break;
      case "busy": note("Linja on varattu"); break;
      case "no_answer": note("Kukaan ei vastannut"); break;
      case "media": this.sound.play(event.payload); break;
      case "said": note(`Puhelinverkko: ${event.text}`); break;
      case "ended": this.over(ending(event)); break;
    }
  }

  openStream({ url, stream_sid, parameters }) {
    this.streamSid = stream_sid;
    this.sequence = 0;
    this.chunk = 0;
    this.bridged = false;
    const stream = openSocket(new URL(url).pathname);
    stream.onopen = () => {
      this.stream = stream;
      stream.send(JSON.stringify({ event: "connected", protocol: "Call", version: "1.0.0" }));
      this.sendToStream({
        event: "start",
        start: {
          accountSid: `AC${"0".repeat(32)}`,
          streamSid: stream_sid,
          callSid: this.callSid,
          tracks: ["inbound"],
          mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
          customParameters: parameters,
        },
      });
    };
    stream.onmessage = ({ data }) => this.fromStream(JSON.parse(data));
    stream.onclose = () => {
      if (this.stream === stream) this.stream = null;
      this.sendToLine({ event: "stream_ended", stream_sid });
    };
  }

  fromStream(message) {
    switch (message.event) {
      case "media": this.sound.play(message.media.payload); break;
      case "mark": this.sound.mark(message.mark.name); break;
      case "clear": this.sound.clear(); break;
      case "luuri": this.beside(message); break;
    }
  }

  beside(message) {
    if (["hearing", "heard", "said"].includes(message.kind)) takeBackTheHearing();
    if (message.kind === "hearing" && message.text) hearing(message.stable, message.text);
    if (message.kind === "said" && message.text) bubble("luuri", "Luuri", message.text);
    if (message.kind === "heard" && message.text) {
      if (message.reopened) takeBackTheHalf();
      bubble("caller", "Sinä", message.text);
    }
  }

  playing(playing) {
    if (this.stream) show(playing ? "speaking" : "listening", playing ? "Luuri puhuu" : "Luuri kuuntelee");
  }

  speak(payload) {
    if (this.stream) {
      this.chunk += 1;
      const media = { track: "inbound", chunk: String(this.chunk), timestamp: String((this.chunk - 1) * 20), payload };
      this.sendToStream({ event: "media", media });
    } else if (this.bridged) {
      this.sendToLine({ event: "media", payload });
    }
  }

  press(key) {
    if (this.stream) this.sendToStream({ event: "dtmf", dtmf: { track: "inbound_track", digit: key } });
    else this.sendToLine({ event: "key", key });
    note(`Painoit näppäintä ${key}`);
  }

  sendToStream(message) {
    if (this.stream?.readyState !== WebSocket.OPEN) return;
    this.sequence += 1;
    this.stream.send(JSON.stringify({ ...message, sequenceNumber: String(this.sequence), streamSid: this.streamSid }));
  }

  sendToLine(message) {
    if (this.line?.readyState === WebSocket.OPEN) this.line.send(JSON.stringify(message));
  }

  closeStream() {
    this.sendToStream({ event: "stop", stop: { callSid: this.callSid } });
    this.sound.clear();
    this.stream?.close();
    this.stream = null;
  }

  hangUp() {
    this.sendToLine({ event: "hang_up" });
    this.over("Lopetit puhelun");
  }

  over(text) {
    if (call !== this) return;
    call = null;
    this.closeStream();
    this.line.onclose = null;
    this.line.close();
    setTimeout(() => this.sound.close(), 200);
    if (isDraftPhone) refreshDraft();
    note(text);
    idle(text);
  }
}

function ending({ by, answered }) {
  if (by === "failure") return "Puhelu päättyi virheeseen";
  if (answered) return "Puhelu ihmisen kanssa päättyi";
  return by === "caller" ? "Lopetit puhelun" : "Luuri lopetti puhelun";
}

function show(state, text) {
  document.querySelector(".state").dataset.state = state;
  // Whose turn it is can be heard; a screen reader that told it would talk over the call.
  page("state").ariaLive = ["speaking", "listening"].includes(state) && call ? "off" : "polite";
  if (page("state").textContent !== text) page("state").textContent = text;
}

function add(element) {
  page("empty")?.remove();
  const log = page("log");
  log.append(element);
  log.scrollTop = log.scrollHeight;
}

function spoken(kind, speaker, ...text) {
  const element = document.createElement("p");
  element.className = `bubble ${kind}`;
  const name = document.createElement("b");
  name.textContent = speaker;
  element.append(name, ...text);
  return element;
}

function bubble(kind, speaker, text) {
  add(spoken(kind, speaker, text));
}

// What is heard of a voice that goes on; the words that may still change are faint. A screen reader waits for the whole.
function hearing(stable, text) {
  const settled = stable.split(/\s+/).filter(Boolean).length;
  const words = text.split(/\s+/).filter(Boolean);
  const newest = document.createElement("span");
  newest.textContent = ` ${words.slice(settled).join(" ")}…`;
  const element = spoken("caller hearing", "Sinä", words.slice(0, settled).join(" "), newest);
  element.setAttribute("aria-hidden", "true");
  add(element);
}

function takeBackTheHearing() {
  document.querySelector(".bubble.hearing")?.remove();
}

// What was heard of a turn that went on: its longer form comes in its place.
function takeBackTheHalf() {
  const last = document.querySelector(".bubble.caller:last-child");
  if (last) last.remove();
}

function note(text) {
  const element = document.createElement("p");
  element.className = "event";
  element.textContent = text;
  add(element);
}

function live(on) {
  page("call").classList.toggle("live", on);
  page("call-label").textContent = on ? "Lopeta" : "Soita";
  page("mute").disabled = !on;
  for (const key of document.querySelectorAll("[data-key]")) key.disabled = !on;
  for (const field of document.querySelectorAll(".fields input, .fields select")) field.disabled = on;
}

function idle(text) {
  timer.stop();
  live(false);
  show("idle", text);
  page("mute").setAttribute("aria-pressed", "false");
}

function problem(text) {
  page("error").textContent = text;
  page("error").hidden = !text;
}

page("call").addEventListener("click", async () => {
  if (call) return call.hangUp();
  problem("");
  show("ringing", "Soitetaan…");
  page("call").disabled = true;
  try {
    if (isDraftPhone && !await refreshDraft()) throw new Error(draftRefused());
    page("log").replaceChildren();
    call = await Call.place();
    live(true);
    timer.start();
  } catch (error) {
    idle("Puhelu ei alkanut");
    problem(error instanceof DOMException || error instanceof TypeError ? microphoneProblem(error) : error.message);
  } finally {
    page("call").disabled = false;
  }
});

page("mute").addEventListener("click", () => {
  if (!call) return;
  call.sound.muted = !call.sound.muted;
  page("mute").setAttribute("aria-pressed", String(call.sound.muted));
});

for (const key of document.querySelectorAll("[data-key]")) key.addEventListener("click", () => call?.press(key.dataset.key));

addEventListener("keydown", ({ key, target, ctrlKey, altKey, metaKey }) => {
  if (!call || ctrlKey || altKey || metaKey || target.matches("input, select")) return;
  if (/^[0-9*#]$/.test(key)) call.press(key);
});

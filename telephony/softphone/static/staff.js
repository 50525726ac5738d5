// The answering person's phone: rings when Luuri transfers a test call.

import { Sound, Timer, microphoneProblem, openSocket, written } from "./sound.js";

const page = (id) => document.getElementById(id);
const timer = new Timer(page("timer"));
let sound = null;
let socket = null;
let stopRinging = () => {};
let talking = false;

const say = (event, more = {}) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify({ event, ...more }));

function show(state, text, actions = null) {
  document.querySelector(".state").dataset.state = state;
  page("state").textContent = text;
  for (const group of ["opening", "ringing", "taking", "talking"]) page(group).hidden = group !== actions;
  if (actions) page(actions).querySelector("button").focus();
}

function waiting(text = "Odottaa puhelua") {
  stopRinging();
  timer.stop();
  talking = false;
  page("who").hidden = true;
  page("announcement").hidden = true;
  show("idle", text);
}

function event(message) {
  switch (message.event) {
    case "ringing":
      page("who").hidden = false;
      page("who-name").textContent = message.service || "Päivystys";
      page("who-number").textContent = written(message.number);
      show("ringing", "Puhelin soi", "ringing");
      stopRinging = sound.ring();
      break;
    case "said":
      page("announcement").textContent = message.text;
      page("announcement").hidden = false;
      break;
    case "bridged":
      talking = true;
      page("announcement").hidden = true;
      show("listening", "Puhut soittajan kanssa", "talking");
      timer.start();
      break;
    case "media":
      sound.play(message.payload);
      break;
    case "ended":
      waiting("Puhelu päättyi. Odottaa seuraavaa.");
      break;
  }
}

page("open").addEventListener("click", async () => {
  page("error").hidden = true;
  try {
    sound = await Sound.open({ onFrame: (payload) => talking && say("media", { payload }) });
  } catch (error) {
    page("error").textContent = microphoneProblem(error);
    page("error").hidden = false;
    return;
  }
  socket = openSocket("/exchange/staff");
  socket.onopen = () => waiting();
  socket.onmessage = ({ data }) => event(JSON.parse(data));
  socket.onclose = () => {
    waiting();
    sound.close();
    show("idle", "Yhteys katkesi", "opening");
  };
});

page("answer").addEventListener("click", () => {
  stopRinging();
  say("answer");
  show("listening", "Vastasit – kuuntele ilmoitus", "taking");
});
page("busy").addEventListener("click", () => { say("busy"); waiting(); });
page("decline").addEventListener("click", () => { say("decline"); waiting(); });
page("take").addEventListener("click", () => say("key", { key: "1" }));
page("leave").addEventListener("click", () => { say("hang_up"); waiting(); });
page("hangup").addEventListener("click", () => { say("hang_up"); waiting("Lopetit puhelun. Odottaa seuraavaa."); });
page("mute").addEventListener("click", () => {
  sound.muted = !sound.muted;
  page("mute").setAttribute("aria-pressed", String(sound.muted));
});
addEventListener("keydown", ({ key }) => {
  if (key === "1" && !page("taking").hidden) say("key", { key: "1" });
});

// Microphone and loudspeaker of a telephone: base64 mu-law in and out.

const DECODED = new Float32Array(256);
for (let code = 0; code < 256; code += 1) {
  const bits = ~code & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
  DECODED[code] = (bits & 0x80 ? -magnitude : magnitude) / 32768;
}

function encoded(value) {
  const linear = Math.round(Math.max(-1, Math.min(1, value)) * 32635);
  const biased = Math.min(Math.abs(linear), 32635) + 0x84;
  const segment = 24 - Math.clz32(biased);
  const code = (linear < 0 ? 0x80 : 0) | (segment << 4) | ((biased >> (segment + 3)) & 0x0f);
  return ~code & 0xff;
}

export function toPayload(samples) {
  let bytes = "";
  for (const sample of samples) bytes += String.fromCharCode(encoded(sample));
  return btoa(bytes);
}

export function fromPayload(payload) {
  const bytes = atob(payload);
  const samples = new Float32Array(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) samples[index] = DECODED[bytes.charCodeAt(index)];
  return samples;
}

export class Sound {
  /** Asks for the microphone. `onFrame` gets a base64 payload every 20 ms. Throws when it is refused. */
  static async open({ onFrame, onMark = () => {}, onPlaying = () => {} }) {
    const wishes = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: wishes });
    const context = new AudioContext({ latencyHint: "interactive" });
    await context.audioWorklet.addModule("/softphone/sound-worklet.js");
    await context.resume();
    return new Sound(context, stream, onFrame, onMark, onPlaying);
  }

  constructor(context, stream, onFrame, onMark, onPlaying) {
    this.context = context;
    this.stream = stream;
    this.muted = false;
    this.microphone = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
    this.microphone.port.onmessage = ({ data }) => onFrame(toPayload(this.muted ? new Float32Array(data.length) : data));
    context.createMediaStreamSource(stream).connect(this.microphone);
    this.loudspeaker = new AudioWorkletNode(context, "loudspeaker", { numberOfInputs: 0, outputChannelCount: [1] });
    this.loudspeaker.port.onmessage = ({ data }) => {
      if (data.mark !== undefined) onMark(data.mark);
      if (data.playing !== undefined) onPlaying(data.playing);
    };
    this.loudspeaker.connect(context.destination);
  }

  play(payload) {
    const samples = fromPayload(payload);
    this.loudspeaker.port.postMessage({ samples }, [samples.buffer]);
  }

  mark(name) {
    this.loudspeaker.port.postMessage({ mark: name });
  }

  clear() {
    this.loudspeaker.port.postMessage({ clear: true });
  }

  /** Rings until the function that it returns is called. */
  ring() {
    const loudness = this.context.createGain();
    loudness.gain.value = 0;
    loudness.connect(this.context.destination);
    const tones = [425, 480].map((hertz) => {
      const tone = this.context.createOscillator();
      tone.frequency.value = hertz;
      tone.connect(loudness);
      tone.start();
      return tone;
    });
    const ringOnce = () => {
      const now = this.context.currentTime;
      loudness.gain.setTargetAtTime(0.12, now, 0.02);
      loudness.gain.setTargetAtTime(0, now + 1, 0.05);
    };
    ringOnce();
    const again = setInterval(ringOnce, 3000);
    return () => {
      clearInterval(again);
      for (const tone of tones) tone.stop();
      loudness.disconnect();
    };
  }

  close() {
    for (const track of this.stream.getTracks()) track.stop();
    this.context.close();
  }
}

/** A websocket to this page's own host. */
export function openSocket(path) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(`${scheme}//${location.host}${path}`);
}

/** Keeps the time of a call on the page. */
export class Timer {
  constructor(element) {
    this.element = element;
  }

  start() {
    const began = Date.now();
    this.show(0);
    this.element.hidden = false;
    this.ticking = setInterval(() => this.show(Math.floor((Date.now() - began) / 1000)), 1000);
  }

  stop() {
    clearInterval(this.ticking);
    this.element.hidden = true;
  }

  show(seconds) {
    this.element.textContent = `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, "0")}`;
  }
}

export function microphoneProblem(error) {
  if (!navigator.mediaDevices) return "Selain ei anna mikrofonia tälle osoitteelle. Avaa sivu osoitteessa localhost tai https-yhteydellä.";
  if (error.name === "NotAllowedError") return "Mikrofonin käyttö on estetty. Salli se selaimen osoiteriviltä ja yritä uudelleen.";
  if (error.name === "NotFoundError") return "Mikrofonia ei löytynyt. Kytke mikrofoni ja yritä uudelleen.";
  return "Mikrofonia ei saatu auki. Tarkista, ettei toinen ohjelma käytä sitä, ja yritä uudelleen.";
}

/** A Finnish E.164 number in groups, as people write it. */
export function written(number) {
  return number.replace(/^\+358(\d{2})(\d{3})(\d+)$/, "+358 $1 $2 $3");
}

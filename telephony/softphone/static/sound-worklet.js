// The telephone's sound in the browser: 8 kHz on the line, the sound card's own rate here.

const LINE_HZ = 8000;
const FRAME = 160; // 20 ms on the line
const HALF_TAPS = 12;
const PHASES = 128;

/** Windowed-sinc interpolation from one rate to another; `at(samples, position)` reads between samples. */
class Interpolator {
  constructor(fromHz, toHz) {
    const cutoff = Math.min(1, toHz / fromHz) * 0.92; // of the input's Nyquist frequency
    this.half = Math.ceil(HALF_TAPS / cutoff);
    this.table = [];
    for (let phase = 0; phase < PHASES; phase += 1) {
      const taps = new Float32Array(2 * this.half);
      let sum = 0;
      for (let tap = 0; tap < taps.length; tap += 1) {
        const distance = tap - this.half + 1 - phase / PHASES;
        const angle = Math.PI * distance * cutoff;
        const sinc = Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
        taps[tap] = sinc * Math.cos((Math.PI * distance) / (2 * this.half + 2)) ** 2;
        sum += taps[tap];
      }
      this.table.push(taps.map((value) => value / sum));
    }
  }

  at(samples, position) {
    const whole = Math.floor(position);
    const taps = this.table[Math.floor((position - whole) * PHASES)];
    const first = whole - this.half + 1;
    let sum = 0;
    for (let tap = 0; tap < taps.length; tap += 1) {
      const index = first + tap;
      if (index >= 0 && index < samples.length) sum += taps[tap] * samples[index];
    }
    return sum;
  }
}

/** Microphone to the line: posts Float32Array frames of 160 samples at 8 kHz. */
class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.interpolator = new Interpolator(sampleRate, LINE_HZ);
    this.heard = new Float32Array(0);
    this.position = 0;
    this.frame = new Float32Array(FRAME);
    this.filled = 0;
  }

  process(inputs) {
    const input = inputs[0][0] ?? new Float32Array(128);
    const heard = new Float32Array(this.heard.length + input.length);
    heard.set(this.heard);
    heard.set(input, this.heard.length);
    while (this.position + this.interpolator.half < heard.length) {
      this.frame[this.filled] = this.interpolator.at(heard, this.position);
      this.position += sampleRate / LINE_HZ;
      this.filled += 1;
      if (this.filled === FRAME) {
        this.port.postMessage(this.frame);
        this.frame = new Float32Array(FRAME);
        this.filled = 0;
      }
    }
    const done = Math.max(0, Math.floor(this.position) - this.interpolator.half);
    this.heard = heard.slice(done);
    this.position -= done;
    return true;
  }
}

/**
 * The line to the loudspeaker. In: {samples}, {mark}, {clear: true}.
 * Out: {mark} when all before it has been heard (at once on clear), {playing} when sound begins and ends.
 */
class Loudspeaker extends AudioWorkletProcessor {
  constructor() {
    super();
    this.interpolator = new Interpolator(LINE_HZ, sampleRate);
    this.samples = new Float32Array(0);
    this.position = 0;
    this.marks = [];
    this.playing = false;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take(message) {
    if (message.samples) {
      const all = new Float32Array(this.samples.length + message.samples.length);
      all.set(this.samples);
      all.set(message.samples, this.samples.length);
      this.samples = all;
    } else if (message.mark !== undefined) {
      this.marks.push({ at: this.samples.length, name: message.mark });
    } else if (message.clear) {
      this.samples = new Float32Array(0);
      this.position = 0;
      for (const mark of this.marks.splice(0)) this.port.postMessage({ mark: mark.name });
    }
  }

  process(_inputs, outputs) {
    const output = outputs[0][0];
    const playing = this.position < this.samples.length;
    for (let index = 0; index < output.length && this.position < this.samples.length; index += 1) {
      output[index] = this.interpolator.at(this.samples, this.position);
      this.position += LINE_HZ / sampleRate;
    }
    while (this.marks.length && this.marks[0].at <= this.position) {
      this.port.postMessage({ mark: this.marks.shift().name });
    }
    if (playing !== this.playing) {
      this.playing = playing;
      this.port.postMessage({ playing });
    }
    this.forget();
    return true;
  }

  forget() {
    const done = Math.min(Math.floor(this.position) - this.interpolator.half, this.samples.length);
    if (done < LINE_HZ) return;
    this.samples = this.samples.slice(done);
    this.position -= done;
    for (const mark of this.marks) mark.at -= done;
  }
}

registerProcessor("microphone", Microphone);
registerProcessor("loudspeaker", Loudspeaker);

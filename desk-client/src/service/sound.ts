import { signal } from '@preact/signals';

const storedAs = 'vestibule-desk-sound';

export const soundIsOn = signal(localStorage.getItem(storedAs) === 'on');
let audio: AudioContext | null = null;

/** Browsers let a page sound only after a press on it, so the switch is one. */
export function switchSound(on: boolean): void {
  soundIsOn.value = on;
  localStorage.setItem(storedAs, on ? 'on' : 'off');
  if (on) chime();
}

/** Two soft tones. */
export function chime(): void {
  play([660, 880]);
}

/** Somebody is to be answered while Envoy waits: higher, and three times. */
export function ring(): void {
  play([880, 1175, 880, 1175, 880, 1175]);
}

/** Tones one after another, no file. */
function play(frequencies: readonly number[]): void {
  if (!soundIsOn.value) return;
  audio ??= new AudioContext();
  const context = audio;
  frequencies.forEach((frequency, index) => {
    const at = context.currentTime + index * 0.16;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = frequency;
    loudness.gain.setValueAtTime(0.0001, at);
    loudness.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  });
}

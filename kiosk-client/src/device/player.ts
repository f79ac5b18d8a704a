import type { Sound } from '../machine/screen.ts';

/** Soft tones that differ by direction: one tone, rising, falling. In hertz. */
const tones: Record<Sound, number[]> = {
  look_here: [659],
  done: [523, 784],
  please_wait: [523, 392],
};
const secondsOfTone = 0.22;
const loudness = 0.12;

let context: AudioContext | null = null;

/** Silent in browsers that forbid sound before the first touch. */
export function play(sound: Sound): void {
  context ??= new AudioContext();
  const audio = context;
  void audio
    .resume()
    .then(() =>
      tones[sound].forEach((hertz, index) => playTone(audio, hertz, index * secondsOfTone)),
    )
    .catch(() => undefined);
}

function playTone(audio: AudioContext, hertz: number, afterSeconds: number): void {
  const from = audio.currentTime + afterSeconds;
  const oscillator = new OscillatorNode(audio, { frequency: hertz });
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(loudness, from + 0.03);
  gain.gain.linearRampToValueAtTime(0, from + secondsOfTone);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(from);
  oscillator.stop(from + secondsOfTone);
}

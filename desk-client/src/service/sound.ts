import { computed, signal } from '@preact/signals';

const storedAs = 'vestibule-desk-sound';

export const soundIsOn = signal(localStorage.getItem(storedAs) === 'on');
/** Whether the reader has been told that the sound is off, and has answered. */
const isAnswered = signal(localStorage.getItem(storedAs) !== null);
/** Whether this page is silent because nobody has pressed anything on it yet. */
const isSilent = signal(true);
/** Whether the page says that it is silent: once, until somebody presses. */
export const saysSilent = computed(() => (soundIsOn.value ? isSilent.value : !isAnswered.value));
let audio: AudioContext | null = null;
/** Whether this tab sounds. Of several tabs, only the first one does. */
let leads = false;

// Another tab switched the sound.
window.addEventListener('storage', ({ key, newValue }) => {
  if (key !== storedAs) return;
  soundIsOn.value = newValue === 'on';
  isAnswered.value = true;
});
for (const press of ['pointerdown', 'keydown']) window.addEventListener(press, wake);

/** Browsers let a page sound only after a press on it. */
function wake(): void {
  if (audio !== null || !soundIsOn.value) return;
  audio = new AudioContext();
  isSilent.value = false;
  // Locks need a secure connection. Without one, every tab sounds.
  if (!isSecureContext) leads = true;
  else
    void navigator.locks.request(storedAs, () => {
      leads = true;
      return new Promise(() => {});
    });
}

export function switchSound(on: boolean): void {
  soundIsOn.value = on;
  isAnswered.value = true;
  localStorage.setItem(storedAs, on ? 'on' : 'off');
  wake();
  if (on) play(twoTones);
}

const twoTones = [660, 880];

/** Two soft tones. */
export function chime(): void {
  if (leads) play(twoTones);
}

/** Rings for a visitor while Envoy waits: higher tones, three times. */
export function playRing(): void {
  if (leads) play([880, 1175, 880, 1175, 880, 1175]);
}

/** Plays tones one after another, without a file. */
function play(frequencies: readonly number[]): void {
  if (!soundIsOn.value || audio === null) return;
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

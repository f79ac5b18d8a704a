import type { Event } from '../machine/events.ts';
import type { Screen } from '../machine/screen.ts';
import type { Words } from '../languages/words.ts';
import type { OvalLook } from './oval.ts';

/** Colours of the whole screen; see palette.css. */
export type Tone = 'calm' | 'adjust' | 'good' | 'welcome' | 'wait' | 'light' | 'fault';

/** What a screen puts into the page's fixed frame: words at the head, an oval, the rest below. */
export interface Drawing {
  tone: Tone;
  head: Node[];
  body: Node[];
  /** Stands where the oval would. */
  figure: OvalLook | HTMLElement;
  /** For a screen reader, at once. */
  said: string;
  /** Gets the focus; by default the screen as a whole. */
  focus?: HTMLElement;
  /** What Escape does. */
  escape?: () => void;
  /** For a screen that changes while it is shown; null when `next` takes a drawing of its own. */
  redraw?: (next: Screen) => Changes | null;
}

export type Changes = Pick<Drawing, 'tone' | 'figure' | 'said'>;

export interface Stage {
  words: Words;
  act: (event: Event) => void;
}

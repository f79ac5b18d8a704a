import type { Screen } from '../../machine/screen.ts';
import type { Drawing, Stage } from '../drawing.ts';
import { button, kicker, lead, notice, staffCard, title } from '../parts.ts';

type Of<N extends Screen['name']> = Extract<Screen, { name: N }>;

/** The screens that never change while they are shown. */

export function drawStarting(_: Of<'starting'>, { words }: Stage): Drawing {
  return {
    tone: 'calm',
    head: [title(words.starting.title)],
    body: [],
    figure: { ring: 'busy' },
    said: words.starting.title,
  };
}

export function drawIdle(_: Of<'idle'>, { words }: Stage): Drawing {
  const { kicker: hello, title: text, cameraOff, notice: promise } = words.idle;
  return {
    tone: 'calm',
    head: [kicker(hello), title(text)],
    body: [notice('cameraOff', cameraOff + '. ', promise)],
    figure: { ring: 'calm', icon: 'signIn' },
    said: text,
  };
}

export function drawThinking(_: Of<'thinking'>, { words }: Stage): Drawing {
  const { title: thanks, lead: wait, cameraOff } = words.thinking;
  return {
    tone: 'calm',
    head: [title(thanks)],
    body: [lead(wait), notice('cameraOff', cameraOff)],
    figure: { ring: 'busy', icon: 'dots' },
    said: `${thanks}. ${wait}`,
  };
}

export function drawCameraMissing(
  { camera }: Of<'camera_missing'>,
  { words, act }: Stage,
): Drawing {
  const { title: text, lead: anyway, staff, allow } = words.cameraMissing;
  const ask = () => act({ type: 'camera_permission_wanted' });
  const buttons = camera === 'not_asked' ? [button(allow, 'secondary', ask)] : [];
  return {
    tone: 'fault',
    head: [title(text)],
    body: [lead(anyway), staffCard(words.forStaff, staff[camera], ...buttons)],
    figure: { ring: 'broken', icon: 'cameraOff' },
    said: `${text}. ${anyway}`,
  };
}

export function drawNotConnected(_: Of<'not_connected'>, { words }: Stage): Drawing {
  const { title: text, lead: anyway, staff } = words.notConnected;
  return {
    tone: 'fault',
    head: [title(text)],
    body: [lead(anyway), staffCard(words.forStaff, staff)],
    figure: { ring: 'broken', icon: 'unplugged' },
    said: `${text}. ${anyway}`,
  };
}

export function drawReplaced(_: Of<'replaced'>, { words, act }: Stage): Drawing {
  const { title: text, lead: rest, takeOver } = words.replaced;
  return {
    tone: 'fault',
    head: [title(text)],
    body: [lead(rest), button(takeOver, 'secondary', () => act({ type: 'take_over' }))],
    figure: { ring: 'broken', icon: 'elsewhere' },
    said: `${text}. ${rest}`,
  };
}

export function drawOutdated(_: Of<'outdated'>, { words }: Stage): Drawing {
  const { title: text, lead: anyway, staff } = words.outdated;
  return {
    tone: 'fault',
    head: [title(text)],
    body: [lead(anyway), staffCard(words.forStaff, staff)],
    figure: { ring: 'broken', icon: 'renew' },
    said: `${text}. ${anyway}`,
  };
}

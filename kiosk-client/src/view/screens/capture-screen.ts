import type { Guidance } from '#server/protocol/messages.ts';
import type { Screen } from '../../machine/screen.ts';
import {
  type Act,
  type Changes,
  type Drawing,
  type Tone,
  button,
  choices,
  kicker,
  notice,
  title,
} from '../drawing.ts';
import type { IconName } from '../icons.ts';
import { say, sayTo } from '../language.ts';
import type { OvalLook } from '../oval.ts';

export type CaptureScreen = Extract<Screen, { name: 'get_ready' | 'looking' }>;

const signs: Record<Guidance, { icon: IconName; tone?: Tone; hint?: OvalLook['hint'] }> = {
  look_here: { icon: 'face' },
  step_closer: { icon: 'stepCloser', hint: 'closer' },
  step_back: { icon: 'stepBack', hint: 'back' },
  one_person: { icon: 'onePerson' },
  centre: { icon: 'intoOval' },
  face_camera: { icon: 'faceAhead' },
  more_light: { icon: 'sun' },
  less_light: { icon: 'shade' },
  hold_still: { icon: 'hand' },
  open_eyes: { icon: 'eye' },
  uncover_face: { icon: 'glasses' },
  looking_good: { icon: 'check', tone: 'good' },
  follow_dot: { icon: 'wayOfDot', tone: 'calm' },
  turn_a_little_left: { icon: 'toLeft', tone: 'calm', hint: 'left' },
  turn_a_little_right: { icon: 'toRight', tone: 'calm', hint: 'right' },
  turn_back_a_little: { icon: 'faceAhead' },
  show_pass: { icon: 'code', tone: 'calm' },
  show_next_part: { icon: 'code', tone: 'calm' },
  show_other_pass: { icon: 'code' },
};

/**
 * One drawing from the notice to the end of the capture. So the button to leave never moves, and a tap on it that
 * begins on one screen counts on the next.
 */
export function drawCapture(first: CaptureScreen, act: Act): Drawing {
  const heading = title('');
  const { purpose } = first;
  const promise = notice('camera', '');
  const promiseText = promise.querySelector('span') ?? promise;
  const decline = () => act({ type: 'declined' });
  const cannotMove = button(say('capture-cannot_move'), 'secondary', () =>
    act({ type: 'cannot_move' }),
  );
  const stop = button(say(`capture-${purpose}-stop`), 'secondary', decline);
  /** Shown early, because visitors do not read while a dot moves. With a pass, there is already enough to read. */
  const dotComes = notice('wayOfDot', say('capture-dot_comes'));
  const saysDot = first.asksToMove && purpose === 'sign_in';
  /** Shown early, because finding the phone takes a while. */
  const codeComes = notice('phone', say('capture-code_comes'));
  codeComes.hidden = !first.asksCode || purpose === 'enrolment';
  const turnOn = button(say('capture-turn_on'), 'primary', () => act({ type: 'agreed' }));

  function update(screen: CaptureScreen): Changes {
    const asking = screen.name === 'get_ready' && screen.asking;
    turnOn.hidden = !asking;
    cannotMove.hidden = !screen.asksToMove;
    const isLooking = screen.name === 'looking';
    const { text, tone, figure } = isLooking ? looking(screen) : gettingReady(asking);
    const promised = say(isLooking ? `capture-${purpose}-during` : `capture-${purpose}-before`);
    dotComes.hidden = isLooking || !saysDot;
    setText(promiseText, promised);
    setText(heading, text);
    if (isLooking) return { tone, figure, said: text };
    // Read aloud once, together with its heading.
    const dot = saysDot ? ` ${say('capture-dot_comes')}` : '';
    const then = codeComes.hidden ? dot : `${dot} ${say('capture-code_comes')}`;
    return { tone, figure, said: `${text}. ${promised}${then}` };
  }

  return {
    ...update(first),
    head: [kicker(sayTo(first.visitor, `capture-${purpose}-kicker`)), heading],
    // The button to leave comes last, where growing content above does not move it.
    body: [promise, dotComes, codeComes, turnOn, choices(cannotMove, stop)],
    escape: decline,
    redraw: (next) =>
      (next.name === 'get_ready' || next.name === 'looking') &&
      next.visitor === first.visitor &&
      next.asksCode === first.asksCode &&
      next.purpose === purpose
        ? update(next)
        : null,
    ...(first.name === 'get_ready' && first.asking ? { focus: turnOn } : {}),
  };
}

function gettingReady(asking: boolean) {
  const figure: OvalLook = { ring: asking ? 'calm' : 'busy', icon: 'camera' };
  const text = say(asking ? 'capture-ask_first' : 'capture-get_ready');
  return { text, tone: 'calm' as Tone, figure };
}

function looking({ guidance, progress, purpose }: Extract<CaptureScreen, { name: 'looking' }>) {
  const { icon, tone = 'adjust', hint = 'none' } = signs[guidance];
  const figure: OvalLook = {
    ring: 'progress',
    progress,
    badge: icon,
    preview: say('capture-preview'),
    hint,
    progressLabel: say(`capture-${purpose}-progress`),
  };
  return { text: say(`guidance-${guidance}`), tone, figure };
}

function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

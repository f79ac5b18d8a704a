import type { Screen } from '../../machine/screen.ts';
import type { Drawing, Stage } from '../drawing.ts';
import { element } from '../element.ts';
import { button, choices, kicker, lead, title } from '../parts.ts';

type ConsentScreen = Extract<Screen, { name: 'consent' }>;

/** The text that somebody is asked to agree to, in full; the camera is off. */
export function drawConsent({ visitor, consent }: ConsentScreen, { words, act }: Stage): Drawing {
  const { text, record } = consent;
  const { title: heading, text: label, isNew, isKnown, agree, no } = words.consent;
  const whose = record ? (record.isNew ? isNew : isKnown)(record.name) : '';
  const decline = () => act({ type: 'declined' });
  const shown = element(
    'div',
    { class: 'consent-text', role: 'region', 'aria-label': label, tabindex: '0', dir: 'auto' },
    text,
  );
  return {
    tone: 'calm',
    head: [kicker(words.capture.purposes.enrolment.kicker(visitor)), title(heading)],
    body: [
      ...(whose ? [lead(whose)] : []),
      choices(
        button(agree, 'primary', () => act({ type: 'agreed' })),
        button(no, 'secondary', decline),
      ),
    ],
    figure: shown,
    said: `${heading}. ${whose} ${text}`,
    focus: shown,
    escape: decline,
  };
}

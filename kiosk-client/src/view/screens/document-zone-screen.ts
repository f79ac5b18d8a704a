import type { Screen } from '../../machine/screen.ts';
import { type Act, type Changes, type Drawing, button, choices, lead, title } from '../drawing.ts';
import { say } from '../language.ts';
import { noThanks } from './document-screens.ts';

type ZoneScreen = Extract<Screen, { name: 'document_zone' }>;

/** The camera reads the chip's key; visitors may also type it. */
export function drawDocumentZone(first: ZoneScreen, act: Act): Drawing {
  const heading = title(say('document-zone-title'));
  const told = lead('');
  const decline = () => act({ type: 'declined' });
  const type = button(say('document-zone-type'), 'secondary', () =>
    act({ type: 'document_typing', isTyping: true }),
  );

  function update({ problem, outline, isOn }: ZoneScreen): Changes {
    const text = say(problem ? `document-${problem}` : 'document-zone-lead');
    if (told.textContent !== text) told.textContent = text;
    return {
      tone: 'calm',
      figure: isOn
        ? { ring: 'calm', preview: say('document-zone-preview'), outline }
        : { ring: 'calm', icon: 'camera' },
      said: `${heading.textContent}. ${text}`,
    };
  }

  return {
    ...update(first),
    head: [heading, told],
    body: [choices(type, noThanks(decline))],
    escape: decline,
    redraw: (next) => (next.name === 'document_zone' ? update(next) : null),
  };
}

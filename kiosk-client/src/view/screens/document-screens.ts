import type { Screen } from '../../machine/screen.ts';
import {
  type Act,
  type Changes,
  type Drawing,
  button,
  choices,
  kicker,
  lead,
  notice,
  title,
  readerDrawing,
} from '../drawing.ts';
import { element } from '../element.ts';
import { say } from '../language.ts';

type Of<N extends Screen['name']> = Extract<Screen, { name: N }>;

/** Says what is read and kept; nothing is read before the visitor agrees. */
export function drawDocumentConsent(
  { from, hasChoice }: Of<'document_consent'>,
  act: Act,
): Drawing {
  const heading = say('document-consent-title');
  const read = say(from === 'phone' ? 'document-consent-read_phone' : 'document-consent-read');
  const kept = say('document-consent-kept');
  const decline = () => act({ type: 'declined' });
  const agree = button(say('document-consent-agree'), 'primary', () =>
    act({ type: 'document_agreed' }),
  );
  const other = from === 'phone' ? 'chip' : 'phone';
  const instead = button(say(`document-consent-use_${other}`), 'secondary', () =>
    act({ type: 'document_source_chosen', from: other }),
  );
  const buttons = [agree, ...(hasChoice ? [instead] : []), noThanks(decline)];
  return {
    tone: 'calm',
    head: [kicker(say('capture-document-kicker')), title(heading)],
    body: [lead(read), notice('cameraOff', kept), choices(...buttons)],
    figure: element('div', { class: 'no-figure' }),
    said: `${heading}. ${read} ${kept}`,
    focus: agree,
    escape: decline,
  };
}

/** Shows where to place the document, and then that it must stay there. */
export function drawDocumentWait(first: Of<'document_wait'>, act: Act): Drawing {
  const heading = title('');
  const told = lead('');
  const decline = () => act({ type: 'declined' });
  const figure = element('div', { class: 'reader-figure' }, readerDrawing(say('document-drawing')));
  const bar = element('progress', { max: '1', 'aria-label': say('document-reading-title') });

  function update({ step, problem, progress }: Of<'document_wait'>): Changes {
    const isPlacing = step === 'place';
    const text = say(isPlacing ? 'document-place-title' : 'document-reading-title');
    const usual = say(isPlacing ? 'document-place-lead' : 'document-reading-lead');
    heading.textContent = text;
    told.textContent = problem === 'several_documents' ? say('document-several_documents') : usual;
    bar.hidden = isPlacing;
    bar.value = progress;
    return { tone: 'calm', figure, said: `${text}. ${told.textContent}` };
  }

  return {
    ...update(first),
    head: [kicker(say('capture-document-kicker')), heading],
    body: [told, bar, choices(noThanks(decline))],
    escape: decline,
    redraw: (next) => (next.name === 'document_wait' ? update(next) : null),
  };
}

/** Beside the browser's own dialogue with the code for the phone. */
export function drawDocumentWallet(act: Act): Drawing {
  const heading = say('document-wallet-title');
  const told = say('document-wallet-lead');
  const decline = () => act({ type: 'declined' });
  return {
    tone: 'calm',
    head: [kicker(say('capture-document-kicker')), title(heading)],
    body: [lead(told), choices(noThanks(decline))],
    figure: { ring: 'busy', icon: 'dots' },
    said: `${heading}. ${told}`,
    escape: decline,
  };
}

/** The button to get help from a person, at every step. */
export function noThanks(decline: () => void): HTMLButtonElement {
  return button(say('document-no'), 'secondary', decline);
}

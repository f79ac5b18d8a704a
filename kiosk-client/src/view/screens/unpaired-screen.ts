import {
  formatCode,
  pairingAlphabet,
  pairingCodeLength,
  readCode,
} from '#server/protocol/pairing-messages.ts';
import type { Screen } from '../../machine/screen.ts';
import { type Attributes, element } from '../element.ts';
import { type Act, type Changes, type Drawing, lead, title } from '../drawing.ts';
import { icon } from '../icons.ts';
import { say } from '../language.ts';

type UnpairedScreen = Extract<Screen, { name: 'unpaired' }>;

/** Works with a keyboard, and with a touch screen that has none. */
export function drawUnpaired(first: UnpairedScreen, act: Act): Drawing {
  let letters = '';
  let screen = first;

  const { cells, field, form } = codeForm({
    input: () => edit(field.value),
    submit: send,
  });
  const problem = element('p', { class: 'problem', id: 'problem', role: 'alert' });
  const submit = element('button', { type: 'submit', form: 'pairing', class: 'button primary' });

  function edit(typed: string): void {
    const read = readCode(typed);
    letters = read.letters;
    if (screen.pairing.problem !== null) act({ type: 'code_edited' });
    refresh(read.stray ? say('unpaired-stray_letter') : '');
  }

  function send(event: Event): void {
    event.preventDefault();
    if (screen.pairing.busy) return;
    if (letters.length < pairingCodeLength) refresh(say('problem-malformed_code'));
    else act({ type: 'code_entered', code: formatCode(letters) });
  }

  function refresh(message: string): void {
    field.value = formatCode(letters);
    cells.forEach((cell, index) => {
      cell.textContent = letters[index] ?? '';
      cell.classList.toggle('next', index === letters.length);
    });
    problem.textContent = message;
    submit.textContent = say(screen.pairing.busy ? 'unpaired-busy' : 'unpaired-submit');
    submit.setAttribute('aria-disabled', String(letters.length < pairingCodeLength));
  }

  function update(next: UnpairedScreen): Changes {
    const { problem: found } = next.pairing;
    const changed = found !== screen.pairing.problem || next.pairing.busy !== screen.pairing.busy;
    screen = next;
    if (changed || next === first) refresh(found === null ? '' : say(`problem-${found}`));
    return { tone: 'calm', figure: keys, said: '' };
  }

  const keys = keyboard({
    typed: (letter) => edit(letters + letter),
    erased: () => edit(letters.slice(0, -1)),
    submit,
  });

  return {
    ...update(first),
    head: [title(say('unpaired-title')), lead(say('unpaired-lead'))],
    body: [form, problem],
    said: say('unpaired-title'),
    focus: field,
    redraw: (next) => (next.name === 'unpaired' ? update(next) : null),
  };
}

/** The visible cells, and the field under them that receives the input. */
function codeForm({ input, submit }: Record<'input' | 'submit', (event: Event) => void>) {
  const cells = Array.from({ length: pairingCodeLength }, () => element('span', { class: 'cell' }));
  const field = element('input', {
    class: 'code-field',
    name: 'code',
    autocomplete: 'off',
    autocapitalize: 'characters',
    spellcheck: 'false',
    // The page has its own keys.
    inputmode: 'none',
    'aria-label': say('unpaired-code'),
    'aria-describedby': 'problem',
    input,
  });
  const seen = element('div', { class: 'cells', 'aria-hidden': 'true' }, ...cells);
  const form = element('form', { id: 'pairing', class: 'code', dir: 'ltr', submit }, seen, field);
  return { cells, field, form };
}

interface Keys {
  typed: (letter: string) => void;
  erased: () => void;
  submit: HTMLElement;
}

function keyboard({ typed, erased, submit }: Keys): HTMLElement {
  const key = (attributes: Attributes, face: string | SVGElement) =>
    element('button', { type: 'button', class: 'key', ...attributes }, face);
  return element(
    'div',
    { class: 'keys', dir: 'ltr' },
    ...[...pairingAlphabet].map((letter) => key({ click: () => typed(letter) }, letter)),
    key({ 'aria-label': say('unpaired-erase'), click: erased }, icon('erase')),
    submit,
  );
}

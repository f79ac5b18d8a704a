import { codeLength } from '#server/protocol/code-messages.ts';
import type { Screen } from '../../machine/screen.ts';
import { type Attributes, element } from '../element.ts';
import {
  type Act,
  type Changes,
  type Drawing,
  button,
  kicker,
  title,
  qrDrawing,
} from '../drawing.ts';
import { icon } from '../icons.ts';
import { say, sayTo } from '../language.ts';

type CodeScreen = Extract<Screen, { name: 'code' }>;

/** Works with a keyboard, and with a touch screen that has none. */
export function drawCode(first: CodeScreen, act: Act): Drawing {
  const { setUp } = first;
  const isSetUp = setUp !== null;
  const heading = say(isSetUp ? 'code-set_up-title' : 'code-title');
  const entry = new Entry(first, act);
  const scanned = setUp === null ? [] : [qrDrawing(setUp, labelOf(setUp))];
  const figure = element('div', { class: 'code-figure' }, ...scanned, entry.keys.element);
  const leave = () => act({ type: isSetUp ? 'declined' : 'code_declined' });
  const stop = isSetUp ? 'capture-enrolment-stop' : 'code-no_code';
  const exit = button(say(stop), 'secondary', leave);
  exit.classList.add('code-exit');
  const changes: Changes = { tone: 'calm', figure, said: '' };
  return {
    ...changes,
    head: [
      kicker(sayTo(first.visitor, `capture-${isSetUp ? 'enrolment' : 'sign_in'}-kicker`)),
      title(heading),
      entry.told,
    ],
    body: [entry.form, exit],
    said: heading,
    focus: entry.field,
    escape: leave,
    redraw: (next) => {
      if (next.name !== 'code' || next.setUp !== setUp) return null;
      entry.show(next);
      return changes;
    },
  };
}

/** The digits typed so far, and the message about the previous code. */
class Entry {
  readonly form: HTMLElement;
  readonly field: HTMLInputElement;
  readonly keys: ReturnType<typeof keyboard>;
  /** The instruction, or the fault of the previous code. */
  readonly told = element('p', { class: 'lead', id: 'told', role: 'alert' });
  private readonly cells: HTMLElement[];
  private screen: CodeScreen;
  private digits = '';

  constructor(screen: CodeScreen, act: Act) {
    this.screen = screen;
    const { cells, field, form } = codeForm({
      input: () => this.edit(field.value),
      submit: (event) => {
        event.preventDefault();
        if (this.digits.length === codeLength) act({ type: 'code_typed', code: this.digits });
      },
    });
    this.cells = cells;
    this.field = field;
    this.form = form;
    this.keys = keyboard({
      typed: (digit) => this.edit(this.digits + digit),
      erased: () => this.edit(this.digits.slice(0, -1)),
    });
    this.tell(screen.problem);
    this.refresh();
  }

  show(next: CodeScreen): void {
    const { isSent, problem } = this.screen;
    const isAskedAgain = (isSent && !next.isSent) || problem !== next.problem;
    this.screen = next;
    if (isAskedAgain) {
      this.digits = '';
      this.tell(next.problem);
    }
    this.refresh();
  }

  private edit(typed: string): void {
    if (!this.screen.isSent) {
      this.digits = digitsIn(typed);
      this.tell(null);
    }
    this.refresh();
  }

  private tell(problem: CodeScreen['problem']): void {
    const what = this.screen.setUp === null ? 'code-lead' : 'code-set_up-lead';
    const text = say(problem === null ? what : `code-${problem}`);
    this.told.classList.toggle('problem', problem !== null);
    if (this.told.textContent !== text) this.told.textContent = text;
  }

  private refresh(): void {
    this.field.value = this.digits;
    this.cells.forEach((cell, index) => {
      cell.textContent = this.digits[index] ?? '';
      cell.classList.toggle('next', index === this.digits.length);
    });
    const isReady = this.digits.length === codeLength && !this.screen.isSent;
    this.keys.submit.setAttribute('aria-disabled', String(!isReady));
  }
}

/** Contains the key, because people who do not see the QR code type the key instead. */
function labelOf(uri: string): string {
  const key = new URL(uri).searchParams.get('secret') ?? '';
  const parts = key.replace(/.{4}(?=.)/g, '$& ');
  return `${say('code-set_up-qr')}. ${say('code-set_up-by_hand')} ${parts}`;
}

/** The visible cells, and the field under them that receives the input. */
function codeForm({ input, submit }: Record<'input' | 'submit', (event: Event) => void>) {
  const cells = Array.from({ length: codeLength }, () => element('span', { class: 'cell' }));
  const field = element('input', {
    class: 'code-field',
    name: 'code',
    autocomplete: 'off',
    spellcheck: 'false',
    // The page has its own keys.
    inputmode: 'none',
    'aria-label': say('code-field'),
    'aria-describedby': 'told',
    input,
  });
  const seen = element('div', { class: 'cells', 'aria-hidden': 'true' }, ...cells);
  const form = element('form', { id: 'code', class: 'code', dir: 'ltr', submit }, seen, field);
  return { cells, field, form };
}

function keyboard({ typed, erased }: { typed: (digit: string) => void; erased: () => void }) {
  const key = (attributes: Attributes, face: string | SVGElement) =>
    element('button', { type: 'button', class: 'key', ...attributes }, face);
  const digit = (face: string) => key({ click: () => typed(face) }, face);
  const ready = { type: 'submit', form: 'code', 'aria-label': say('code-submit') };
  const submit = key({ ...ready, class: 'key submit' }, icon('check'));
  const erase = key({ 'aria-label': say('code-erase'), click: erased }, icon('erase'));
  const all = [...[...'123456789'].map(digit), erase, digit('0'), submit];
  return { element: element('div', { class: 'keys digits', dir: 'ltr' }, ...all), submit };
}

/** Accepts the digits of each script, because a keyboard may have its own. */
function digitsIn(typed: string): string {
  const zeros = ['0', '\u0660', '\u06f0', '\uff10'].map((zero) => zero.charCodeAt(0));
  const values = [...typed].flatMap((letter) => {
    const zero = zeros.find((first) => {
      const value = letter.charCodeAt(0) - first;
      return value >= 0 && value <= 9;
    });
    return zero === undefined ? [] : [String(letter.charCodeAt(0) - zero)];
  });
  return values.join('').slice(0, codeLength);
}

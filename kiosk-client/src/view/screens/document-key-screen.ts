import type { DocumentKey } from '#server/protocol/document-messages.ts';
import type { Screen } from '../../machine/screen.ts';
import { type Act, type Changes, type Drawing, button, choices, lead, title } from '../drawing.ts';
import { type Attributes, element } from '../element.ts';
import { icon } from '../icons.ts';
import { say } from '../language.ts';
import { noThanks } from './document-screens.ts';

type KeyScreen = Extract<Screen, { name: 'document_key' }>;
type Part = 'number' | 'birth' | 'expiry' | 'can';

const digits = '1234567890';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const lengths: Record<Part, { least: number; most: number }> = {
  number: { least: 1, most: 24 },
  birth: { least: 6, most: 6 },
  expiry: { least: 6, most: 6 },
  can: { least: 6, most: 6 },
};
const order: readonly Part[] = ['number', 'birth', 'expiry'];

/** Asks for the parts of the chip's key, one by one. Works with a keyboard, and with a touch screen that has none. */
export function drawDocumentKey(first: KeyScreen, act: Act): Drawing {
  const entry = new KeyEntry(act);
  entry.show(first.problem);
  const decline = () => act({ type: 'declined' });
  const useCamera = element(
    'button',
    {
      type: 'button',
      class: 'button secondary',
      'aria-label': say('document-use_camera'),
      click: () => act({ type: 'document_typing', isTyping: false }),
    },
    icon('camera'),
  );
  useCamera.hidden = !first.hasCamera;
  const changes: Changes = { tone: 'calm', figure: entry.keys, said: say('document-number-title') };
  return {
    ...changes,
    head: [entry.heading, entry.told],
    body: [entry.form, choices(entry.otherWay, useCamera, noThanks(decline))],
    focus: entry.field,
    escape: decline,
    redraw: (next) => {
      if (next.name !== 'document_key') return null;
      entry.show(next.problem);
      useCamera.hidden = !next.hasCamera;
      return changes;
    },
  };
}

class KeyEntry {
  readonly heading = title('');
  /** The format of a date, or the fault of the input. */
  readonly told = lead('');
  readonly field: HTMLInputElement;
  readonly form: HTMLElement;
  readonly keys: HTMLElement;
  readonly otherWay: HTMLButtonElement;
  private readonly letterKeys: HTMLElement[];
  private readonly act: Act;
  private part: Part = 'number';
  private typed: Partial<Record<Part, string>> = {};
  private problem: KeyScreen['problem'] = null;

  constructor(act: Act) {
    this.act = act;
    this.field = element('input', {
      class: 'document-field',
      name: 'part',
      autocomplete: 'off',
      autocapitalize: 'characters',
      spellcheck: 'false',
      // The page has its own keys.
      inputmode: 'none',
      dir: 'ltr',
      'aria-label': say('document-field'),
      input: () => this.edit(this.field.value),
    });
    const submit = (event: Event) => {
      event.preventDefault();
      this.next();
    };
    this.form = element('form', { id: 'document', class: 'document-form', submit }, this.field);
    this.letterKeys = [...letters].map((face) => this.key(face));
    const next = { type: 'submit', form: 'document', class: 'key submit' };
    this.keys = element(
      'div',
      { class: 'keys whole', dir: 'ltr' },
      ...[...digits].map((face) => this.key(face)),
      ...this.letterKeys,
      this.key(icon('erase'), {
        'aria-label': say('document-erase'),
        click: () => this.edit(this.value.slice(0, -1)),
      }),
      this.key(icon('check'), { ...next, 'aria-label': say('document-next') }),
    );
    this.otherWay = button('', 'secondary', () => this.begin(this.isCan ? 'number' : 'can'));
  }

  /** @param problem of the sent key: the visitor then types it again from the start */
  show(problem: KeyScreen['problem']): void {
    if (problem !== null) {
      this.typed = {};
      this.part = problem === 'key_wrong' && this.isCan ? 'can' : 'number';
    }
    this.problem = problem;
    this.refresh();
  }

  private get isCan(): boolean {
    return this.part === 'can';
  }

  private get value(): string {
    return this.typed[this.part] ?? '';
  }

  private begin(part: Part): void {
    this.part = part;
    this.problem = null;
    this.refresh();
    this.field.focus({ preventScroll: true });
  }

  private edit(text: string): void {
    const wanted = this.part === 'number' ? /[^0-9A-Z]/g : /[^0-9]/g;
    const value = text.toUpperCase().replaceAll(wanted, '').slice(0, lengths[this.part].most);
    this.typed = { ...this.typed, [this.part]: value };
    this.problem = null;
    this.refresh();
  }

  private next(): void {
    const { number = '', birth = '', expiry = '', can = '' } = this.typed;
    if (this.value.length < lengths[this.part].least) return;
    const following = this.isCan ? undefined : order[order.indexOf(this.part) + 1];
    if (following) return this.begin(following);
    const key: DocumentKey = this.isCan
      ? { kind: 'can', can }
      : { kind: 'mrz', documentNumber: number, birthDate: birth, expiryDate: expiry };
    this.act({ type: 'document_key_typed', key });
  }

  private refresh(): void {
    this.heading.textContent = say(`document-${this.part}-title`);
    const isDate = this.part === 'birth' || this.part === 'expiry';
    const told = this.problem
      ? say(`document-${this.problem}`)
      : isDate
        ? say('document-date')
        : '';
    this.told.textContent = told;
    this.told.hidden = told === '';
    this.field.value = this.value;
    this.otherWay.textContent = say(this.isCan ? 'document-use_number' : 'document-use_can');
    this.otherWay.hidden = isDate;
    for (const key of this.letterKeys) key.hidden = this.part !== 'number';
  }

  private key(face: string | SVGElement, attributes: Attributes = {}): HTMLElement {
    const typed = typeof face === 'string' && { click: () => this.edit(this.value + face) };
    return element('button', { type: 'button', class: 'key', ...typed, ...attributes }, face);
  }
}

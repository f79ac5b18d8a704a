import type { DeskCard } from '../../../server/protocol/desk-messages.ts';
import { maxNoteLength } from '../../../server/protocol/desk-visit-messages.ts';
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { say } from '../service/language.ts';
import { actOfKey } from '../service/lone-keys.ts';

/** An error message, which a screen reader reads at once. */
export function Problem({ children }: { children: ComponentChildren }) {
  if (!children) return null;
  return (
    <p class="problem" role="alert">
      {children}
    </p>
  );
}

interface InputAttributes {
  type?: 'text' | 'email' | 'search' | 'date' | 'password';
  required?: boolean;
  name?: string;
  autocomplete?: 'username' | 'current-password' | 'new-password';
  minLength?: number;
  maxLength?: number;
  placeholder?: string;
}

/** Shows an error below its input, and moves the focus to the input. */
function useErrorAt<Input extends HTMLElement>(error: string | null) {
  const input = useRef<Input>(null);
  const id = useId();
  useEffect(() => {
    if (error) input.current?.focus();
  }, [error]);
  const attributes = error ? { 'aria-invalid': true, 'aria-describedby': id } : {};
  const message = error && (
    <span id={id} class="problem" role="alert">
      {error}
    </span>
  );
  return { input, attributes, message };
}

/** A field for a note or a message. */
export function NoteField({
  label,
  text,
  isRequired = false,
  takesFocus,
  onType,
  onKey,
}: {
  label: string;
  text: string;
  isRequired?: boolean;
  /** Whether the reader has opened the form, and it did not open again with its card. */
  takesFocus: boolean;
  onType: (text: string) => void;
  onKey?: (event: TargetedKeyboardEvent<HTMLTextAreaElement>) => void;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  // At once, before the next key press: that letter belongs here. The field may also replace one that had the focus.
  useLayoutEffect(() => {
    if (takesFocus || isFocusLost()) field.current?.focus();
  }, []);
  return (
    <label>
      {label}
      <textarea
        ref={field}
        rows={2}
        maxLength={maxNoteLength}
        required={isRequired}
        value={text}
        onInput={(event) => onType(event.currentTarget.value)}
        {...(onKey && { onKeyDown: onKey })}
      />
    </label>
  );
}

/** A line of text below its label. An error moves the focus there. */
export function Field({
  label,
  value,
  error = null,
  onType,
  ...attributes
}: InputAttributes & {
  label: string;
  value: string;
  error?: string | null;
  onType: (typed: string) => void;
}) {
  const wrong = useErrorAt<HTMLInputElement>(error);
  // Preact types inputs by their `type` attribute, which is not known here.
  const others: object = { ...attributes, ...wrong.attributes };
  return (
    <label>
      {label}
      <input
        {...others}
        ref={wrong.input}
        value={value}
        onInput={(event) => onType(event.currentTarget.value)}
      />
      {wrong.message}
    </label>
  );
}

export function TextArea({
  label,
  value,
  rows,
  maxLength,
  error = null,
  onType,
}: {
  label: string;
  value: string;
  rows: number;
  maxLength: number;
  error?: string | null;
  onType: (typed: string) => void;
}) {
  const wrong = useErrorAt<HTMLTextAreaElement>(error);
  return (
    <label>
      {label}
      <textarea
        {...wrong.attributes}
        ref={wrong.input}
        rows={rows}
        maxLength={maxLength}
        value={value}
        onInput={(event) => onType(event.currentTarget.value)}
      />
      {wrong.message}
    </label>
  );
}

type Option = readonly [
  value: string,
  label: ComponentChildren,
  attributes?: { lang?: string; disabled?: boolean },
];

export function Choice({
  label,
  value,
  required = false,
  error = null,
  onChoose,
  nothing,
  options,
}: {
  label: string;
  value: string;
  required?: boolean;
  error?: string | null;
  onChoose: (value: string) => void;
  /** The label of the first option, whose value is empty. Default: there is no such option. */
  nothing?: string;
  options: readonly Option[];
}) {
  const wrong = useErrorAt<HTMLSelectElement>(error);
  return (
    <label>
      {label}
      <select
        {...wrong.attributes}
        ref={wrong.input}
        required={required}
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {nothing !== undefined && <option value="">{nothing}</option>}
        {options.map(([each, words, attributes]) => (
          <option key={each} value={each} {...attributes}>
            {words}
          </option>
        ))}
      </select>
      {wrong.message}
    </label>
  );
}

export function Tick({
  checked,
  required = false,
  onTick,
  children,
}: {
  checked: boolean;
  required?: boolean;
  onTick: (checked: boolean) => void;
  children: ComponentChildren;
}) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        required={required}
        checked={checked}
        onChange={(event) => onTick(event.currentTarget.checked)}
      />
      {children}
    </label>
  );
}

/** Whether the control that had the focus has gone, or cannot be used any more. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** A button that sends no form. What it opens gives the focus back to it. */
export function Button({
  plain = false,
  kind = plain ? 'plain' : undefined,
  steady = false,
  disabled = false,
  label,
  of = null,
  act,
  isOpen,
  replaces = false,
  onPress,
  children,
}: {
  /** For an act that is rarely the next one. */
  plain?: boolean;
  /** Classes for another look. */
  kind?: string | undefined;
  /** A press counts only where the button stood still: see `watchPresses`. */
  steady?: boolean;
  disabled?: boolean;
  /** The full label, where the button shows only a part of it. */
  label?: string;
  /** For a screen reader: the subject of the act, where several buttons have the same words. */
  of?: string | null | undefined;
  /** The act that a key can press this button for. */
  act?: string;
  /** Whether the part that the button opens is open. */
  isOpen?: boolean;
  /** Whether it replaces a button that was pressed, and takes the focus of that one. */
  replaces?: boolean;
  onPress: (event: MouseEvent) => void;
  children: ComponentChildren;
}) {
  const [key] = Object.entries(actOfKey).find(([, keyed]) => keyed === act) ?? [];
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(isOpen);
  useLayoutEffect(() => {
    if (replaces && isFocusLost()) button.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (wasOpen.current && !isOpen && isFocusLost()) button.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <button
      ref={button}
      type="button"
      class={kind}
      data-steady={steady || undefined}
      disabled={disabled}
      aria-label={label}
      data-act={act}
      aria-keyshortcuts={key}
      aria-expanded={isOpen}
      onClick={onPress}
    >
      {children}
      {key && <kbd aria-hidden="true">{key.toUpperCase()}</kbd>}
      {of && <span class="unseen"> · {of}</span>}
    </button>
  );
}

/** Asks twice before an act that cannot be undone. */
export function Twice({
  disabled,
  onPress,
  about = null,
  sure,
  of,
  children,
}: {
  disabled: boolean;
  onPress: () => void;
  /** The consequence of the act. */
  about?: string | null;
  /** The label of the second button. */
  sure: string;
  of?: string | undefined;
  children: ComponentChildren;
}) {
  const [isAsked, setAsked] = useState(false);
  const wasAsked = useRef(false);
  const ask = () => {
    wasAsked.current = true;
    setAsked(true);
  };
  if (!isAsked) {
    return (
      <Button plain of={of} replaces={wasAsked.current} disabled={disabled} onPress={ask}>
        {children}
      </Button>
    );
  }
  return (
    <span class="acts" role="group" aria-label={of}>
      {about && <span role="alert">{about}</span>}
      <Button
        disabled={disabled}
        onPress={({ detail }) => {
          // This is the second half of a double click: the button appeared under the pointer.
          if (detail > 1) return;
          setAsked(false);
          onPress();
        }}
      >
        {sure}
      </Button>
      {/* A key that is held down must not confirm. */}
      <Button plain replaces onPress={() => setAsked(false)}>
        {say('do-no')}
      </Button>
    </span>
  );
}

/** A card's note, in any language. */
export function NoteText({ text }: { text: string }) {
  return (
    <p class="note" dir="auto">
      {text}
    </p>
  );
}

/** Returns how a closed card ended. */
export function outcomeText({
  outcome,
  seenBy,
  reason,
}: Pick<DeskCard, 'outcome' | 'seenBy' | 'reason'>): string {
  const outcomeKey = outcome ? `outcome-${outcome}` : 'queue-seen_to';
  const how = say(reason === 'desk_approved' ? 'queue-let_in_waiting' : outcomeKey);
  return seenBy ? say('queue-by', { how, name: seenBy }) : how;
}

/** The parts of a view, as links. The first part has no name in the address. */
export function Parts<Part extends string>({
  view,
  parts,
  current,
}: {
  view: string;
  parts: readonly Part[];
  current: Part;
}) {
  return (
    <nav class="parts-of" aria-label={say(`tab-${view}`)}>
      {parts.map((part) => (
        <a
          key={part}
          href={`#${view}/${part}`}
          aria-current={part === current ? 'page' : undefined}
        >
          {say(`part-${part}`)}
        </a>
      ))}
    </nav>
  );
}

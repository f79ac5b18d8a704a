import { maxNoteLength } from '#server/protocol/desk-visit-messages.ts';
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { isFocusLost } from './parts.tsx';

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

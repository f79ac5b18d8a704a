import type { DeskCard } from '../../../server/protocol/desk-messages.ts';
import type { ComponentChildren } from 'preact';
import { RefusedRequestError } from '../service/api.ts';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { say } from '../service/language.ts';

/** What went wrong; a screen reader says it at once. */
export function Problem({ children }: { children: ComponentChildren }) {
  if (!children) return null;
  return (
    <p class="problem" role="alert">
      {children}
    </p>
  );
}

/** In the words of the service where it has any. */
export function wordsIn(error: unknown): string {
  return error instanceof RefusedRequestError ? error.message : say('fault.unknown');
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

/** What is wrong with an input, said below it; the input takes the focus. */
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

/** A line to type, below what it is for. What is wrong with it takes the focus there. */
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
  // Preact's types tell inputs apart by their type, which is not known here.
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

/** Lines to type. */
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

/** One of several. */
export function Choice({
  label,
  value,
  required = false,
  error = null,
  onChoose,
  children,
}: {
  label: string;
  value: string;
  required?: boolean;
  error?: string | null;
  onChoose: (value: string) => void;
  /** Its options. */
  children: ComponentChildren;
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
        {children}
      </select>
      {wrong.message}
    </label>
  );
}

/** Something that is so or not. */
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

/** A button that sends no form. */
export function Button({
  plain = false,
  kind = plain ? 'plain' : undefined,
  steady = false,
  disabled = false,
  label,
  act,
  isOpen,
  onPress,
  children,
}: {
  /** Not what one usually wants to do next. */
  plain?: boolean;
  /** The classes of another look. */
  kind?: string | undefined;
  /** A press counts only where the button stood still: see `watchPresses`. */
  steady?: boolean;
  disabled?: boolean;
  /** All of what it says, where the button has a part of it. */
  label?: string;
  /** What a key can press it for. */
  act?: string;
  /** Whether what it opens is open. */
  isOpen?: boolean;
  onPress: (event: MouseEvent) => void;
  children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class={kind}
      data-steady={steady || undefined}
      disabled={disabled}
      aria-label={label}
      data-act={act}
      aria-expanded={isOpen}
      onClick={onPress}
    >
      {children}
    </button>
  );
}

/** What cannot be taken back is asked for twice. */
export function Twice({
  disabled,
  onPress,
  about = null,
  sure,
  children,
}: {
  disabled: boolean;
  onPress: () => void;
  /** What follows from it. */
  about?: string | null;
  /** What the second press says. */
  sure: string;
  children: ComponentChildren;
}) {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked) {
    return (
      <Button plain disabled={disabled} onPress={() => setAsked(true)}>
        {children}
      </Button>
    );
  }
  return (
    <span class="acts" role="group">
      {about && <span role="alert">{about}</span>}
      <Button
        disabled={disabled}
        onPress={({ detail }) => {
          // The second half of a double click, where this button came under the pointer.
          if (detail > 1) return;
          setAsked(false);
          onPress();
        }}
      >
        {sure}
      </Button>
      <Button plain onPress={() => setAsked(false)}>
        {say('do.no')}
      </Button>
    </span>
  );
}

/** Of a card, as somebody typed it in whichever language. */
export function NoteText({ text }: { text: string }) {
  return (
    <p class="note" dir="auto">
      {text}
    </p>
  );
}

/** Of a card that is closed. */
export function outcomeText({
  outcome,
  seenBy,
  reason,
}: Pick<DeskCard, 'outcome' | 'seenBy' | 'reason'>): string {
  const outcomeKey = outcome ? `outcome.${outcome}` : 'queue.seen_to';
  const how = say(reason === 'desk_approved' ? 'queue.let_in_waiting' : outcomeKey);
  return seenBy ? say('queue.by', { how, name: seenBy }) : how;
}

/** The parts of a view, as links; the first is there without a name in the address. */
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
    <nav class="parts-of" aria-label={say(`tab.${view}`)}>
      {parts.map((part) => (
        <a
          key={part}
          href={`#${view}/${part}`}
          aria-current={part === current ? 'page' : undefined}
        >
          {say(`part.${part}`)}
        </a>
      ))}
    </nav>
  );
}

/**
 * Says a refusal at the field that it is about. `otherProblem` is what remains for the page, about no field.
 * @param fieldOf the field by the code of the refusal
 */
export function errorsAt<FieldName extends string>(
  { refusal, problem }: Pick<ReturnType<typeof useAct>, 'refusal' | 'problem'>,
  fieldOf: Readonly<Record<string, FieldName>>,
) {
  const wrong = fieldOf[refusal?.code ?? ''];
  return {
    at: (field: FieldName) => (field === wrong ? (refusal?.message ?? null) : null),
    otherProblem: wrong === undefined && problem,
  };
}

/** One act at a time, with what went wrong in words. @param unread why what is shown could not be read */
export function useAct(unread: string | null = null) {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<RefusedRequestError | null>(null);
  return {
    isBusy,
    problem: <Problem>{refusal?.message ?? unread}</Problem>,
    /** The same for a form, which says it at the field that it is about. */
    refusal,
    /** The message is of something that is over. */
    clear: () => setRefusal(null),
    run: (act: () => Promise<void>) => {
      setBusy(true);
      setRefusal(null);
      act()
        .catch((error: unknown) => {
          const isRefused = error instanceof RefusedRequestError;
          setRefusal(isRefused ? error : new RefusedRequestError('unknown', wordsIn(error)));
        })
        .finally(() => setBusy(false));
    },
  };
}

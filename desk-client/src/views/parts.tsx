import type { DeskCard } from '#server/protocol/desk-messages.ts';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { joinList, say } from '../service/language.ts';
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

/** What an act has done. The sentence takes the focus when the act has removed its own button. */
export function ResultSentence({ children: sentence }: { children: string | null }) {
  const shown = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (isFocusLost()) shown.current?.focus();
  }, [sentence]);
  if (!sentence) return null;
  return (
    <p ref={shown} tabIndex={-1} role="status">
      {sentence}
    </p>
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

/** Stands for acts that the account's role does not allow. All of them are managers' acts. */
export function ManagersOnly({ acts }: { acts: readonly string[] }) {
  return <p class="quiet">{say('do-managers', { acts: joinList(acts) })}</p>;
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

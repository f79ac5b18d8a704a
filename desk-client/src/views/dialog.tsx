import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { say } from '../service/language.ts';
import { Button } from './parts.tsx';

/** A button that opens a form over the page. The form calls `close` after it was sent. */
export function FormDialog({
  onOpen,
  ...dialog
}: Omit<DialogParts, 'onClose'> & { onOpen: () => void }) {
  const { label } = dialog;
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    onOpen();
    setOpen(true);
  };
  return (
    <>
      <Button onPress={open}>{label}</Button>
      {isOpen && <Dialog {...dialog} onClose={() => setOpen(false)} />}
    </>
  );
}

interface DialogParts {
  label: string;
  form: (close: () => void) => ComponentChildren;
  /** The label of the button that closes a dialog in which nothing waits to be sent. */
  done?: string;
  onClose: () => void;
}

/** A form over the page. Its button discards what was typed, and Escape does only while nothing was. */
export function Dialog({ label, form, done, onClose }: DialogParts) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isTouched = useRef(false);
  useEffect(() => dialog.current?.showModal(), []);
  // The browser returns the focus to the button that opened the dialog.
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onInput={() => (isTouched.current = done === undefined)}
      onCancel={(event) => isTouched.current && event.preventDefault()}
      onClose={onClose}
    >
      {form(close)}
      <Button plain onPress={close}>
        {done ?? say('do-cancel')}
      </Button>
    </dialog>
  );
}

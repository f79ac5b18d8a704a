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
  /** The label of the button that closes the dialog. */
  done?: string;
  onClose: () => void;
}

/** A form over the page. Closing the form discards the typed text. */
export function Dialog({ label, form, done = say('do-cancel'), onClose }: DialogParts) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  // The browser returns the focus to the button that opened the dialog.
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} aria-label={label} onClose={onClose}>
      {form(close)}
      <Button plain onPress={close}>
        {done}
      </Button>
    </dialog>
  );
}

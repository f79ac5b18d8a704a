import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { draftOf } from '../service/drafts.ts';
import { Button } from './parts.tsx';
import { WaysOut } from './ways-out.tsx';

/** A button that opens a form over the page. */
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
  /** The path of the form's draft. */
  draft: string;
  /** @param sent the form calls this after it was sent: its draft ends, and the dialog closes */
  form: (sent: () => void) => ComponentChildren;
  onClose: () => void;
}

/** A form over the page. */
export function Dialog({ label, draft: path, form, onClose }: DialogParts) {
  const dialog = useRef<HTMLDialogElement>(null);
  const draft = draftOf(path, null);
  useEffect(() => dialog.current?.showModal(), []);
  // The browser returns the focus to the button that opened the dialog.
  const close = () => dialog.current?.close();
  const discard = () => {
    draft.discard();
    close();
  };
  return (
    <dialog ref={dialog} aria-label={label} onClose={onClose}>
      {form(discard)}
      <div class="acts">
        <WaysOut isDraft={draft.isKept} onClose={close} onDiscard={discard} />
      </div>
    </dialog>
  );
}

import { say } from '../service/language.ts';
import { Button } from './parts.tsx';

/** The buttons that leave a form. Only "Discard" ends a draft, and it is there as long as there is one. */
export function WaysOut({
  isDraft,
  onClose,
  onDiscard,
}: {
  isDraft: boolean;
  /** Default: the form is always there, or stays until its draft is sent. */
  onClose?: (() => void) | undefined;
  onDiscard: () => void;
}) {
  return (
    <>
      {onClose && (
        <Button plain onPress={onClose}>
          {say('do-close')}
        </Button>
      )}
      {isDraft && (
        <Button
          plain
          onPress={({ currentTarget }) => {
            // A form that stays keeps the focus, although this button goes.
            const { form } = currentTarget as HTMLButtonElement;
            form?.querySelector<HTMLElement>('input, select, textarea')?.focus();
            onDiscard();
          }}
        >
          {say('do-discard')}
        </Button>
      )}
    </>
  );
}

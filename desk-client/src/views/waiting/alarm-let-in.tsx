import type { DeskCard } from '#server/protocol/desk-messages.ts';
import { useRef } from 'preact/hooks';
import { draftOf } from '../../service/drafts.ts';
import { NoteField } from '../fields.tsx';
import { Button } from '../parts.tsx';
import { WaysOut } from '../ways-out.tsx';
import { say } from '../../service/language.ts';

/** Why the visitor is let in. It belongs to the sign-in: a reason against one alarm is none against the next. */
export function letInReason({ jobId }: Pick<DeskCard, 'jobId'>) {
  return draftOf(`why/${jobId}`, '');
}

/** Lets a visitor in against an alarm: no key does it, and it needs a reason, which goes on record. */
export function AlarmLetIn({
  card,
  isBusy,
  onEnd,
}: {
  card: DeskCard;
  isBusy: boolean;
  onEnd: (why: string) => void;
}) {
  const draft = letInReason(card);
  const why = draft.value;
  const close = () => draft.discard();
  const isOpen = draft.isKept;
  const wasPressed = useRef(false);
  const open = () => {
    wasPressed.current = true;
    draft.set('');
  };
  return (
    <>
      <Button kind="plain quiet" steady disabled={isOpen} isOpen={isOpen} onPress={open}>
        {say('act-let_in')}
      </Button>
      {isOpen && (
        <form
          class="note"
          onSubmit={(event) => {
            event.preventDefault();
            onEnd(why);
          }}
        >
          <NoteField
            label={say('row-why')}
            text={why}
            isRequired
            takesFocus={wasPressed.current}
            onType={(text) => draft.set(text)}
            onKey={({ key }) => key === 'Escape' && why === '' && close()}
          />
          <button type="submit" disabled={isBusy}>
            {say('row-let_in')}
          </button>
          <WaysOut
            isDraft={why !== ''}
            onClose={why === '' ? close : undefined}
            onDiscard={close}
          />
        </form>
      )}
    </>
  );
}

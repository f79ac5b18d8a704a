import type { DeskCard } from '../../../../server/protocol/desk-messages.ts';
import { useRef } from 'preact/hooks';
import { drafts } from '../../service/drafts.ts';
import { NoteField } from '../fields.tsx';
import { Button } from '../parts.tsx';
import { say } from '../../service/language.ts';

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
  const { jobId } = card;
  const why = drafts.of(jobId, 'why');
  const set = (text: string | null) => drafts.set(jobId, 'why', text);
  const isOpen = why !== null;
  const wasPressed = useRef(false);
  const open = () => {
    wasPressed.current = true;
    set('');
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
            onType={set}
            onKey={({ key }) => key === 'Escape' && why === '' && set(null)}
          />
          <button type="submit" disabled={isBusy}>
            {say('act-let_in')}
          </button>
          <Button plain onPress={() => set(null)}>
            {say('do-cancel')}
          </Button>
        </form>
      )}
    </>
  );
}

import type { DeskCard } from '../../../../server/protocol/desk-messages.ts';
import { drafts } from '../../service/drafts.ts';
import { visitOf } from '../../service/queue.ts';
import { Button, NoteField } from '../parts.tsx';
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
  const visit = visitOf(card);
  const why = drafts.of(visit, 'why');
  const set = (text: string | null) => drafts.set(visit, 'why', text);
  const isOpen = why !== null;
  return (
    <>
      <Button kind="plain quiet" steady disabled={isOpen} isOpen={isOpen} onPress={() => set('')}>
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

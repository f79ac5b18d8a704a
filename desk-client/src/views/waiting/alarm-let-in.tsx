import { useLayoutEffect, useRef } from 'preact/hooks';
import type { DeskCard } from '../../../../server/protocol/desk-messages.ts';
import { drafts } from '../../service/drafts.ts';
import { visitOf } from '../../service/queue.ts';
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
  const visit = visitOf(card);
  const why = drafts.of(visit, 'why');
  const set = (text: string | null) => drafts.set(visit, 'why', text);
  const isOpen = why !== null;
  return (
    <>
      <Button kind="plain quiet" steady disabled={isOpen} isOpen={isOpen} onPress={() => set('')}>
        {say('act.let_in')}
      </Button>
      {isOpen && (
        <form
          class="note"
          onSubmit={(event) => {
            event.preventDefault();
            onEnd(why);
          }}
        >
          <WhyField text={why} onType={set} />
          <button type="submit" disabled={isBusy}>
            {say('act.let_in')}
          </button>
          <Button plain onPress={() => set(null)}>
            {say('do.cancel')}
          </Button>
        </form>
      )}
    </>
  );
}

function WhyField({ text, onType }: { text: string; onType: (text: string | null) => void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <label>
      {say('row.why')}
      <textarea
        ref={field}
        rows={2}
        maxLength={500}
        required
        value={text}
        onInput={(event) => onType(event.currentTarget.value)}
        onKeyDown={({ key }) => key === 'Escape' && text === '' && onType(null)}
      />
    </label>
  );
}

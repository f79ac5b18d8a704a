import { useRef } from 'preact/hooks';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { DeskCard } from '../../../../server/protocol/desk-messages.ts';
import { drafts } from '../../service/drafts.ts';
import { queue, visitOf } from '../../service/queue.ts';
import { useAct } from '../act.tsx';
import { NoteField } from '../fields.tsx';
import { Button, NoteText } from '../parts.tsx';
import { say } from '../../service/language.ts';

/** The refusal when somebody else has changed the note meanwhile. */
const NoteChanged = Type.Object({
  code: Type.Literal('note_changed'),
  body: Type.Object({ values: Type.Object({ note: Type.String() }) }),
});

/** The desk's note about a visit. Typed text stays until it is saved or cancelled. */
export function Note({ card }: { card: DeskCard }) {
  const visit = visitOf(card);
  const draft = drafts.of(visit, 'note');
  const set = (text: string | null) => drafts.set(visit, 'note', text);
  const isOpen = draft !== null;
  const wasPressed = useRef(false);
  return (
    <>
      {card.letInReasons.map((reason, nth) => (
        <NoteText key={nth} text={reason} />
      ))}
      {card.note && !isOpen && <NoteText text={card.note} />}
      <Button
        kind="plain quiet"
        act="note"
        disabled={isOpen}
        isOpen={isOpen}
        onPress={() => {
          wasPressed.current = true;
          set(card.note ?? '');
          drafts.set(visit, 'note_seen', card.note ?? '');
        }}
      >
        {say(card.note ? 'row-change_note' : 'row-add_note')}
      </Button>
      {isOpen && <NoteForm card={card} text={draft} takesFocus={wasPressed.current} onType={set} />}
    </>
  );
}

function NoteForm({
  card,
  text,
  takesFocus,
  onType,
}: {
  card: DeskCard;
  text: string;
  takesFocus: boolean;
  /** Null: the form closes. */
  onType: (text: string | null) => void;
}) {
  const act = useAct();
  const save = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const visit = visitOf(card);
      try {
        await queue.setNote(card.jobId, text, drafts.of(visit, 'note_seen') ?? '');
      } catch (error) {
        // The refusal shows the other note. Saving again replaces that note.
        if (Value.Check(NoteChanged, error)) drafts.set(visit, 'note_seen', error.body.values.note);
        throw error;
      }
      onType(null);
    });
  };
  return (
    <form class="note" onSubmit={save}>
      <NoteField
        label={say('row-note')}
        text={text}
        takesFocus={takesFocus}
        onType={onType}
        onKey={(event) => {
          if (event.key === 'Escape' && text === (card.note ?? '')) onType(null);
          const isSave = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
          if (isSave && !event.repeat && !act.isBusy) event.currentTarget.form?.requestSubmit();
        }}
      />
      {act.problem}
      <button type="submit" disabled={act.isBusy}>
        {say('do-save')}
      </button>
      <Button plain onPress={() => onType(null)}>
        {say('do-cancel')}
      </Button>
    </form>
  );
}

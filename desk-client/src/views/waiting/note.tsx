import { useRef } from 'preact/hooks';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { DeskCard } from '#server/protocol/desk-messages.ts';
import { draftOf } from '../../service/drafts.ts';
import { queue, visitOf } from '../../service/queue.ts';
import { useAct } from '../act.tsx';
import { NoteField } from '../fields.tsx';
import { Button, NoteText } from '../parts.tsx';
import { WaysOut } from '../ways-out.tsx';
import { say } from '../../service/language.ts';

/** The refusal when somebody else has changed the note meanwhile. */
const NoteChanged = Type.Object({
  code: Type.Literal('note_changed'),
  body: Type.Object({ values: Type.Object({ note: Type.String() }) }),
});

/** The desk's note about a visit. Typed text stays until it is saved or cancelled. */
export function Note({ card }: { card: DeskCard }) {
  const draft = noteDraft(card);
  const isOpen = draft.isKept;
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
          draft.set({ text: card.note ?? '', seen: card.note ?? '' });
        }}
      >
        {say(card.note ? 'row-change_note' : 'row-add_note')}
      </Button>
      {isOpen && <NoteForm card={card} takesFocus={wasPressed.current} />}
    </>
  );
}

/** The form is open as long as there is a draft. `seen` is the note as its writer saw it. */
function noteDraft(card: DeskCard) {
  return draftOf(`note/${visitOf(card)}`, { text: '', seen: '' });
}

function NoteForm({ card, takesFocus }: { card: DeskCard; takesFocus: boolean }) {
  const draft = noteDraft(card);
  const { text } = draft.value;
  const isTyped = text !== (card.note ?? '');
  const close = () => draft.discard();
  const act = useAct();
  const save = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      try {
        await queue.setNote(card.jobId, text, draft.value.seen);
      } catch (error) {
        // The refusal shows the other note. Saving again replaces that note.
        if (Value.Check(NoteChanged, error)) {
          draft.set({ ...draft.value, seen: error.body.values.note });
        }
        throw error;
      }
      close();
    });
  };
  return (
    <form class="note" onSubmit={save}>
      <NoteField
        label={say('row-note')}
        text={text}
        takesFocus={takesFocus}
        onType={(typed) => draft.set({ ...draft.value, text: typed })}
        onKey={(event) => {
          if (event.key === 'Escape' && !isTyped) close();
          const isSave = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
          if (isSave && !event.repeat && !act.isBusy) event.currentTarget.form?.requestSubmit();
        }}
      />
      {act.problem}
      <button type="submit" disabled={act.isBusy}>
        {say('do-save')}
      </button>
      <WaysOut isDraft={isTyped} onClose={isTyped ? undefined : close} onDiscard={close} />
    </form>
  );
}

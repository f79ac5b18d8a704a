import { useEffect, useRef, useState } from 'preact/hooks';
import { MessageForm } from '#server/protocol/desk-visit-messages.ts';
import { type DeskCard } from '#server/protocol/desk-messages.ts';
import { draftOf } from '../../service/drafts.ts';
import { visitOf } from '../../service/queue.ts';
import { ask, RefusedRequestError } from '../../service/api.ts';
import { clockTime, placeName } from '../../service/words.ts';
import { useAct } from '../act.tsx';
import { Choice, NoteField } from '../fields.tsx';
import { Button } from '../parts.tsx';
import { WaysOut } from '../ways-out.tsx';
import { say } from '../../service/language.ts';

/** The message to a visitor's host. Typed words survive a change to another card. */
function useHostMessage(card: DeskCard) {
  const draft = draftOf(`host/${visitOf(card)}`, { to: '', text: '' });
  const { to, text } = draft.value;
  const [form, setForm] = useState<MessageForm | null>(null);
  const act = useAct();
  const wasPressed = useRef(false);
  const path = `/desk/api/cards/${encodeURIComponent(card.jobId)}/message`;
  const open = () =>
    act.run(async () => {
      const asked = await ask(path, MessageForm);
      setForm(asked);
      const [first] = asked.places;
      if (!draft.isKept) draft.set({ to: first?.name ?? '', text: beginning(asked) });
    });
  useEffect(() => {
    // The form was open when this card was last shown, or the visit continues with this card.
    if (draft.isKept) open();
  }, [card.jobId]);
  const press = () => {
    wasPressed.current = true;
    open();
  };
  const close = () => {
    setForm(null);
    draft.discard();
  };
  const send = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      const body = { to, text, seen: form?.messages.length ?? 0 };
      try {
        setForm(await ask(path, MessageForm, { method: 'POST', body }));
        // A second press finds no text to send.
        draft.set({ to, text: '' });
      } catch (error) {
        const isRefused = error instanceof RefusedRequestError && error.code === 'written_since';
        // The form shows the other message. Sending again is then deliberate.
        if (isRefused) setForm(await ask(path, MessageForm));
        throw error;
      }
    });
  };
  return { form, draft, act, wasPressed, press, close, send };
}

/** Writes to the visitor's host, or to a channel of the office. The words are shown first. */
export function HostMessage({ card }: { card: DeskCard }) {
  const message = useHostMessage(card);
  const { form, act, press } = message;
  const isOpen = form !== null;
  return (
    <>
      <Button plain act="host" disabled={act.isBusy || isOpen} isOpen={isOpen} onPress={press}>
        {say('host-tell')}
      </Button>
      {form ? <HostForm {...message} form={form} /> : act.problem}
    </>
  );
}

type FormProps = ReturnType<typeof useHostMessage> & { form: MessageForm };

function HostForm({ form, draft, act, wasPressed, close, send }: FormProps) {
  const { to, text } = draft.value;
  const isUntouched = text === '' || text === beginning(form);
  return (
    <form
      class="note"
      onSubmit={send}
      onKeyDown={({ key }) => key === 'Escape' && isUntouched && close()}
    >
      {form.places.length === 0 ? (
        <p>{say('host-nobody')}</p>
      ) : (
        <>
          <Choice
            label={say('host-to')}
            value={to}
            onChoose={(chosen) => draft.set({ ...draft.value, to: chosen })}
            options={form.places.map(({ name, label }) => [name, label])}
          />
          <NoteField
            label={say('host-message')}
            text={text}
            isRequired
            takesFocus={wasPressed.current}
            onType={(typed) => draft.set({ ...draft.value, text: typed })}
          />
          <button type="submit" disabled={act.isBusy}>
            {say('do-send')}
          </button>
        </>
      )}
      <WaysOut isDraft={!isUntouched} onClose={isUntouched ? close : undefined} onDiscard={close} />
      {act.problem}
      <Written messages={form.messages} />
    </form>
  );
}

/** The text is in the desk's language, because reception sees it before it is sent. */
function beginning({ visitor, location }: MessageForm): string {
  const who = visitor ?? say('host-your_visitor');
  const place = placeName(location);
  return place ? say('host-text_at', { visitor: who, place }) : say('host-text', { visitor: who });
}

/** Earlier messages, and their delivery. */
function Written({ messages }: Pick<MessageForm, 'messages'>) {
  return (
    <div role="status">
      {messages.map(({ at, to, state }) => (
        <p key={at}>
          {say('host-written', { to, time: clockTime(at), state: say(`host-${state}`) })}
        </p>
      ))}
    </div>
  );
}

import { useState } from 'preact/hooks';
import { MessageForm } from '../../../server/protocol/desk-messages.ts';
import { ask } from '../service/api.ts';
import { clockTime } from '../service/words.ts';
import { Button, Choice, useAct } from './parts.tsx';

const stateWords = {
  waiting: 'on its way',
  sent: 'sent',
  given_up: 'could not be delivered',
  forgotten: 'erased before it was sent',
} as const;

const nobody =
  'No message can be sent from here: Envoy gave no e-mail address of the host, or neither a mail server nor a channel is set up.';

/** Writes to the visitor's host, or to a channel of the office, in words that are shown first. */
export function HostMessage({ jobId }: { jobId: string }) {
  const [form, setForm] = useState<MessageForm | null>(null);
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const act = useAct();
  const path = `/desk/api/cards/${encodeURIComponent(jobId)}/message`;
  const open = () =>
    act.run(async () => {
      const asked = await ask(path, MessageForm);
      setForm(asked);
      setTo(asked.places[0]?.name ?? '');
      setText(asked.text);
    });
  const send = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      setForm(await ask(path, MessageForm, { method: 'POST', body: { to, text } }));
    });
  };
  if (!form) {
    return (
      <>
        <Button plain disabled={act.isBusy} onPress={open}>
          Tell the host
        </Button>
        {act.problem}
      </>
    );
  }
  return (
    <form class="note" onSubmit={send}>
      {form.places.length === 0 ? (
        <p>{nobody}</p>
      ) : (
        <>
          <Places places={form.places} to={to} onChoose={setTo} />
          <label>
            Message
            <textarea
              rows={2}
              maxLength={500}
              required
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <button type="submit" disabled={act.isBusy}>
            Send
          </button>
        </>
      )}
      <Button plain onPress={() => setForm(null)}>
        Close
      </Button>
      {act.problem}
      <Written messages={form.messages} />
    </form>
  );
}

interface PlacesProps {
  places: MessageForm['places'];
  to: string;
  onChoose: (to: string) => void;
}

function Places({ places, to, onChoose }: PlacesProps) {
  return (
    <Choice label="To" value={to} onChoose={onChoose}>
      {places.map(({ name, label }) => (
        <option key={name} value={name}>
          {label}
        </option>
      ))}
    </Choice>
  );
}

/** What was written before, and what became of it. */
function Written({ messages }: Pick<MessageForm, 'messages'>) {
  return (
    <div role="status">
      {messages.map(({ at, to, state }) => (
        <p key={at}>
          To {to}, {clockTime(at)}: {stateWords[state]}
        </p>
      ))}
    </div>
  );
}

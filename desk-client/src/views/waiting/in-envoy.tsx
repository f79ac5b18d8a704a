import type { DeskCard } from '#server/protocol/desk-messages.ts';
import { say } from '../../service/language.ts';

/**
 * The way to the visitor's entry. Envoy has no call that approves an entry, so somebody approves it there after the desk
 * has let the visitor in. The entry of an alarm is for the procedure, so the page does not ask to approve it.
 */
export function EnvoyEntry({ card: { entryUrl, isAlarm } }: { card: DeskCard }) {
  if (isAlarm && !entryUrl) return null;
  return (
    <p class="in-envoy">
      {!isAlarm && `${say('row-approve')} `}
      {entryUrl && (
        <a href={entryUrl} target="_blank" rel="noreferrer">
          {say('row-open_envoy')}
        </a>
      )}
    </p>
  );
}

/** Whether the desk has let the visitor in, and Envoy waits for its own approval. */
export function waitsInEnvoy({ outcome, reason }: DeskCard): boolean {
  return (outcome === 'let_in' || outcome === 'enrolled') && reason !== 'desk_approved';
}

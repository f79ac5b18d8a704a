import type { DeskCard } from '../../../../server/protocol/desk-messages.ts';
import { say } from '../../service/language.ts';

/** Envoy has no call that approves an entry, so somebody approves it there, after the desk has let the visitor in. */
export function ApproveInEnvoy({ card: { entryUrl } }: { card: DeskCard }) {
  return (
    <p class="in-envoy">
      {say('row-approve')}{' '}
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

import type { Underway } from '#server/protocol/desk-messages.ts';
import { queue } from '../../service/queue.ts';
import { waitingList } from '../../service/waiting-list.ts';
import { initials, placeName, shortOf } from '../../service/words.ts';
import { say } from '../../service/language.ts';

/** The visitors in front of a camera. The strip always has the same height, so that nothing below it moves. */
export function CameraStrip() {
  const ringing = new Set(queue.ringing.value.map(({ jobId }) => jobId));
  const underway = queue.underway.value.filter(
    (each) => !ringing.has(each.jobId) && waitingList.isHere(each),
  );
  return (
    <section class="strip" aria-labelledby="underway">
      <strong id="underway">{say('queue-now')}</strong>
      {underway.length === 0 && <p class="quiet">{say('queue-now_nobody')}</p>}
      <ul tabIndex={underway.length > 2 ? 0 : undefined}>
        {underway.map((each) => (
          <AtCamera key={each.jobId} underway={each} />
        ))}
      </ul>
    </section>
  );
}

function AtCamera({ underway: { visitor, location, guidance } }: { underway: Underway }) {
  const state = guidance === null ? say('queue-starting') : shortOf(guidance);
  return (
    <li title={placeName(location) ?? undefined}>
      <span class="avatar small" aria-hidden="true">
        {initials(visitor)}
      </span>
      <span>
        <strong dir="auto">{visitor ?? say('queue-nameless')}</strong>{' '}
        <span class="quiet">{state}</span>
      </span>
    </li>
  );
}

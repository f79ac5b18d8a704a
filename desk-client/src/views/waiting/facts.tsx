import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { VisitFacts } from '#server/protocol/desk-visit-messages.ts';
import { type DeskCard } from '#server/protocol/desk-messages.ts';
import { ask } from '../../service/api.ts';
import { queue, visitOf, waitsSince } from '../../service/queue.ts';
import { visitorAddress } from '../../service/route.ts';
import { waitingList } from '../../service/waiting-list.ts';
import {
  clockTime,
  dateAndTime,
  day,
  placeName,
  reasonChip,
  reasonWords,
  waitingTime,
} from '../../service/words.ts';
import { ListHits } from './list-hits.tsx';
import { useAct } from '../act.tsx';
import { Button, outcomeText } from '../parts.tsx';
import { joinList, say } from '../../service/language.ts';

/** When the reader moves past several cards, only the last one loads its facts. */
const settleMs = 150;

function useFacts(jobId: string) {
  const [facts, setFacts] = useState<VisitFacts | null>(null);
  const reconnects = queue.reconnects.value;
  useEffect(() => {
    let isOver = false;
    const path = `/desk/api/cards/${encodeURIComponent(jobId)}/facts`;
    const timer = window.setTimeout(() => {
      // Without an answer, the card shows only its own data.
      ask(path, VisitFacts).then(
        (next) => !isOver && setFacts(next),
        () => {},
      );
    }, settleMs);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [jobId, reconnects]);
  return { facts, setFacts };
}

/** Facts to compare with a document. */
export function Facts({ card }: { card: DeskCard }) {
  const { facts, setFacts } = useFacts(card.jobId);
  const since = waitsSince(card);
  const at = placeName(card.location);
  const arrived = joinList([
    at ? say('fact-at', { time: clockTime(since), place: at }) : clockTime(since),
    card.seenAt === null && say('fact-waiting', { time: waitingTime(since) }),
  ]);
  return (
    <>
      <ListHits jobId={card.jobId} facts={facts} onChange={setFacts} />
      <dl class="facts">
        <Fact name="host">{card.host}</Fact>
        <Fact name="arrived">{arrived}</Fact>
        <Fact name="email">{facts?.email}</Fact>
        <Fact name="employee">{facts?.employeeId}</Fact>
        <Fact name="phone">{facts?.phone && <bdi dir="ltr">{facts.phone}</bdi>}</Fact>
        <Fact name="company">{facts?.company}</Fact>
        <Fact name="document">{facts?.document && documentWords(facts.document)}</Fact>
        <Fact name="document_name">{facts?.document?.name}</Fact>
        <Fact name="expected">
          {facts?.expectedAt ? clockTime(facts.expectedAt) : facts && say('fact-not_expected')}
        </Fact>
        <Fact name="enrolled">{facts && enrolledWords(facts.person)}</Fact>
        <Fact name="visits">{facts?.person?.visits.map(visitWords).join('\n')}</Fact>
        <SameName card={card} />
      </dl>
      <p>
        <a href={visitorAddress(card)}>{say('visitor-all')}</a>
      </p>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (!children) return null;
  return (
    <>
      <dt>{say(`fact-${name}`)}</dt>
      <dd dir="auto">{children}</dd>
    </>
  );
}

/** The document's name is a fact of its own, beside the typed name. */
function documentWords({
  class: verdict,
  kind,
  issuingState,
  expiresOn,
  face,
}: NonNullable<VisitFacts['document']>): string {
  return joinList([
    say(`document-${kind}`, { state: issuingState }),
    say(`document-class-${verdict}`),
    say('document-until', { day: day(expiresOn) ?? '' }),
    say(`document-face-${face}`),
  ]);
}

function enrolledWords(person: VisitFacts['person']): string {
  if (!person) return say('fact-not_enrolled');
  return say('fact-enrolled_since', { name: person.name, day: day(person.enrolledAt) ?? '' });
}

type Visit = NonNullable<VisitFacts['person']>['visits'][number];

function visitWords({ at, location, isLetIn, reason }: Visit): string {
  return joinList([
    dateAndTime(at),
    placeName(location),
    isLetIn ? say('history-let_in') : reasonChip({ reason }),
  ]);
}

/** Other visitors who gave the same name lately. */
function SameName({ card }: { card: DeskCard }) {
  const fold = (name: string | null) => (name ?? '').normalize('NFKC').toLocaleLowerCase();
  const others = [...queue.waiting.value, ...queue.closed.value].filter(
    (other) => fold(other.visitor) === fold(card.visitor) && visitOf(other) !== visitOf(card),
  );
  if (card.visitor === null || others.length === 0) return null;
  return (
    <Fact name="same_name">
      {others.map((other) => (
        <button
          key={other.jobId}
          type="button"
          class="link"
          onClick={() => waitingList.choose(visitOf(other))}
        >
          {joinList([clockTime(other.heldAt), placeName(other.location), reasonChip(other)])}
        </button>
      ))}
    </Fact>
  );
}

/** The events of the visit, the earliest first. */
export function VisitStory({ card, canPart }: { card: DeskCard; canPart: boolean }) {
  const act = useAct();
  const { earlier, withThem, hostTold, seenAt, unansweredSince } = card;
  const part = () =>
    act.run(async () => {
      for (const { jobId } of earlier) await queue.setOutcome(jobId, null);
    });
  const events = [
    ...earlier.map(({ at, ...held }) => ({ at, words: reasonWords(held) })),
    { at: card.heldAt, words: reasonWords(card) },
    ...(unansweredSince ? [{ at: unansweredSince, words: say('story-unanswered') }] : []),
    ...(hostTold ? [{ at: hostTold.at, words: say('story-host', { name: hostTold.by }) }] : []),
    ...(withThem ? [{ at: withThem.at, words: say('row-with_them', { name: withThem.by }) }] : []),
    ...(seenAt ? [{ at: seenAt, words: outcomeText(card) }] : []),
  ];
  return (
    <>
      <ol class="timeline">
        {events
          .toSorted((a, b) => a.at.localeCompare(b.at))
          .map(({ at, words }) => (
            <li key={`${at} ${words}`}>
              <time>{clockTime(at)}</time> {words}
            </li>
          ))}
      </ol>
      {canPart && earlier.length > 0 && (
        <Button kind="plain quiet" disabled={act.isBusy} onPress={part}>
          {say('row-part')}
        </Button>
      )}
      {act.problem}
    </>
  );
}

import { VisitFacts } from '#server/protocol/desk-visit-messages.ts';
import { ask } from '../../service/api.ts';
import { joinList, say } from '../../service/language.ts';
import { ownSession } from '../../service/session.ts';
import { dateAndTime, day } from '../../service/words.ts';
import { useAct } from '../act.tsx';
import { Button, ManagersOnly, Twice } from '../parts.tsx';

type Hit = VisitFacts['listed'][number];

interface Props {
  jobId: string;
  facts: VisitFacts | null;
  onChange: (facts: VisitFacts) => void;
}

/** The entries of official lists, to compare with a document, and the details that agreed. */
export function ListHits({ jobId, facts, onChange }: Props) {
  const act = useAct();
  if (!facts || facts.listed.length === 0) return null;
  const isEnrolled = facts.person !== null;
  const isManager = ownSession.value?.may.includes('manage') ?? false;
  const mayDismiss = isEnrolled && isManager;
  const setSamePerson = ({ list, entry }: Hit, isSamePerson: boolean) =>
    act.run(async () => {
      const path = `/desk/api/cards/${encodeURIComponent(jobId)}/listed`;
      const body = { list, entry, isSamePerson };
      onChange(await ask(path, VisitFacts, { method: 'PUT', body }));
    });
  return (
    <section class="listed" aria-label={say('listed')}>
      {facts.listed.map((hit) => (
        <article key={`${hit.list} ${hit.entry}`}>
          <h3>
            <bdi>{hit.names[0] ?? hit.entry}</bdi> <small>{hit.title}</small>
          </h3>
          <p>{agreedWords(hit)}</p>
          <dl class="facts">
            <Said name="aliases" texts={hit.names.slice(1)} />
            <Said name="born" texts={hit.birthDates.map(listedDate)} />
            <Said name="countries" texts={hit.countries} />
            <Said name="entry" texts={[hit.entry]} />
          </dl>
          {hit.names.length === 0 && <p>{say('listed-gone')}</p>}
          {hit.dismissed && (
            <p>
              {say('listed-dismissed', {
                name: hit.dismissed.by,
                time: dateAndTime(hit.dismissed.at),
              })}
            </p>
          )}
          {mayDismiss && hit.dismissed && (
            <Button
              plain
              of={hit.names[0] ?? hit.entry}
              disabled={act.isBusy}
              onPress={() => setSamePerson(hit, true)}
            >
              {say('do-undo')}
            </Button>
          )}
          {isEnrolled && !isManager && canBeDismissed(hit) && (
            <ManagersOnly acts={[say('listed-not_them')]} />
          )}
          {mayDismiss && canBeDismissed(hit) && (
            <Twice
              of={hit.names[0]}
              disabled={act.isBusy}
              about={say('listed-follows', { name: facts.person?.name ?? '' })}
              sure={say('listed-not_them')}
              onPress={() => setSamePerson(hit, false)}
            >
              {say('listed-not_them')}
            </Twice>
          )}
        </article>
      ))}
      {act.problem}
    </section>
  );
}

function canBeDismissed({ dismissed, by, names }: Hit): boolean {
  return !dismissed && by === 'name' && names.length > 0;
}

function Said({ name, texts }: { name: string; texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <>
      <dt>{say(`listed-${name}`)}</dt>
      <dd>
        {texts.map((text) => (
          <bdi key={text}>{text}</bdi>
        ))}
      </dd>
    </>
  );
}

/** Writes a date of a list, which may be a span or about a year: `≈ 1963`, `1960 – 1963`. */
function listedDate(edtf: string): string {
  const write = (one: string) =>
    one.endsWith('~') ? `≈ ${one.slice(0, -1)}` : (one.length === 10 && day(one)) || one;
  return edtf.split('/').map(write).join(' – ');
}

/** `Name 94 % alike · birth date not asked`. */
function agreedWords({ by, percent, birthDate, country }: Hit): string {
  if (percent === null) return say(`listed-by-${by}`);
  return joinList([
    say('listed-alike', { percent }),
    birthDate && say(`listed-birth-${birthDate.replace(' ', '_')}`),
    country && say(`listed-country-${country.replace(' ', '_')}`),
  ]);
}

import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import { VisitorPage } from '#server/protocol/desk-history-messages.ts';
import { joinList, say } from '../service/language.ts';
import { route } from '../service/route.ts';
import { dateAndTime, number } from '../service/words.ts';
import { useAsked } from './asked.ts';
import { Title } from './filter-line.tsx';
import { HistoryTable } from './history/entries.tsx';
import { Problem } from './parts.tsx';

/** What is kept of one visitor, enrolled or not: the visits under the same name or e-mail. */
export function VisitorView({ may }: { may: readonly DeskAct[] }) {
  const [, kind, id = ''] = route.value;
  const where = kind === 'expected' ? 'expected' : 'history';
  // Another visitor's page begins empty.
  return <Visitor key={`${where} ${id}`} path={`${where}/${encodeURIComponent(id)}`} may={may} />;
}

function Visitor({ path, may }: { path: string; may: readonly DeskAct[] }) {
  const { shown, problem } = useAsked(`/desk/api/${path}/visits`, VisitorPage);
  return (
    <section aria-labelledby="visitor">
      <Title id="visitor" totals={shown && number(shown.entries.length)}>
        <bdi>{shown ? (shown.visitor ?? say('queue-nameless')) : say('page-opening')}</bdi>
      </Title>
      <Problem>{problem}</Problem>
      {shown?.expected && <Expected {...shown.expected} />}
      {shown && (
        <p>
          {shown.person ? (
            <a href={`#people/${encodeURIComponent(shown.person.id)}`}>
              {say('visitor-enrolled')} <bdi>{shown.person.name}</bdi>
            </a>
          ) : (
            say('visitor-not_enrolled')
          )}
        </p>
      )}
      {shown && shown.entries.length === 0 && <p class="empty">{say('visitor-none')}</p>}
      {shown && shown.entries.length > 0 && (
        <HistoryTable
          label={say('visitor-visits')}
          entries={shown.entries}
          canUndo={may.includes('see_to')}
        />
      )}
      {shown?.isCut && <p class="notice">{say('visitor-cut')}</p>}
    </section>
  );
}

/** The time of the invitation, and the host. */
function Expected({ at, host }: NonNullable<VisitorPage['expected']>) {
  return (
    <p dir="auto">
      {say('fact-expected')}: {joinList([dateAndTime(at), host && say('queue-to_see', { host })])}
    </p>
  );
}

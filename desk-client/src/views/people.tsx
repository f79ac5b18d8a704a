import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeskAct } from '#server/protocol/desk-account-messages.ts';
import {
  peopleFilters,
  PeoplePage,
  type ListedPerson,
} from '#server/protocol/desk-people-messages.ts';
import { draftOf } from '../service/drafts.ts';
import { queue } from '../service/queue.ts';
import { route } from '../service/route.ts';
import { DocumentOffers, LobbyEnrolmentState } from './people/lobby-enrolment.tsx';
import { enrolDraft, EnrolForm } from './people/enrol-form.tsx';
import { importDraft, ImportForm } from './people/import-form.tsx';
import { day, number } from '../service/words.ts';
import { PersonCard } from './people/person-card.tsx';
import { identifierLine } from './people/person-fields.tsx';
import { useAsked } from './asked.ts';
import { Table } from './table.tsx';
import { FilterLine, LineChoice, LineField, Title } from './filter-line.tsx';
import { Button, isFocusLost, ManagersOnly, Problem } from './parts.tsx';
import { say } from '../service/language.ts';

const columns = [
  ...['history-name', 'people-known_by', 'people-consent'],
  ...['people-expires', 'people-photos', 'people-last'],
];

const widths = ['24%', '30%', 'auto', '8.5rem', '5.5rem', '10rem'];

const typingMs = 200;

/** Loads a page of the enrolled people once the typing has stopped. */
function usePeople(find: string, only: string, pageNumber: number) {
  const { lang: language } = document.documentElement;
  const query = new URLSearchParams({ page: String(pageNumber), language });
  if (find.trim()) query.set('find', find);
  if (only) query.set('only', only);
  // The list changes when an enrolment at a lobby screen ends.
  const cause = queue.enrolments.value.filter(({ step }) => step === 'enrolled').length;
  const path = `/desk/api/people?${query.toString()}`;
  return useAsked(path, PeoplePage, { settleMs: typingMs, cause });
}

/** The enrolled people. An account without the right to change them can search and read. */
export function PeopleView({ may }: { may: readonly DeskAct[] }) {
  const [find, setFind] = useState('');
  const [only, setOnly] = useState('');
  const [pageNumber, setPageNumber] = useState(1);
  const [displayedId, setDisplayedId] = useState<string | null>(null);
  const [isEnrolling, setEnrolling] = useState(withDraft);
  const { shown: page, problem, load } = usePeople(find, only, pageNumber);
  // Another address names another person.
  const [, addressed = null] = route.value;
  useEffect(() => {
    if (addressed !== null) setDisplayedId(addressed);
  }, [addressed]);
  const wasDisplayed = useRef(false);
  useEffect(() => {
    // The row of a person who was erased cannot take the focus back.
    const isClosed = wasDisplayed.current && displayedId === null;
    if (isClosed && isFocusLost()) document.getElementById('people')?.focus();
    wasDisplayed.current = displayedId !== null;
  }, [displayedId]);
  const reload = () => void load();
  const close = () => setEnrolling(null);
  const searchBy = (set: (value: string) => void) => (value: string) => {
    set(value);
    setPageNumber(1);
    // Otherwise its acts would be above somebody else's row.
    setDisplayedId(null);
  };
  return (
    <section aria-labelledby="people">
      <PeopleFilter
        title={
          <Title id="people" totals={page && number(page.count)}>
            {say('tab-people')}
          </Title>
        }
        find={find}
        onFind={searchBy(setFind)}
        only={only}
        onOnly={searchBy(setOnly)}
      >
        {may.includes('enrol') ? (
          <EnrolActs
            open={isEnrolling}
            isNext={isEnrolling === null && displayedId === null}
            onPress={(what) => setEnrolling(isEnrolling === what ? null : what)}
          />
        ) : (
          <ManagersOnly acts={[say('people-enrol'), say('people-enrol_many')]} />
        )}
      </PeopleFilter>
      <Problem>{problem}</Problem>
      {isEnrolling === 'many' && (
        <ImportForm onShow={setDisplayedId} onChanged={reload} onClose={close} />
      )}
      {isEnrolling === 'one' && (
        <EnrolForm onShow={setDisplayedId} onChanged={reload} onClose={close} />
      )}
      {may.includes('offer') && <DocumentOffers may={may} />}
      <EnrolmentsUnderWay canStop={may.includes('offer')} />
      {displayedId !== null && (
        <PersonCard
          key={displayedId}
          id={displayedId}
          may={may}
          onShow={setDisplayedId}
          onChanged={reload}
          onClose={() => setDisplayedId(null)}
        />
      )}
      <Table
        label={say('people-listed')}
        columns={columns.map((column) => say(column))}
        widths={widths}
      >
        {page?.people.map((person) => (
          <Row
            key={person.id}
            person={person}
            isShown={person.id === displayedId}
            onShow={setDisplayedId}
          />
        ))}
      </Table>
      {page && page.count === 0 && (
        <p class="empty">{say(find || only ? 'people-none' : 'people-empty')}</p>
      )}
      {page && page.pages > 1 && <Pages page={page} onTurn={setPageNumber} />}
    </section>
  );
}

/** The form that somebody left with a draft. */
function withDraft(): 'one' | 'many' | null {
  if (draftOf(enrolDraft, null).isKept) return 'one';
  return draftOf(importDraft, null).isKept ? 'many' : null;
}

interface EnrolActsProps {
  open: 'one' | 'many' | null;
  /** Whether it is the act of this page: an open form has an act of its own. */
  isNext: boolean;
  onPress: (what: 'one' | 'many') => void;
}

function EnrolActs({ open, isNext, onPress }: EnrolActsProps) {
  return (
    <div class="acts">
      <Button plain={!isNext} isOpen={open === 'one'} onPress={() => onPress('one')}>
        {say('people-enrol')}
      </Button>
      <Button plain isOpen={open === 'many'} onPress={() => onPress('many')}>
        {say('people-enrol_many')}
      </Button>
    </div>
  );
}

interface FilterProps {
  title: ComponentChildren;
  find: string;
  onFind: (typed: string) => void;
  only: string;
  onOnly: (chosen: string) => void;
  children: ComponentChildren;
}

function PeopleFilter({ title, find, onFind, only, onOnly, children }: FilterProps) {
  return (
    <FilterLine>
      {title}
      <LineField label={say('people-find')} type="search" value={find} onType={onFind} />
      <LineChoice
        label={say('people-only')}
        value={only}
        onChoose={onOnly}
        nothing={say('people-only-all')}
        options={peopleFilters.map((filter) => [filter, say(`people-only-${filter}`)])}
      />
      {children}
    </FilterLine>
  );
}

/** Enrolments that belong to no card in the queue. */
function EnrolmentsUnderWay({ canStop }: { canStop: boolean }) {
  const own = queue.enrolments.value.filter(({ jobId }) => jobId === null);
  return (
    <>
      {own.map((enrolment) => (
        <LobbyEnrolmentState key={enrolment.id} enrolment={enrolment} canStop={canStop} />
      ))}
    </>
  );
}

function Pages({
  page: { page, pages, count },
  onTurn,
}: {
  page: PeoplePage;
  onTurn: (page: number) => void;
}) {
  return (
    <nav class="acts" aria-label={say('people-pages')}>
      <Button disabled={page === 1} onPress={() => onTurn(page - 1)}>
        {say('people-previous')}
      </Button>
      <span>{say('people-page', { page, pages, count })}</span>
      <Button disabled={page >= pages} onPress={() => onTurn(page + 1)}>
        {say('people-next')}
      </Button>
    </nav>
  );
}

interface RowProps {
  person: ListedPerson;
  isShown: boolean;
  onShow: (id: string) => void;
}

function Row({ person, isShown, onShow }: RowProps) {
  const { id, name, consent, expiresAt, photos, usedAt } = person;
  return (
    <tr class="opens">
      <td>
        <Button kind="opener" isOpen={isShown} onPress={() => onShow(id)}>
          <bdi>{name}</bdi>
        </Button>
      </td>
      <td>
        <bdi>{identifierLine(person) || say('none')}</bdi>
      </td>
      <td>{say(`consent-${consent}`)}</td>
      <td>{day(expiresAt) ?? say('never')}</td>
      <td>{number(photos)}</td>
      <td>{day(usedAt) ?? say('none')}</td>
    </tr>
  );
}

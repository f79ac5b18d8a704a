import { useRef, useState } from 'preact/hooks';
import { ImportBegun, type ImportRow } from '../../../../server/protocol/desk-people-messages.ts';
import { ask, Refusal, download } from '../../service/api.ts';
import { Button, Table, useAct } from '../parts.tsx';
import {
  goodOf,
  isIn,
  list,
  pathOf,
  picture,
  plannedByList,
  plannedByName,
  reasonsOf,
  type Planned,
} from './import-plan.ts';
import { ConsentFields, type Typed } from './person-fields.tsx';
import { askEnrolment } from './photo-form.tsx';
import { formOf } from './photo-picker.tsx';

/** The people whom the chosen files are of, enrolled one after another. */
function useImport(onChanged: () => void) {
  const [all, setAll] = useState<Planned[]>([]);
  const [begun, setBegun] = useState<{ consentText: string | null; hasList: boolean } | null>(null);
  const isStopped = useRef(false);
  const act = useAct();
  const choose = (files: readonly File[]) =>
    act.run(async () => {
      setAll([]);
      setBegun(null);
      const photos = files.filter(({ name }) => picture.test(name));
      const lists = files.filter(({ name }) => list.test(name));
      if (lists.length > 1) throw new Refusal('two_lists', 'There are several lists. Choose one.');
      const [only] = lists;
      const body = formOf({}, only ? [only] : []);
      const path = '/desk/api/people/import/list';
      const { rows, consentText } = await ask(path, ImportBegun, { method: 'POST', body });
      setBegun({ consentText, hasList: only !== undefined });
      setAll(only ? plannedByList(rows, photos, pathOf(only)) : plannedByName(photos));
    });
  const tell = (one: Planned, answer: Planned['answer']) =>
    setAll((now) => now.map((each) => (each.row === one.row ? { ...each, answer } : each)));
  const enrolOne = async (one: Planned, consent: Partial<ImportRow>) => {
    tell(one, 'sending');
    let answer: Planned['answer'] = null;
    try {
      const row = { ...one.row, ...consent };
      const form = formOf({ row, consentText: begun?.consentText ?? null }, one.files);
      answer = await askEnrolment('/desk/api/people/import', form);
    } finally {
      tell(one, answer);
    }
  };
  const enrol = (consent: Partial<ImportRow>) =>
    act.run(async () => {
      isStopped.current = false;
      for (const one of all) {
        if (isStopped.current) break;
        if (one.problem === null && !isIn(one)) await enrolOne(one, consent);
      }
      onChanged();
    });
  const leaveOut = (one: Planned) =>
    setAll((now) =>
      now.map((each) => (each === one ? { ...one, files: goodOf(one), answer: null } : each)),
    );
  const stop = () => (isStopped.current = true);
  return { all, begun, choose, enrol, leaveOut, stop, isBusy: act.isBusy, problem: act.problem };
}

const howToName = (
  <p class="quiet">
    Name each photo after the person, with a number where there are several (“Ada Example 2.jpg”),
    or put the photos of each person into a folder of their name. A list among the files (CSV, as
    for <code>vestibule enroll import</code>) can also say their e-mail and how each of them agreed.
  </p>
);

/** Many people at once: each file belongs to one of them by its name, or by a list. */
export function ImportForm({ onChanged, onClose }: { onChanged: () => void; onClose: () => void }) {
  const { all, begun, choose, enrol, leaveOut, stop, isBusy, problem } = useImport(onChanged);
  const [consent, setConsent] = useState('');
  const [given, setGiven] = useState<Typed['consentGiven']>('paper');
  const left = all.filter((one) => one.problem === null && !isIn(one)).length;
  const isFresh = left === 0 || all.some((one) => one.problem === null && one.answer === null);
  const refusedOnes = all.filter((one) => reasonsOf(one).length > 0);
  const saveRefused = () => {
    const lines = refusedOnes.map((one) => `${one.row.name}: ${reasonsOf(one).join(' ')}`);
    download('not-enrolled.txt', 'text/plain', `${lines.join('\n')}\n`);
  };
  const send = (event: Event) => {
    event.preventDefault();
    enrol(begun?.hasList ? {} : { consent, consentGiven: given });
  };
  return (
    <form class="card" aria-label="Enrol several people" onSubmit={send}>
      <h3>Enrol several people</h3>
      {howToName}
      <FileChoice label="Photos, and a list if you have one" isBusy={isBusy} onChoose={choose} />
      <FileChoice label="Or a folder with them" isFolder isBusy={isBusy} onChoose={choose} />
      {begun && !begun.hasList && all.length > 0 && (
        <div class="fields">
          <ConsentFields
            statement={consent}
            given={given}
            onType={(statement, way) => {
              setConsent(statement);
              setGiven(way);
            }}
          />
        </div>
      )}
      {begun && all.length === 0 && <p class="empty">There are no photos among these files.</p>}
      {all.length > 0 && <Plan all={all} onLeaveOut={isBusy ? null : leaveOut} />}
      {problem}
      <div class="acts">
        <button type="submit" disabled={isBusy || left === 0}>
          {isFresh ? 'Enrol' : 'Try again:'} {left === 1 ? '1 person' : `${left} people`}
        </button>
        {isBusy && (
          <Button plain onPress={stop}>
            Stop after this one
          </Button>
        )}
        {refusedOnes.length > 0 && (
          <Button plain onPress={saveRefused}>
            Save who was not enrolled, and why
          </Button>
        )}
        <Button plain disabled={isBusy} onPress={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}

function FileChoice({
  label,
  isFolder = false,
  isBusy,
  onChoose,
}: {
  label: string;
  isFolder?: boolean;
  isBusy: boolean;
  onChoose: (files: readonly File[]) => void;
}) {
  return (
    <label>
      {label}
      <input
        type="file"
        multiple
        disabled={isBusy}
        {...(isFolder && { webkitdirectory: true })}
        onChange={(event) => onChoose([...(event.currentTarget.files ?? [])])}
      />
    </label>
  );
}

function Plan({
  all,
  onLeaveOut,
}: {
  all: readonly Planned[];
  /** Null while others are enrolled. */
  onLeaveOut: ((one: Planned) => void) | null;
}) {
  const enrolled = all.filter(isIn).length;
  const not = all.filter((one) => reasonsOf(one).length > 0).length;
  return (
    <>
      <p role="status">
        {all.length} people: {enrolled} enrolled, {not} not, {all.length - enrolled - not} to go.
      </p>
      <Table label="People to be enrolled" columns={['Name', 'Photos', 'Result']}>
        {all.map((one) => (
          <tr key={one.row.row}>
            <td>{one.row.name || '—'}</td>
            <td>{one.files.length}</td>
            <td>
              {one.answer === 'sending' && 'One moment …'}
              {isIn(one) && <span class="good">enrolled</span>}
              {reasonsOf(one).length > 0 && (
                <ul class="problem">
                  {reasonsOf(one).map((reason) => (
                    <li key={reason}>{reason}</li>
                  ))}
                </ul>
              )}
              {onLeaveOut && goodOf(one).length > 0 && (
                <Button plain onPress={() => onLeaveOut(one)}>
                  Leave out the refused photos
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

import { useRef, useState } from 'preact/hooks';
import { ImportBegun, type ImportRow } from '../../../../server/protocol/desk-people-messages.ts';
import { ask, RefusedRequestError, downloadFile } from '../../service/api.ts';
import { number } from '../../service/words.ts';
import { Button, useAct } from '../parts.tsx';
import { Table } from '../table.tsx';
import {
  goodOf,
  isIn,
  list,
  pathOf,
  picture,
  plannedByList,
  plannedByName,
  reasonsOf,
  type PlannedImport,
} from './import-plan.ts';
import { ConsentFields, type FieldInput } from './person-fields.tsx';
import { askEnrolment } from './photo-form.tsx';
import { formOf } from './photo-picker.tsx';
import { say } from '../../service/language.ts';

/** The people whom the chosen files are of, enrolled one after another. */
function useImport(onChanged: () => void) {
  const [all, setAll] = useState<PlannedImport[]>([]);
  const [begun, setBegun] = useState<{ consentText: string | null; hasList: boolean } | null>(null);
  const isStopped = useRef(false);
  const act = useAct();
  const choose = (files: readonly File[]) =>
    act.run(async () => {
      setAll([]);
      setBegun(null);
      const photos = files.filter(({ name }) => picture.test(name));
      const lists = files.filter(({ name }) => list.test(name));
      if (lists.length > 1) throw new RefusedRequestError('two_lists', say('import.two_lists'));
      const [only] = lists;
      const body = formOf({}, only ? [only] : []);
      const path = '/desk/api/people/import/list';
      const { rows, consentText } = await ask(path, ImportBegun, { method: 'POST', body });
      setBegun({ consentText, hasList: only !== undefined });
      setAll(only ? plannedByList(rows, photos, pathOf(only)) : plannedByName(photos));
    });
  const tell = (one: PlannedImport, answer: PlannedImport['answer']) =>
    setAll((now) => now.map((each) => (each.row === one.row ? { ...each, answer } : each)));
  const enrolOne = async (one: PlannedImport, consent: Partial<ImportRow>) => {
    tell(one, 'sending');
    let answer: PlannedImport['answer'] = null;
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
  const leaveOut = (one: PlannedImport) =>
    setAll((now) =>
      now.map((each) => (each === one ? { ...one, files: goodOf(one), answer: null } : each)),
    );
  const stop = () => (isStopped.current = true);
  return { all, begun, choose, enrol, leaveOut, stop, isBusy: act.isBusy, problem: act.problem };
}

/** Many people at once: each file belongs to one of them by its name, or by a list. */
export function ImportForm({ onChanged, onClose }: { onChanged: () => void; onClose: () => void }) {
  const { all, begun, choose, enrol, leaveOut, stop, isBusy, problem } = useImport(onChanged);
  const [consent, setConsent] = useState('');
  const [given, setGiven] = useState<FieldInput['consentGiven']>('paper');
  const left = all.filter((one) => one.problem === null && !isIn(one)).length;
  const isFresh = left === 0 || all.some((one) => one.problem === null && one.answer === null);
  const refusedOnes = all.filter((one) => reasonsOf(one).length > 0);
  const saveRefused = () => {
    const lines = refusedOnes.map((one) => `${one.row.name}: ${reasonsOf(one).join(' ')}`);
    downloadFile('not-enrolled.txt', 'text/plain', `${lines.join('\n')}\n`);
  };
  const send = (event: Event) => {
    event.preventDefault();
    enrol(begun?.hasList ? {} : { consent, consentGiven: given });
  };
  return (
    <form class="card" aria-label={say('people.enrol_many')} onSubmit={send}>
      <h3>{say('people.enrol_many')}</h3>
      <p class="quiet">{say('import.how')}</p>
      <FileChoice label={say('import.files')} isBusy={isBusy} onChoose={choose} />
      <FileChoice label={say('import.folder')} isFolder isBusy={isBusy} onChoose={choose} />
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
      {begun && all.length === 0 && <p class="empty">{say('import.empty')}</p>}
      {all.length > 0 && <Plan all={all} onLeaveOut={isBusy ? null : leaveOut} />}
      {problem}
      <div class="acts">
        <button type="submit" disabled={isBusy || left === 0}>
          {say(isFresh ? 'import.enrol' : 'import.again', { count: left })}
        </button>
        {isBusy && (
          <Button plain onPress={stop}>
            {say('import.stop')}
          </Button>
        )}
        {refusedOnes.length > 0 && (
          <Button plain onPress={saveRefused}>
            {say('import.save_refused')}
          </Button>
        )}
        <Button plain disabled={isBusy} onPress={onClose}>
          {say('do.close')}
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
  all: readonly PlannedImport[];
  /** Null while others are enrolled. */
  onLeaveOut: ((one: PlannedImport) => void) | null;
}) {
  const enrolled = all.filter(isIn).length;
  const refused = all.filter((one) => reasonsOf(one).length > 0).length;
  return (
    <>
      <p role="status">
        {say('import.so_far', {
          count: all.length,
          left: all.length - enrolled - refused,
          ...{ enrolled, refused },
        })}
      </p>
      <Table
        label={say('import.listed')}
        columns={[say('history.name'), say('people.photos'), say('import.result')]}
      >
        {all.map((one) => (
          <tr key={one.row.row}>
            <td>
              <bdi>{one.row.name || say('none')}</bdi>
            </td>
            <td>{number(one.files.length)}</td>
            <td>
              {one.answer === 'sending' && say('page.opening')}
              {isIn(one) && <span class="good">{say('enrolled.enrolled')}</span>}
              {reasonsOf(one).length > 0 && (
                <ul class="problem">
                  {reasonsOf(one).map((reason) => (
                    <li key={reason}>{reason}</li>
                  ))}
                </ul>
              )}
              {onLeaveOut && goodOf(one).length > 0 && (
                <Button plain onPress={() => onLeaveOut(one)}>
                  {say('import.leave_out')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

import { useRef, useState } from 'preact/hooks';
import { ImportBegun, type ImportRow } from '../../../../server/protocol/desk-people-messages.ts';
import { ask, RefusedRequestError, downloadFile } from '../../service/api.ts';
import { useAct } from '../act.tsx';
import { Button } from '../parts.tsx';
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
import { ImportTable } from './import-table.tsx';
import { askEnrolment } from './photo-form.tsx';
import { formOf } from './photo-picker.tsx';
import { say } from '../../service/language.ts';

/** @throws {RefusedRequestError} for two lists, or an unreadable list */
async function planOf(files: readonly File[]) {
  const photos = files.filter(({ name }) => picture.test(name));
  const lists = files.filter(({ name }) => list.test(name));
  if (lists.length > 1) throw new RefusedRequestError('two_lists', say('import-two_lists'));
  const [only] = lists;
  const body = formOf({}, only ? [only] : []);
  const path = '/desk/api/people/import/list';
  const { rows, textVersion } = await ask(path, ImportBegun, { method: 'POST', body });
  const planned = only ? plannedByList(rows, photos, pathOf(only)) : plannedByName(photos);
  return { textVersion, hasList: only !== undefined, planned };
}

/** The people in the chosen files, enrolled one after another. */
function useImport(onChanged: () => void) {
  const [all, setAll] = useState<PlannedImport[]>([]);
  const [begun, setBegun] = useState<{ textVersion: string | null; hasList: boolean } | null>(null);
  const isStopped = useRef(false);
  const act = useAct();
  const choose = (files: readonly File[]) =>
    act.run(async () => {
      setAll([]);
      setBegun(null);
      const { planned, ...plan } = await planOf(files);
      setBegun(plan);
      setAll(planned);
    });
  const tell = (one: PlannedImport, answer: PlannedImport['answer']) =>
    setAll((now) => now.map((each) => (each.row === one.row ? { ...each, answer } : each)));
  const enrolOne = async (one: PlannedImport, consent: Partial<ImportRow>) => {
    tell(one, 'sending');
    let answer: PlannedImport['answer'] = null;
    try {
      const row = { ...one.row, ...consent };
      const form = formOf({ row, textVersion: begun?.textVersion ?? null }, one.files);
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
  /** Says that a face only looks like this other person's, and tries again. */
  const addTwin = (one: PlannedImport, personId: string, consent: Partial<ImportRow>) =>
    act.run(async () => {
      const withTwin = { ...one, row: { ...one.row, twinOf: [...one.row.twinOf, personId] } };
      setAll((now) => now.map((each) => (each === one ? withTwin : each)));
      await enrolOne(withTwin, consent);
      onChanged();
    });
  const stop = () => (isStopped.current = true);
  return {
    all,
    begun,
    choose,
    enrol,
    leaveOut,
    addTwin,
    stop,
    isBusy: act.isBusy,
    problem: act.problem,
  };
}

function saveRefused(refused: readonly PlannedImport[]): void {
  const lines = refused.map((one) => {
    const why = reasonsOf(one).map(({ words }) => words);
    return `${one.row.name}: ${why.join(' ')}`;
  });
  downloadFile('not-enrolled.txt', 'text/plain', `${lines.join('\n')}\n`);
}

type Given = FieldInput['consentGiven'];
const noConsent = { consent: '', consentGiven: 'paper' as Given };

/** Imports many people: each file belongs to one of them by its name, or by a list. */
export function ImportForm({
  onShow,
  onChanged,
  onClose,
}: {
  onShow: (id: string) => void;
  onChanged: () => void;
  onClose: () => void;
}) {
  const { all, begun, choose, enrol, leaveOut, addTwin, stop, isBusy, problem } =
    useImport(onChanged);
  const [{ consent, consentGiven }, setConsent] = useState(noConsent);
  const setOwnConsent = (statement: string, way: Given) =>
    setConsent({ consent: statement, consentGiven: way });
  const left = all.filter((one) => one.problem === null && !isIn(one)).length;
  const isFresh = left === 0 || all.some((one) => one.problem === null && one.answer === null);
  const ownConsent = begun?.hasList ? {} : { consent, consentGiven };
  const send = (event: Event) => {
    event.preventDefault();
    enrol(ownConsent);
  };
  return (
    <form class="card" aria-label={say('people-enrol_many')} onSubmit={send}>
      <h3>{say('people-enrol_many')}</h3>
      <p class="quiet">{say('import-how')}</p>
      <FileChoice label={say('import-files')} isBusy={isBusy} onChoose={choose} />
      <FileChoice label={say('import-folder')} isFolder isBusy={isBusy} onChoose={choose} />
      {begun && !begun.hasList && all.length > 0 && (
        <div class="fields">
          <ConsentFields statement={consent} given={consentGiven} onType={setOwnConsent} />
        </div>
      )}
      {begun && all.length === 0 && <p class="empty">{say('import-empty')}</p>}
      {all.length > 0 && (
        <ImportTable
          all={all}
          isBusy={isBusy}
          onLeaveOut={leaveOut}
          onShow={onShow}
          onTwin={(one, id) => addTwin(one, id, ownConsent)}
        />
      )}
      {problem}
      <div class="acts">
        <button type="submit" disabled={isBusy || left === 0}>
          {say(isFresh ? 'import-enrol' : 'import-again', { count: left })}
        </button>
        {isBusy && (
          <Button plain onPress={stop}>
            {say('import-stop')}
          </Button>
        )}
        <SaveRefused all={all} />
        <Button plain disabled={isBusy} onPress={onClose}>
          {say('do-close')}
        </Button>
      </div>
    </form>
  );
}

function SaveRefused({ all }: { all: readonly PlannedImport[] }) {
  const refused = all.filter((one) => reasonsOf(one).length > 0);
  if (refused.length === 0) return null;
  return (
    <Button plain onPress={() => saveRefused(refused)}>
      {say('import-save_refused')}
    </Button>
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

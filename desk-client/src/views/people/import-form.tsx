import { ImportBegun, type ImportRow } from '#server/protocol/desk-people-messages.ts';
import { ask, RefusedRequestError, downloadFile } from '../../service/api.ts';
import { draftOf } from '../../service/drafts.ts';
import { useAct } from '../act.tsx';
import { Button } from '../parts.tsx';
import { WaysOut } from '../ways-out.tsx';
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

type Given = FieldInput['consentGiven'];

/** The chosen files, and how far their enrolment is. */
interface Import {
  all: PlannedImport[];
  begun: { textVersion: string | null; hasList: boolean } | null;
  consent: string;
  consentGiven: Given;
  run: 'running' | 'stopping' | null;
}
const nothingChosen: Import = {
  ...{ all: [], begun: null, consent: '', consentGiven: 'paper', run: null },
};

/** The path of the form's draft. */
export const importDraft = 'people/import';

/** The people in the chosen files, enrolled one after another. */
function useImport(onChanged: () => void) {
  const draft = draftOf(importDraft, nothingChosen);
  const { all, begun, run } = draft.value;
  const act = useAct();
  const set = (change: Partial<Import>) => draft.set({ ...draft.value, ...change });
  const setAll = (next: (now: PlannedImport[]) => PlannedImport[]) =>
    set({ all: next(draft.value.all) });
  const choose = (files: readonly File[]) =>
    act.run(async () => {
      set({ all: [], begun: null });
      const { planned, ...plan } = await planOf(files);
      set({ all: planned, begun: plan });
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
      set({ run: 'running' });
      try {
        for (const one of all) {
          // Stopped, or the session has ended.
          if (draft.value.run !== 'running') break;
          if (one.problem === null && !isIn(one)) await enrolOne(one, consent);
        }
      } finally {
        if (draft.isKept) set({ run: null });
        onChanged();
      }
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
  const stop = () => set({ run: 'stopping' });
  return {
    draft,
    set,
    choose,
    enrol,
    leaveOut,
    addTwin,
    stop,
    isRunning: run === 'running',
    // It goes on while another view is open.
    isBusy: act.isBusy || run !== null,
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
  const { draft, set, choose, enrol, leaveOut, addTwin, stop, ...now } = useImport(onChanged);
  const { isBusy, isRunning, problem } = now;
  const { all, begun, consent, consentGiven } = draft.value;
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
          <ConsentFields
            statement={consent}
            given={consentGiven}
            onType={(statement, way) => set({ consent: statement, consentGiven: way })}
          />
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
        {isRunning && (
          <Button plain onPress={stop}>
            {say('import-stop')}
          </Button>
        )}
        <SaveRefused all={all} />
        <WaysOut
          isDraft={draft.isKept && !isBusy}
          onClose={onClose}
          onDiscard={() => {
            draft.discard();
            onClose();
          }}
        />
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

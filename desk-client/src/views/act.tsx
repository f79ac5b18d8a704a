import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { RefusedRequestError } from '../service/api.ts';
import { say } from '../service/language.ts';
import { queue } from '../service/queue.ts';
import { isFocusLost, Problem } from './parts.tsx';

/** Returns the message of the service, if the error has one. */
export function wordsIn(error: unknown): string {
  return error instanceof RefusedRequestError ? error.message : say('fault-unknown');
}

/**
 * Shows a refusal at the field that it is about. `otherProblem` is a problem about no field.
 * @param fieldOf the field for each code of a refusal
 */
export function errorsAt<FieldName extends string>(
  { refusal, problem }: Pick<ReturnType<typeof useAct>, 'refusal' | 'problem'>,
  fieldOf: Readonly<Record<string, FieldName>>,
) {
  const wrong = fieldOf[refusal?.code ?? ''];
  return {
    at: (field: FieldName) => (field === wrong ? (refusal?.message ?? null) : null),
    otherProblem: wrong === undefined && problem,
  };
}

/** Runs one act at a time, and words its errors. @param unread why the shown data could not be read */
export function useAct(unread: string | null = null) {
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<RefusedRequestError | null>(null);
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (isBusy) return;
    // A button that is disabled during its act loses the focus.
    if (isFocusLost() && focused.current instanceof HTMLElement) focused.current.focus();
    focused.current = null;
  }, [isBusy]);
  const reconnects = queue.reconnects.value;
  useEffect(
    () => setRefusal((refused) => (refused?.code === 'unreachable' ? null : refused)),
    [reconnects],
  );
  return {
    isBusy,
    problem: <Problem>{refusal?.message ?? unread}</Problem>,
    /** The refusal itself, which a form shows at a field. */
    refusal,
    /** Clears a message about an earlier act. */
    clear: () => setRefusal(null),
    run: (act: () => Promise<void>) => {
      focused.current = document.activeElement;
      setBusy(true);
      setRefusal(null);
      act()
        .catch((error: unknown) => {
          const isRefused = error instanceof RefusedRequestError;
          setRefusal(isRefused ? error : new RefusedRequestError('unknown', wordsIn(error)));
        })
        .finally(() => setBusy(false));
    },
  };
}

import { useState } from 'preact/hooks';
import { Problem, wordsOf } from './parts.tsx';

/** One act at a time, with what went wrong in words. */
export function useAct() {
  const [isBusy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  return {
    isBusy,
    problem: <Problem>{message}</Problem>,
    run: (act: () => Promise<void>) => {
      setBusy(true);
      setMessage(null);
      act()
        .catch((error: unknown) => setMessage(wordsOf(error)))
        .finally(() => setBusy(false));
    },
  };
}

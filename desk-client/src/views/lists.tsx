import { useEffect, useState } from 'preact/hooks';
import { ListDecided, ProposedLists } from '../../../server/protocol/desk-manage-messages.ts';
import { ask } from '../service/api.ts';
import { Button, Problem, wordsIn } from './parts.tsx';
import { answerText, say } from '../service/language.ts';

/** Official watchlists that have lost many entries, and wait for a manager; nothing where there are none. */
export function ListQuestions({ canDecide }: { canDecide: boolean }) {
  const [lists, setLists] = useState<ProposedLists>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const read = () =>
    ask('/desk/api/lists', ProposedLists)
      .then(setLists)
      .catch((error: unknown) => setProblem(wordsIn(error)));
  useEffect(() => void read(), []);
  const decide = (listId: number, decision: 'accept' | 'reject') => {
    setProblem(null);
    ask(`/desk/api/lists/${listId}`, ListDecided, { method: 'POST', body: { decision } })
      .catch((error: unknown) => setProblem(wordsIn(error)))
      .finally(() => void read());
  };
  if (lists.length === 0 && !problem) return null;
  return (
    <section aria-labelledby="lists">
      <h2 id="lists">{say('lists')}</h2>
      <Problem>{problem}</Problem>
      <ul class="cards small">
        {lists.map(({ listId, question, ...coded }) => (
          <li class="card" key={listId} data-light="amber">
            <p>
              {answerText({ message: question, ...coded })} {say('lists.stays')}
            </p>
            {canDecide ? (
              <div class="head">
                <Button onPress={() => decide(listId, 'accept')}>{say('lists.accept')}</Button>
                <Button plain onPress={() => decide(listId, 'reject')}>
                  {say('lists.reject')}
                </Button>
              </div>
            ) : (
              <p class="quiet">{say('lists.manager')}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

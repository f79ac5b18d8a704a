import type { Command } from 'commander';
import {
  lookAtCollection,
  withCollectionOptions,
  type CollectionOptions,
} from './measure/evaluate/collection.ts';
import { checkedChoices } from './measure/evaluate.ts';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { createProgram } from '../scripts/terminal/program.ts';
import { measureProtected, protectedText } from './photos/protected.ts';
import { measureSeries, seriesText } from './photos/series.ts';

/** `npm run lab -- photos` */
export function photosCommand(): Command {
  const command = createProgram('photos').description(
    "Of a collection of photos: whether they compare the same under a secret transform, and whether photos added one by one turn a record into another person's.",
  );
  return withCollectionOptions(command).answers(measure);
}

async function measure(options: CollectionOptions): Promise<CommandResult> {
  checkedChoices(options);
  const { seen, models } = await lookAtCollection(options);
  const underTransform = measureProtected(seen);
  const series = measureSeries(seen, models);
  return {
    ok: true,
    text: protectedText(underTransform) + seriesText(series),
    json: { protected: underTransform, series },
  };
}

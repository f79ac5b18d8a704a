import t from 'tap';
import { fuzzAll } from './fuzz.ts';

t.setTimeout(0);
fuzzAll(20_000);

import t from 'tap';
import { fuzzPasses } from './fuzz.ts';

t.setTimeout(0);
fuzzPasses(1500);

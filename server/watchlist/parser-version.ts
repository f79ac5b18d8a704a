import { parserRules } from '../../packages/name-matching/index.ts';
import { programVersion } from '../config/environment.ts';

/** By which program and which rules a list was read. Names that another one read are read again. */
export function parserVersion(): string {
  return `${programVersion()} ${parserRules()}`;
}

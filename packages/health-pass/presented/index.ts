/** Recognises the kind of a pass, without what reads one. */
export { recognisePresented, type PresentedCode } from './presented-code.ts';

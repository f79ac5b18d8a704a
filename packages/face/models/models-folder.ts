/** The folder of the models and of `manifest.json`. */
export interface ModelsFolder {
  modelsDir: string;
  /** The command that fetches the models. Error messages name it. */
  fetchCommand: string;
}

/** A text that cannot be printed by accident: not by `String`, `JSON.stringify`, `console.log` or a debugger's inspect. */
export class Secret {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  reveal(): string {
    return this.#text;
  }
  toString(): string {
    return "[secret]";
  }
  toJSON(): string {
    return "[secret]";
  }
}

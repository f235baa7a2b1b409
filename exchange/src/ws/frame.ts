/** What a frame is, whatever it says. */
export type FrameKind = "status" | "heartbeat" | "answer" | "snapshot" | "update";

/** What a frame is about; faults are aimed with it. */
export interface Subject {
  readonly kind: FrameKind;
  /** Channel or feed; of answers to trading requests the method. */
  readonly channel: string;
  /** Symbol or product, where there is one. */
  readonly symbol?: string;
}

/** One text frame; its bytes are made once, however many clients it goes to. */
export class Frame {
  readonly subject: Subject;
  readonly text: string;
  #bytes: Buffer | undefined;

  constructor(subject: Subject, text: string) {
    this.subject = subject;
    this.text = text;
  }

  /** The text as it travels. */
  get bytes(): Buffer {
    return (this.#bytes ??= Buffer.from(this.text));
  }
}

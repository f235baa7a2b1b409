const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

const padded = (value: number, digits: number): string => String(value).padStart(digits, "0");

/** Milliseconds since 1970 as RFC 3339 in UTC with milliseconds, computed without asking the machine what time it is. */
export function rfc3339(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const rest = ms - days * 86_400_000;
  // Civil date from a day count, in years that begin in March so that the leap day comes last.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const seconds = Math.floor(rest / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const date = `${padded(year, 4)}-${two(month)}-${two(day)}`;
  const fraction = padded(Math.floor(rest - seconds * 1000), 3);
  return `${date}T${two(hours)}:${two(minutes - hours * 60)}:${two(seconds - minutes * 60)}.${fraction}Z`;
}

/** The same texts for times that follow closely on each other, as deadlines do: the date is written once a second. */
export class TimeTexts {
  #second = Number.NaN;
  #text = "";

  /** The text of whole milliseconds since 1970. */
  textOf(ms: number): string {
    const second = Math.floor(ms / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = rfc3339(second * 1000).slice(0, -"000Z".length);
    }
    return `${this.#text}${padded(Math.floor(ms - second * 1000), 3)}Z`;
  }
}

const format = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/;

/** The milliseconds since 1970 of an RFC 3339 time; `NaN` for any other text. */
export function msOf(text: string): number {
  const [, year, month, day, hours, minutes, seconds, fraction, sign, offsetHours, offsetMinutes] =
    format.exec(text) ?? [];
  if (year === undefined) return Number.NaN;
  const y = Number(year) - (Number(month) <= 2 ? 1 : 0);
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * ((Number(month) + 9) % 12) + 2) / 5) + Number(day) - 1;
  const days = era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
  const offset = (sign === "-" ? -1 : 1) * (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0));
  const time = (Number(hours) * 60 + Number(minutes) - offset) * 60_000 + Number(seconds) * 1000;
  return days * 86_400_000 + time + Math.floor(Number(fraction ?? 0) * 1000);
}

/**
 * Reads how long a response asks to wait (`Retry-After`, RFC 9110 section 10.2.3). A date is compared
 * with the response's own `Date`, so that a wrong clock of this machine does no harm.
 *
 * @param now Milliseconds since 1970, for a response without `Date`.
 * @returns Milliseconds, never negative; undefined if there is no such header, or it is malformed.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const asked = httpDateMs(value, now);
  if (asked === undefined) return undefined;
  return Math.max(0, asked - (httpDateMs(headers.get("date")?.trim() ?? "", now) ?? now));
}

const DATE_FORMS = [
  /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>[\d:]{8}) GMT$/,
  /^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>[\d:]{8}) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<year>\d{4})$/,
];

/**
 * Reads a date in one of the three formats of HTTP (RFC 9110 section 5.6.7): IMF-fixdate, RFC 850 and
 * asctime.
 *
 * @param now Milliseconds since 1970. A year of two digits is the one closest to this time.
 * @returns Milliseconds since 1970, or undefined if the text is not a date.
 */
function httpDateMs(text: string, now: number): number | undefined {
  const found = DATE_FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups);
  if (!found) return undefined;
  const { day, month, time } = found;
  let year = Number(found.year);
  if (found.year.length === 2) {
    const thisYear = new Date(now).getUTCFullYear();
    year += 100 * Math.round((thisYear - year) / 100);
  }
  const ms = Date.parse(`Thu, ${day.replace(" ", "0")} ${month} ${year} ${time} GMT`);
  return Number.isNaN(ms) ? undefined : ms;
}

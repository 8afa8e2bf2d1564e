/**
 * Finds English that a newcomer stumbles over: old words, and sentences that start from the wrong
 * end. Used by the lint plugin (comments, strings, test names) and by a test (Markdown).
 *
 * @module
 */

/** What not to write, and what to write instead. Each expression ignores case. */
const ODD: readonly (readonly [expression: RegExp, instead: string])[] = [
  [
    /(?<!\bthere )\b(?:is|are|was|were|be) no (?!longer\b|more\b|less\b|later\b|older\b|better\b|worse\b|such\b)\w+/gi,
    'write "is not"',
  ],
  [/(?<!\bthere )\b(?:is|are|was|were) none\b(?! of)/gi, 'write "is not a …", "is invalid"'],
  [/\b(?:has|have|had|holds?) no (?:valid|json|text)\b/gi, 'write "has no … that is valid"'],
  [/\b(?:whoever|nobody|somebody|anybody|no one)\b/gi, "name the person: the user, the caller"],
  [/\b(?:at hand|to be had|fit for (?:use|that|this))\b/gi, 'write "available", "usable"'],
  [/\bgoes by\b|\bgo by\b|\bsees to\b|\bsee to\b|\bcomes? of\b/gi, "name what happens"],
  [/\bshall\b|\bneeds must\b/gi, 'write "must", "should" or "will"'],
  [/\b(?:no|any) more at all\b|\bis so no\b|\bis the matter\b/gi, "say what changed"],
  [/\bin silence\b/gi, 'write "silently", or say what is not told'],
  [/\banew\b|\bfor ever\b|\bin vain\b/gi, 'write "again", "forever", "without success"'],
  [/\b(?:behaviour|colour|favour|fulfil|honour|neighbour)s?\b/gi, "spell as in the US"],
  [/\bso many\b(?! that)/gi, 'write "this number of", or the number'],
  [/\bhappy path\b/gi, 'write "the normal case"'],
  [/\blies with\b|\bdoes without\b/gi, 'write "is the responsibility of", "does not need"'],
  [
    /\bas (?:it|they) (?:is|are|was|were)\b(?! (?:\w+ed|\w+en|found|made|meant|sent|shown|now)\b)/gi,
    'write "unchanged"',
  ],
  [/\b(?:wherewith|thereof|whereof|hereby|therein|whereby|whence)\b/gi, "use a present-day word"],
  [
    /\b(?:whether|if|that|for|by|to|of) who (?:reads|pays|asks|gives|wants|has|is|does|sends|calls|waits|writes|logs)\b/gi,
    'name the person: "the reader", "the caller"',
  ],
  [
    /(?:^|[.;] )Who (?:reads|pays|asks|gives|wants|has|is|does|sends|calls|waits|writes|logs)\b(?![^.?]*\?)/g,
    'name the person: "a caller that …"',
  ],
  [
    /(?:^|[.;:] )of (?:several|many|all|two|these|those)\b[^.]*\b(?:each|one|only)\b/gi,
    "start with the subject",
  ],
];

/** A stretch of odd English. */
interface OddPhrase {
  /** The words, as they stand in the text. */
  phrase: string;
  /** What to write instead. */
  instead: string;
}

/**
 * Finds the odd phrases of a text.
 *
 * @param text Prose. Line breaks count as spaces, so that a phrase may stand on two lines.
 * @returns Each phrase with advice, in the order of the expressions.
 */
export function oddEnglish(text: string): OddPhrase[] {
  const prose = text.replace(/\s+/g, " ").trim();
  const found: OddPhrase[] = [];
  for (const [expression, instead] of ODD) {
    for (const [phrase] of prose.matchAll(expression)) found.push({ phrase, instead });
  }
  return found;
}

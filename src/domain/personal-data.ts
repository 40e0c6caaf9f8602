/**
 * What looks like somebody's particulars in text that people write. The plan
 * needs no case narrative, so that what is found is more likely a slip than not
 * (DOMAIN D.1). A name cannot be told from other words, and is not looked for.
 */
export const personalDataKinds = ['nhs_number', 'national_insurance_number', 'date_of_birth', 'postcode'] as const

export type PersonalDataKind = typeof personalDataKinds[number]

/** The kinds in the words that a refusal uses. */
export const personalDataNames: Readonly<Record<PersonalDataKind, string>> = {
  nhs_number: 'an NHS number',
  national_insurance_number: 'a National Insurance number',
  date_of_birth: 'a date of birth',
  postcode: 'a full postcode'
}

/** The kinds of particulars that a text seems to hold, each once. */
export function suspectedPersonalData (text: string): PersonalDataKind[] {
  if (!mayHoldDigit.test(text) || isIdOrDay.test(text)) return []
  const plain = asTyped(text)
  return personalDataKinds.filter((kind) => looksLike[kind](plain))
}

// Each kind has digits in it, and what is not ASCII may become one below.
const mayHoldDigit = /[\d\u{80}-\u{10ffff}]/u
// Most texts of a request are these, and neither is anybody's.
const isIdOrDay = /^(?:[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|\d{4}-\d{2}-\d{2})$/i

/** As it would be typed at a keyboard: what is pasted from a document has spaces that do not break, long dashes, digits of another width, and marks that nobody sees. */
function asTyped (text: string): string {
  return text.normalize('NFKC').replace(/\p{Cf}+/gu, '').replace(/[\p{Zs}\t]+/gu, ' ').replace(/\p{Pd}/gu, '-')
}

const looksLike: Readonly<Record<PersonalDataKind, (text: string) => boolean>> = {
  nhs_number: (text) => text.matchAll(tenDigits).some(([found]) => isNhsNumber(found.replace(/\D/g, ''))),
  national_insurance_number: (text) => nationalInsuranceNumber.test(text),
  date_of_birth: (text) => text.matchAll(ofBirth).some(({ index, 0: found }) => date.test(text.slice(index + found.length, index + found.length + reachOfBirth))),
  postcode: (text) => text.matchAll(postcode).some(([found, area]) => isWrittenAsPostcode(found) && postcodeAreas.has((area ?? '').toUpperCase()))
}

// As 943 476 5919, 943-476-5919, 943.476.5919 or 9434765919; not part of a longer number, reference or decimal.
const tenDigits = /(?:(?<=NHS|\bNo)|(?<![\w/+-]|\d\.))\d{3}([ .-]?)\d{3}\1\d{4}(?![\w/-]|\.\d)/gi

/** Modulus 11 over the first nine digits (NHS Data Dictionary, "NHS number"): one number in eleven passes by chance. */
function isNhsNumber (digits: string): boolean {
  const sum = [...digits.slice(0, 9)].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0)
  const check = 11 - sum % 11
  return (check === 11 ? 0 : check) === Number(digits[9]) && !/^(\d)\1*$/.test(digits)
}

// HMRC, NIM39110: which prefixes there are; the suffix is A to D.
const nationalInsuranceNumber = /(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?![A-Za-z0-9])/i

// A plan is full of dates; one of birth is one that says so. Who is born since or between two days is a cohort, and nobody.
const ofBirth = /\b(?:d\.?\s?o\.?\s?b(?![a-z])\.?|date[\s-]of[\s-]birth|birth[\s-]?dat(?:e|es)|birthday|born(?!\s(?:on or )?(?:since|after|before|between|from|until)\b))(?![a-z])/gi
const reachOfBirth = 40
const months = 'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const date = new RegExp(`\\d{4}[/.-]\\d{1,2}[/.-]\\d{1,2}|\\b\\d{1,2} ?[/. -] ?\\d{1,2} ?[/. -] ?(?:\\d{2}|\\d{4})\\b|\\b\\d{1,2}(?:st|nd|rd|th)?[\\s-]?(?:of\\s)?(?:${months})\\.?,?[\\s-]?(?:\\d{4}|\\d{2})\\b|\\b(?:${months})\\s\\d{1,2}(?:st|nd|rd|th)?,?\\s\\d{4}`, 'i')

// Royal Mail: area and district, then sector and unit, the last two letters of those in use.
const postcode = /(?<![A-Za-z0-9/-])([A-Z]{1,2})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?![A-Za-z0-9])/gi

/** In small letters only with its space: `e1 6an` is one, `so19am` is more likely a slip of the keyboard; `B1 2nd floor` is a room. */
function isWrittenAsPostcode (found: string): boolean {
  return !ordinal.test(found) && (found.includes(' ') || found === found.toUpperCase())
}

const ordinal = /(?:1st|2nd|3rd|[04-9]th)$/

const postcodeAreas = new Set(('AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY ' +
  'HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM ' +
  'S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE').split(' '))

import t from 'tap'
import fc from 'fast-check'
import { personalDataNames, suspectedPersonalData } from '../../src/domain/personal-data.ts'
import type { PersonalDataKind } from '../../src/domain/personal-data.ts'

const held: ReadonlyArray<readonly [PersonalDataKind, readonly string[]]> = [
  ['nhs_number', ['9434765919', 'NHS no. 943 476 5919.', '(943-476-5919)', 'No 4010232137', '943\u00a0476\u00a05919', '943  476  5919', '943–476–5919', '943.476.5919', 'NHS9434765919', 'NHS no.9434765919', '９４３４７６５９１９', '№9434765919']],
  ['national_insurance_number', ['QQ123456C'.replace('QQ', 'AB'), 'her NI is ab 12 34 56 c', 'JG-10-37-59-A.', 'AB\u00a012\u00a034\u00a056\u00a0C']],
  ['date_of_birth', ['DOB 01/02/2019', 'd.o.b. 1.2.19', 'date of birth: 1 February 2019', 'Born on the 3rd of March 2020', 'birthday (March 3rd, 2020)', 'born 2020-03-03', 'D.O.B: 03-03-2020', 'DOB03/03/2020', 'DOB – 3 / 3 / 2020', 'born 3 Mar 20', 'DOB 03-Mar-2020', 'dob 3Mar2020', 'D.o.B. = 2020/03/03', 'date-of-birth 3/3/20', 'born on\n3 March\u00a02020']],
  ['postcode', ['HA1 2XY', 'lives at SW1A 2AA now', 'e1 6an', 'M11AE', 'B33 8TH,', 'HA1\u00a02XY', 'HA1  2XY']]
]

for (const [kind, texts] of held) {
  t.test(`${personalDataNames[kind]} is seen`, async (t) => {
    for (const text of texts) t.strictSame(suspectedPersonalData(text), [kind], text)
  })
}

t.test('it is seen as documents write it: with other spaces, dashes, digits and marks that do not show', async (t) => {
  for (const text of ['943\u00a0476\u00a05919', '943\u2009476\u20095919', '943  476 5919', '943–476–5919', '９４３４７６５９１９', '943\u200b476\u200b5919']) t.strictSame(suspectedPersonalData(text), ['nhs_number'], text)
  for (const text of ['HA1\u00a02XY', 'HA1  2XY', 'HA1\t2XY']) t.strictSame(suspectedPersonalData(text), ['postcode'], text)
  t.strictSame(suspectedPersonalData('AB‑12‑34‑56‑C'), ['national_insurance_number'])
  for (const text of ['DOB01/02/2019', 'DOB – 1–2–19', 'born\u00a03\u00a0March\u00a02020']) t.strictSame(suspectedPersonalData(text), ['date_of_birth'], text)
})

t.test('what a plan says is not taken for particulars', async (t) => {
  const innocent = [
    'Due by 30/06/2026; reviewed on 3 March 2026.', 'The child was born before the review of 2024.', 'Phase 2 of 3, in Q4 2026.', 'Call 020 8863 5611 or 07700 900123.',
    'Action CHILD-O/R3/A2', 'Ref 9434765918', '1234567890', '0000000000', 'invoice 19434765919', '94347659190', '9434765919-77', '3.9434765919', 'doc/9434765919',
    'NT123456A', 'AB123456E', 'in 1 2nd place', 'at 3pm', 'so19am', 'Q1 2AB', 'HA1', 'NW10', '100% of 20 cases; 12 of 19 in time', '019c8f6e-0c00-7000-8000-000000000001', 'Birth rate: 12 in 2026',
    'Babies born since 1 April 2026', 'born between 1 April 2025 and 31 March 2026', 'whoever is born on or after 01/04/2026', 'room B1 2nd floor', 'the E12 5th edition', 'L1 1st', '3.943.476.5919'
  ]
  for (const text of innocent) t.strictSame(suspectedPersonalData(text), [], text)
})

t.test('each kind is told once, in one order', async (t) => {
  t.strictSame(suspectedPersonalData('HA1 2XY, HA1 2XZ, DOB 1/1/2020, AB123456C, 943 476 5919'), ['nhs_number', 'national_insurance_number', 'date_of_birth', 'postcode'])
})

t.test('of numbers of ten digits, those with another check digit are none', async (t) => {
  fc.assert(fc.property(fc.integer({ min: 100_000_000, max: 999_999_999 }), (nine) => {
    const passing = [...'0123456789'].filter((check) => suspectedPersonalData(`${nine}${check}`).includes('nhs_number'))
    return passing.length <= 1
  }))
})

t.test('a long text of near misses is read at once', async (t) => {
  const texts = ['9434765918 ', 'born dob ', 'AB12 ', '1 ', 'a1 '].map((part) => part.repeat(20_000))
  for (const text of texts) t.strictSame(suspectedPersonalData(text), [], text.slice(0, 20))
})

import t from 'tap'
import { digestHtml } from '../../src/features/reminders/digest-html.ts'
import { digestText } from '../../src/features/reminders/digest-text.ts'
import { digestOf } from '../../src/features/reminders/digest.ts'
import type { DigestFacts } from '../../src/features/reminders/digest.ts'
import { reminderSubjects, rungs } from '../../src/domain/reminder.ts'

const frame = { partnershipName: 'Northshire Safeguarding Partnership', publicUrl: 'https://follow-through.example', today: '2026-03-02', failedAddresses: [] }

function factsOf (facts: Partial<DigestFacts>): DigestFacts {
  return { reminderId: 'reminder', subjectType: 'action', occurrence: '', rung: 'lead', dueOn: '2026-02-20', reference: 'CHILD-O/R2/A2', agencyName: 'Housing', ...facts }
}

function digest (list: ReadonlyArray<Partial<DigestFacts>>, failedAddresses: readonly string[] = []) {
  const facts = list.map((each, place) => factsOf({ reminderId: `reminder-${place}`, ...each }))
  const links = new Map(facts.map(({ reminderId }) => [reminderId, `https://follow-through.example/reminder-links/${reminderId}`]))
  return digestOf(facts, links, { ...frame, failedAddresses })
}

t.test('a lead reads what is overdue first, then what is due soon', async (t) => {
  const written = digest([{ dueOn: '2026-03-09', reference: 'CHILD-O/R3/A7' }, { dueOn: '2026-02-20' }, { dueOn: '2026-03-02', reference: 'CHILD-O/R1/A1' }])

  t.matchSnapshot(digestText(written), 'as text')
  t.matchSnapshot(digestHtml(written), 'as a page')
})

t.test('a senior leader and a coordinator read why it has come to them', async (t) => {
  t.matchSnapshot(digestText(digest([{ rung: 'senior_leader' }])), 'a senior leader')
  t.matchSnapshot(digestText(digest([{ rung: 'coordinator' }], ['gone@housing.example'])), 'a coordinator, who can mend an address')
  t.matchSnapshot(digestHtml(digest([{ rung: 'coordinator' }], ['gone@housing.example'])), 'the same as a page')
})

t.test('every kind of thing that is chased has words of its own', async (t) => {
  t.matchSnapshot(digestText(digest(reminderSubjects.map((subjectType) => ({ subjectType, occurrence: subjectType === 'observation' ? '2026-02' : '' })))))
})

t.test('every rung has words of its own', async (t) => {
  t.matchSnapshot(digestText(digest(rungs.map((rung, place) => ({ rung, reference: `CHILD-O/R2/A${place + 1}` })))))
})

t.test('what has the same name is counted, so that nobody takes three for one', async (t) => {
  const figures = { subjectType: 'observation', reference: 'R2', occurrence: '2026-02' } as const
  const [group] = digest([figures, figures, { ...figures, occurrence: '2026-01' }, figures, {}]).groups

  t.strictSame(group?.entries.map(({ what }) => what), [
    'The figures of a measure of R2 for 2026-02 (Housing), 1 of 3', 'The figures of a measure of R2 for 2026-02 (Housing), 2 of 3',
    'The figures of a measure of R2 for 2026-01 (Housing)', 'The figures of a measure of R2 for 2026-02 (Housing), 3 of 3', 'Action R2/A2 (Housing)'
  ])
})

t.test('a coordinator who has nothing due reads of the addresses alone', async (t) => {
  t.matchSnapshot(digestText(digest([], ['gone@housing.example'])))
})

const subjects: ReadonlyArray<readonly [subject: string, ReadonlyArray<Partial<DigestFacts>>]> = [
  ['1 action needs your update: 1 overdue', [{}]],
  ['2 actions need your update: 1 overdue, 1 due soon', [{}, { dueOn: '2026-03-02' }]],
  ['1 action needs your attention: 1 overdue', [{ rung: 'coordinator' }]],
  ['2 milestones need your update: 2 due soon', [{ subjectType: 'milestone', dueOn: '2026-03-03' }, { subjectType: 'milestone', dueOn: '2026-03-04' }]],
  ['1 decision waits for you: 1 due soon', [{ subjectType: 'extension', dueOn: '2026-03-03' }]],
  ['2 decisions wait for you: 2 overdue', [{ subjectType: 'evidence' }, { subjectType: 'sign_off' }]],
  ['2 matters need your attention: 2 overdue', [{}, { subjectType: 'observation' }]]
]

for (const [subject, facts] of subjects) {
  t.test(`the subject counts: ${subject}`, async (t) => { t.equal(digest(facts).subject, subject) })
}

t.test('the day before, on and after the due date', async (t) => {
  const whenDue = (dueOn: string) => digest([{ dueOn }]).groups.map(({ heading, entries }) => `${heading}: ${entries[0]?.when}`)

  t.strictSame(whenDue('2026-03-03'), ['Due soon: Due on 3 March 2026, in 1 day'])
  t.strictSame(whenDue('2026-03-02'), ['Due soon: Due today, 2 March 2026'])
  t.strictSame(whenDue('2026-03-01'), ['Overdue: 1 day overdue: it was due on 1 March 2026'])
})

t.test('of a reference only its numbers are told, and nothing of one that is of another form', async (t) => {
  const whatOf = (reference: string | null) => digest([{ reference }]).groups[0]?.entries[0]?.what

  t.strictSame(['CHILD-O/R2/A2', 'CHILD-O/R12b/A3', 'A17', 'JANE/A2', 'CHILD-R2/A2', 'CHILD-O', 'CHILD-O/R2/A2/JANE', null].map(whatOf),
    ['Action R2/A2 (Housing)', 'Action R12b/A3 (Housing)', 'Action A17 (Housing)', 'Action A2 (Housing)', 'Action A2 (Housing)', 'An action (Housing)', 'An action (Housing)', 'An action (Housing)'])
})

t.test('a measure is told of with the number of its recommendation, if that is one', async (t) => {
  const whatOf = (reference: string) => digest([{ subjectType: 'observation', occurrence: '2026-02', reference }]).groups[0]?.entries[0]?.what

  t.strictSame(['R2', 'JANE'].map(whatOf), ['The figures of a measure of R2 for 2026-02 (Housing)', 'The figures of a measure for 2026-02 (Housing)'])
})

t.test('what an agency or a partnership calls itself cannot become markup', async (t) => {
  const written = digestOf([factsOf({ agencyName: '<script>alert(1)</script>' })], new Map(), { ...frame, partnershipName: '"><img src=x onerror=alert(1)>' })

  t.notMatch(digestHtml(written), /<script|<img/)
})

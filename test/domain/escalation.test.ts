import t from 'tap'
import fc from 'fast-check'
import { daysAhead, dueSteps, forecast } from '../../src/domain/escalation.ts'
import type { Ledger } from '../../src/domain/escalation.ts'
import { addDays, daysBetween } from '../../src/domain/local-date.ts'
import type { LocalDate } from '../../src/domain/local-date.ts'
import { requireSoundPolicy, standardPolicy } from '../../src/domain/reminder-policy.ts'
import type { ReminderPolicy } from '../../src/domain/reminder-policy.ts'
import { reminderSubjects, rungs } from '../../src/domain/reminder.ts'
import type { Chased, Recipients, Rung } from '../../src/domain/reminder.ts'
import { isWorkingDay } from '../../src/domain/working-day.ts'

const everyone = recipients(rungs)
const dueOn = '2026-06-30'

function recipients (present: readonly Rung[]): Recipients {
  const on = (rung: Rung) => present.includes(rung) ? [{ address: `${rung}@example.org`, personId: null }] : []
  return { lead: on('lead'), deputy: on('deputy'), agency: on('agency'), senior_leader: on('senior_leader'), coordinator: on('coordinator') }
}

function chased (facts: Partial<Chased> = {}): Chased {
  return { subjectType: 'action', subjectId: 'a', occurrence: '', actionId: 'a', dueOn, recipients: everyone, ...facts }
}

/** What is due on a day counted from the due date, as `lead -14`. */
function said (day: number, subject = chased(), ledger?: Ledger): string[] {
  return dueSteps(subject, standardPolicy, addDays(subject.dueOn, day), ledger).map(({ rung, step }) => `${rung} ${step}`)
}

interface Telling { readonly on: number, readonly step: number, readonly rung: Rung, readonly address: string }

/** Climbs the ladder day by day, with a ledger, on the days on which somebody works. */
function walk (subject: Chased, { from, to, works = () => true, policy = standardPolicy }: { from: number, to: number, works?: (date: LocalDate) => boolean, policy?: ReminderPolicy }): Telling[] {
  const ledger = new Set<string>()
  const tellings: Telling[] = []
  for (let on = from; on <= to; on++) {
    const today = addDays(subject.dueOn, on)
    if (!works(today)) continue
    for (const { step, rung, recipient: { address } } of dueSteps(subject, policy, today, (step, to) => ledger.has(`${step} ${to}`))) {
      ledger.add(`${step} ${address}`)
      tellings.push({ on, step, rung, address })
    }
  }
  return tellings
}

t.test('the standard ladder, step by step', async (t) => {
  const steps = walk(chased(), { from: -400, to: 31 }).map(({ on, rung }) => `${on} ${rung}`)

  t.strictSame(steps, [
    '-14 lead', '-7 lead', '-1 lead', '0 lead', '1 lead', '1 deputy', '7 lead', '7 agency',
    '14 lead', '14 senior_leader', '28 lead', '28 senior_leader', '30 lead', '30 coordinator'
  ])
})

t.test('nothing is said before the first step', async (t) => {
  t.strictSame(said(-15), [])
  t.strictSame(said(-14), ['lead -14'])
  t.equal(daysAhead(standardPolicy), 14)
})

t.test('on day 8, day 40 and day 400 it is still being chased, at the pace and level of the policy', async (t) => {
  t.strictSame(said(8), ['lead 7', 'deputy 1', 'agency 7'])
  t.strictSame(said(40), ['lead 30', 'deputy 1', 'agency 7', 'senior_leader 28', 'coordinator 30'])
  t.strictSame(said(400), ['lead 392', 'deputy 1', 'agency 7', 'senior_leader 392', 'coordinator 390'])
  const told = walk(chased(), { from: -15, to: 400 })
  t.strictSame(told.filter(({ rung }) => rung === 'coordinator').map(({ on }) => on), Array.from({ length: 13 }, (_, index) => 30 * (index + 1)))
  t.strictSame(told.filter(({ rung }) => rung === 'senior_leader').map(({ on }) => on), Array.from({ length: 28 }, (_, index) => 14 * (index + 1)))
})

t.test('from the fourteenth day on the lead hears of it at least every 14 days, without end', async (t) => {
  const days = walk(chased(), { from: -15, to: 3000 }).filter(({ rung, on }) => rung === 'lead' && on >= 14).map(({ on }) => on)

  t.ok(days.every((day, place) => day - (days[place - 1] ?? 14) <= 14))
  t.ok(3000 - (days.at(-1) ?? 0) < 14)
})

t.test('nobody is told a step twice, nor an earlier one after a later one', async (t) => {
  const told = walk(chased(), { from: -15, to: 400 })

  t.equal(new Set(told.map(({ step, address }) => `${step} ${address}`)).size, told.length)
  for (const rung of rungs) {
    const steps = told.filter((telling) => telling.rung === rung).map(({ step }) => step)
    t.strictSame(steps, steps.toSorted((a, b) => a - b), rung)
  }
})

t.test('after ten days away, each hears the latest step only, and once', async (t) => {
  const away = (date: LocalDate): boolean => { const day = daysBetween(dueOn, date); return day < -3 || day > 7 }
  const told = walk(chased(), { from: -14, to: 9, works: away })

  t.strictSame(told.filter(({ on }) => on >= -3).map(({ on, step, rung }) => `${on}: ${rung} ${step}`), ['8: lead 7', '8: deputy 1', '8: agency 7'])
})

t.test('a plan that is brought in late is taken up where it stands', async (t) => {
  t.strictSame(walk(chased(), { from: 100, to: 101 }).map(({ on, rung, step }) => `${on}: ${rung} ${step}`),
    ['100: lead 98', '100: deputy 1', '100: agency 7', '100: senior_leader 98', '100: coordinator 90'])
})

t.test('a step without a recipient climbs to the next who has one, finally to the coordinators', async (t) => {
  const without = (...missing: Rung[]) => chased({ recipients: recipients(rungs.filter((rung) => !missing.includes(rung))) })

  t.strictSame(said(-7, without('lead')), ['deputy -7'])
  t.strictSame(said(-7, without('lead', 'deputy')), ['agency -7'])
  t.strictSame(said(7, without('agency')), ['lead 7', 'deputy 1', 'senior_leader 7'])
  t.strictSame(said(0, without('lead', 'deputy', 'agency', 'senior_leader')), ['coordinator 0'])
  t.strictSame(said(40, without('lead', 'deputy', 'agency', 'senior_leader')), ['coordinator 30'])
  t.strictSame(said(40, chased({ recipients: recipients([]) })), [], 'where nobody can be written to, nothing is planned')
})

t.test('an address that stands on two rungs hears one thing a day', async (t) => {
  const both = { ...everyone, coordinator: everyone.lead }

  t.strictSame(said(40, chased({ recipients: both })), ['lead 30', 'deputy 1', 'agency 7', 'senior_leader 28'])
})

t.test('a new due date arms the ladder anew, and so does a new lead for that lead', async (t) => {
  const ledger: Ledger = (step, address) => step === -14 && address === 'lead@example.org'
  const moved = chased({ dueOn: '2026-07-31' })
  const handedOver = chased({ recipients: { ...everyone, lead: [{ address: 'new@example.org', personId: null }] } })

  t.strictSame(said(-14, chased(), ledger), [])
  t.strictSame(said(-14, moved), ['lead -14'], 'the ledger of the new date is empty')
  t.strictSame(said(-14, handedOver, ledger), ['lead -14'])
})

t.test('a milestone is told to the lead alone, at every step of the ladder for as long as it is late', async (t) => {
  const told = walk(chased({ subjectType: 'milestone' }), { from: -15, to: 400 })

  t.strictSame(told.slice(0, 9).map(({ on, rung }) => `${on} ${rung}`), ['-14 lead', '-7 lead', '-1 lead', '0 lead', '1 lead', '7 lead', '14 lead', '28 lead', '30 lead'])
  t.strictSame(told, walk(chased(), { from: -15, to: 400 }).filter(({ rung }) => rung === 'lead'), 'as the lead of an action hears of it')
  t.strictSame(said(40, chased({ subjectType: 'milestone', recipients: recipients(['senior_leader', 'coordinator']) })), ['senior_leader 30'], 'without a lead, the next who has an address hears it')
})

t.test('a request that waits is told to all who may decide it, then to the coordinators', async (t) => {
  const judges = ['one@example.org', 'two@example.org'].map((address) => ({ address, personId: address }))
  const request = chased({ subjectType: 'extension', recipients: { ...recipients(['coordinator']), lead: judges } })

  t.strictSame(dueSteps(request, standardPolicy, addDays(dueOn, 0)).map(({ recipient }) => recipient.address), ['one@example.org', 'two@example.org'])
  t.ok(said(7, request).includes('coordinator 7'), 'with no agency to tell, the seventh day reaches them')
})

t.test('under every sound policy and with anyone missing, somebody hears of what is open again and again', async (t) => {
  const step = fc.record({ days: fc.integer({ min: -60, max: 60 }), to: fc.constantFrom(...rungs) })
  const recurring = fc.record({ days: fc.integer({ min: 0, max: 60 }), every: fc.integer({ min: 1, max: 60 }), to: fc.constantFrom(...rungs) })
  const missing = fc.subarray<Rung>(rungs.filter((rung) => rung !== 'coordinator'))
  const subject = fc.constantFrom(...reminderSubjects)
  fc.assert(fc.property(fc.array(step, { maxLength: 6 }), recurring, missing, subject, (steps, again, absent, subjectType) => {
    const policy: ReminderPolicy = { sendAt: '09:00', steps: [again, ...steps.filter((each, place) => !steps.slice(0, place).concat(again).some(({ days, to }) => days === each.days && to === each.to))] }
    requireSoundPolicy(policy)
    const days = walk(chased({ subjectType, recipients: recipients(rungs.filter((rung) => !absent.includes(rung))) }), { from: -70, to: 200, policy }).map(({ on }) => on).filter((on) => on >= again.days)
    return days.length > 0 && days.every((day, place) => day - (days[place - 1] ?? again.days) <= again.every) && 200 - (days.at(-1) ?? 0) <= again.every
  }), { numRuns: 300 })
})

t.test('weekends and bank holidays put a step off to the next working day, and lose none', async (t) => {
  const bankHolidays = new Set(['2026-12-25', '2026-12-28', '2027-01-01'])
  const told = walk(chased({ dueOn: '2026-12-26' }), { from: -14, to: 9, works: (date) => isWorkingDay(date, bankHolidays) })

  t.strictSame(told.map(({ on, step, rung }) => `${addDays('2026-12-26', on)} ${rung} ${step}`),
    ['2026-12-14 lead -14', '2026-12-21 lead -7', '2026-12-29 lead 1', '2026-12-29 deputy 1', '2027-01-04 lead 7', '2027-01-04 agency 7'])
})

t.test('the forecast is what the walk through the same days tells', async (t) => {
  const bankHolidays = new Set(['2026-08-31'])
  const told = walk(chased(), { from: -20, to: 70, works: (date) => isWorkingDay(date, bankHolidays) })

  const expected = forecast(chased(), standardPolicy, { from: addDays(dueOn, -20), days: 90, bankHolidays, served: new Set() }, () => false)

  t.strictSame(expected.map(({ on, step, rung }) => `${on} ${rung} ${step}`), told.map(({ on, step, rung }) => `${addDays(dueOn, on)} ${rung} ${step}`))
})

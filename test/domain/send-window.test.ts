import t from 'tap'
import { execFileSync } from 'node:child_process'
import { closedBecause, localTimeAt, workingDayBefore, workingDayFrom } from '../../src/domain/send-window.ts'
import { bankHolidaysBetween } from '../../src/platform/bank-holidays.ts'

const bankHolidays = new Set(bankHolidaysBetween('2026-01-01', '2027-12-31').map(({ on }) => on))
const london = { timeZone: 'Europe/London', sendAt: '09:00', bankHolidays }

t.test('the window opens at nine in London, in winter and in summer', async (t) => {
  t.equal(closedBecause('2026-03-02T08:59:59Z', london), 'before_send_time')
  t.equal(closedBecause('2026-03-02T09:00:00Z', london), undefined)
  t.equal(closedBecause('2026-07-01T07:59:59Z', london), 'before_send_time')
  t.equal(closedBecause('2026-07-01T08:00:00Z', london), undefined)
})

t.test('it stays open until the local day ends, so that a worker that was down makes up for it', async (t) => {
  t.equal(closedBecause('2026-03-02T12:00:00Z', london), undefined)
  t.equal(closedBecause('2026-03-02T23:59:59Z', london), undefined)
  t.equal(closedBecause('2026-07-01T22:59:59Z', london), undefined)
  t.equal(closedBecause('2026-07-01T23:30:00Z', london), 'before_send_time', 'it is the second of July in London')
})

t.test('weekends are named before holidays, holidays before the hour', async (t) => {
  t.equal(closedBecause('2026-03-07T12:00:00Z', london), 'weekend')
  t.equal(closedBecause('2026-12-25T12:00:00Z', london), 'bank_holiday')
  t.equal(closedBecause('2026-12-26T12:00:00Z', london), 'weekend')
  t.equal(closedBecause('2026-12-28T12:00:00Z', london), 'bank_holiday', 'the substitute for Boxing Day')
  t.equal(closedBecause('2026-12-29T09:00:00Z', london), undefined)
})

t.test('around both clock changes the window opens once a day, at nine by the clock on the wall', async (t) => {
  const opensAt = (day: string, place = london): string => {
    const minutes = Array.from({ length: 24 * 60 }, (_, minute) => new Date(Date.parse(`${day}T00:00:00Z`) + minute * 60_000).toISOString())
    return minutes.find((instant) => closedBecause(instant, place) === undefined)?.slice(11, 16) ?? ''
  }
  t.strictSame(['2026-03-27', '2026-03-30', '2026-10-23', '2026-10-26'].map((day) => opensAt(day)), ['09:00', '08:00', '08:00', '09:00'])
  // London changes its clocks on Sundays; Cairo, on a Friday and a Thursday at midnight, would on working days.
  const everyDay = { ...london, timeZone: 'Africa/Cairo' }
  t.strictSame(['2026-04-23', '2026-04-24', '2026-10-29', '2026-10-30'].map((day) => opensAt(day, everyDay)), ['07:00', '06:00', '06:00', '07:00'])
})

t.test('an hour that the clocks skip opens the window when they have gone past it', async (t) => {
  const skipped = { timeZone: 'Africa/Cairo', sendAt: '00:30', bankHolidays } // 2026-04-24 00:00 becomes 01:00

  t.equal(localTimeAt('2026-04-23T22:00:00Z', 'Africa/Cairo'), '01:00')
  t.equal(closedBecause('2026-04-23T22:00:00Z', skipped), undefined)
})

t.test('midnight is 00:00', async (t) => {
  t.equal(localTimeAt('2026-03-02T00:00:00Z', 'Europe/London'), '00:00')
})

t.test('from Christmas Eve 2026 the next working day is the 29th, and the one before it the 24th', async (t) => {
  t.equal(workingDayFrom('2026-12-24', bankHolidays), '2026-12-24')
  t.equal(workingDayFrom('2026-12-25', bankHolidays), '2026-12-29')
  t.equal(workingDayBefore('2026-12-29', bankHolidays), '2026-12-24')
})

t.test('the answers are the same wherever the process thinks it is', async (t) => {
  const program = `
    import { closedBecause } from './src/domain/send-window.ts'
    import { bankHolidaysBetween } from './src/platform/bank-holidays.ts'
    import { missingPeriod } from './src/domain/missing-observation.ts'
    import { dueSteps } from './src/domain/escalation.ts'
    import { standardPolicy } from './src/domain/reminder-policy.ts'
    const holidays = bankHolidaysBetween('2026-01-01', '2027-12-31')
    const bankHolidays = new Set(holidays.map(({ on }) => on))
    const instants = ['2026-03-29T23:30:00Z', '2026-03-30T08:00:00Z', '2026-07-01T23:30:00Z', '2026-10-26T08:30:00Z', '2026-10-26T09:00:00Z', '2026-12-28T10:00:00Z']
    const recipients = { lead: [{ address: 'lead', personId: null }], deputy: [], agency: [], senior_leader: [], coordinator: [] }
    const steps = ['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-25', '2026-10-26'].map((today) => dueSteps({ subjectType: 'action', subjectId: '', occurrence: '', actionId: null, dueOn: '2026-03-29', recipients }, standardPolicy, today))
    process.stdout.write(JSON.stringify([holidays, instants.map((now) => closedBecause(now, { timeZone: 'Europe/London', sendAt: '09:00', bankHolidays }) ?? 'open'), steps, missingPeriod({ frequency: 'quarterly', madeOn: '2026-02-28', lastStartsOn: null })]))`
  const answers = ['UTC', 'Europe/London', 'America/Los_Angeles', 'Pacific/Kiritimati'].map((TZ) =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', program], { env: { ...process.env, TZ }, encoding: 'utf8' }))

  t.match(answers[0], /"before_send_time","open","before_send_time","before_send_time","open","bank_holiday"/)
  t.strictSame(new Set(answers).size, 1)
})

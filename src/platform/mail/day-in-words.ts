const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** 2 March 2026, for a day that is written `2026-03-02`. */
export function dayInWords (day: string): string {
  return days.format(new Date(`${day}T00:00:00Z`))
}

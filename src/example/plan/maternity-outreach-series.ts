import type { ToldSeries } from '../plan.ts'

// Booking appointments with a valid gestation, month by month.
const reportedFrom = 74

/** Two years of made-up figures: earlier bookings since the alert route, and at first more late ones, of women who would not have come at all. */
export const bookings: readonly ToldSeries[] = [
  {
    measure: 'Bookings by 10+0 weeks',
    from: reportedFrom,
    counts: [
      [186, 312], [181, 298], [192, 321], [188, 307], [179, 304], [195, 318], [190, 315], [177, 301], [184, 306], [191, 322], [187, 309], [182, 300],
      [189, 314], [185, 303], [193, 319], [180, 305], [188, 310], [191, 317], [183, 302], [186, 312], [197, 307], [206, 314], [209, 311], [217, 316]
    ],
    notes: [{ on: 55, text: 'The alert route opened to all agencies in this month.' }]
  },
  {
    measure: 'Late bookings after 20 weeks',
    from: reportedFrom,
    counts: [
      [28, 312], [26, 298], [29, 321], [27, 307], [28, 304], [30, 318], [27, 315], [26, 301], [28, 306], [30, 322], [28, 309], [27, 300],
      [29, 314], [27, 303], [28, 319], [27, 305], [29, 310], [28, 317], [26, 302], [28, 312], [37, 307], [34, 314], [26, 311], [22, 316]
    ],
    notes: [{ on: 55, text: 'Women who would not have come at all are found by the alert route: a rise was expected at first.' }]
  }
]

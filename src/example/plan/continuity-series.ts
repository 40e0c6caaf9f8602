import type { ToldSeries } from '../plan.ts'

// Children on a child protection plan or looked after at the end of each month; open for half a year or more.
const reportedFrom = 71

/** Two years of made-up figures: steady, and then fewer changes, from when avoidable transfers needed to be authorised. */
export const changesOfSocialWorker: readonly ToldSeries[] = [
  {
    measure: 'Children with two or more changes of social worker in 12 months',
    from: reportedFrom,
    counts: [
      [104, 412], [106, 415], [103, 409], [105, 418], [107, 420], [104, 414], [103, 406], [102, 411], [105, 413], [107, 421], [106, 424], [104, 417],
      [106, 416], [108, 422], [105, 419], [106, 412], [104, 408], [103, 410], [105, 415], [104, 411], [101, 413], [97, 416], [92, 419], [86, 414]
    ],
    notes: [{ on: 55, text: 'Since this month avoidable transfers need the Head of Service.' }]
  },
  {
    measure: 'Mean changes of social worker per child in 12 months',
    from: reportedFrom,
    counts: [
      [498, 371], [504, 374], [496, 369], [509, 377], [513, 380], [502, 373], [491, 366], [496, 371], [503, 373], [514, 380], [516, 383], [505, 376],
      [506, 375], [512, 381], [509, 378], [500, 371], [494, 368], [497, 370], [504, 374], [497, 371], [487, 372], [482, 375], [472, 378], [455, 374]
    ]
  }
]

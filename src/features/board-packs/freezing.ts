import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { PackedReport, PackFormat } from '../../domain/board-pack.ts'
import type { Caller } from '../../domain/permission.ts'
import { reportingPeriod } from '../../domain/reporting-period.ts'
import type { Queryable } from '../../platform/database/database.ts'
import type { Table } from '../../platform/formats/table.ts'
import { tableWriters } from '../../platform/http/send-table.ts'
import { tableOf } from '../exporting.ts'
import { annualLines, AnnualRow } from '../reports/annual-schemas.ts'
import { reportYear } from '../reports/annual.ts'
import type { Reading } from '../reports/annual.ts'
import type { Grouping } from '../reports/figures.ts'
import { SummaryRow } from '../reports/schemas.ts'
import { linesOf, summarise } from '../reports/summary.ts'
import type { PackParameters } from './tables.ts'

export interface Asked extends Omit<PackParameters, 'groupBy'> { readonly groupBy?: Grouping }

/** A report with what was asked of it, defaults filled in: as JSON, and as a table of the same figures. */
export interface Frozen { readonly parameters: PackParameters, readonly json: object, readonly table: Table }

export interface PackContent { readonly format: PackFormat, readonly content: Buffer, readonly size: number, readonly sha256: string }

/** How each report is read; one that is added here can be frozen. */
const readers: Record<PackedReport, (db: Queryable, caller: Caller, asked: Asked, reading: Reading) => Promise<Frozen>> = {
  summary: async (db, caller, { groupBy = 'agency' }, { today }) => {
    const summary = await summarise(db, caller, groupBy, today)
    return { parameters: { groupBy }, json: summary, table: tableOf('summary', SummaryRow, linesOf(summary)) }
  },
  annual: async (db, caller, asked, reading) => {
    const period = reportingPeriod(asked, reading.today)
    const report = await reportYear(db, caller, period, reading)
    return { parameters: { ...period }, json: report, table: tableOf('annual', AnnualRow, annualLines(report)) }
  }
}

/** Reads a report as it stands. */
export async function readReport (report: PackedReport, db: Queryable, caller: Caller, asked: Asked, reading: Reading): Promise<Frozen> {
  return await readers[report](db, caller, asked, reading)
}

/** The report's bytes in every format. */
export async function contentsOf ({ json, table }: Frozen): Promise<PackContent[]> {
  return [
    digested('csv', await buffer(tableWriters.csv.write(table))),
    digested('json', Buffer.from(JSON.stringify(json))),
    digested('xlsx', await buffer(tableWriters.xlsx.write(table)))
  ]
}

function digested (format: PackFormat, content: Buffer): PackContent {
  return { format, content, size: content.length, sha256: createHash('sha256').update(content).digest('hex') }
}

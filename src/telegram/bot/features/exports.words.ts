import type { SpanRefusal } from '../../../domain/read-report-span.ts';

/** The words of `/export`. */
export interface ExportWords {
  /** Descriptions in the command menu. */
  readonly commands: Readonly<Record<'export', string>>;
  readonly exports: {
    /** The formats, on buttons. */
    readonly format: Readonly<Record<'xlsx' | 'csv', string>>;
    /** Asks for the format. `what`: a span of days, or a closing. */
    readonly ask: (what: string) => string;
    /** Other spans that can be asked for. */
    readonly hint: string;
    readonly masked: string;
    /** What stands in place of the question once the file is asked for. */
    readonly coming: (what: string, format: string) => string;
    readonly refused: Readonly<Record<SpanRefusal, string>>;
    readonly noClosing: (number: number) => string;
    readonly examples: readonly string[];
  };
}

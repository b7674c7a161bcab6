/** What was typed or measured on a signature's page, as text, by the names of fields. */

export type Typed = Readonly<Record<string, string>>;

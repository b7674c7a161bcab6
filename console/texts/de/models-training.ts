/** German: training a version, and the runs of a line. */
import type { Texts } from '../en/index.ts';

export const training: Texts['models']['training'] = {
  train: 'Version trainieren',
  trainTitle: (line) => `Eine Version von ${line} trainieren?`,
  trainBody:
    'Die Studien mit Ergebnis werden neu gesammelt, ein Modell wird nach dem Rezept der Linie angepasst, auf den gesperrten Testzeilen gemessen und vor die Hürden gestellt.',
  trainLook: (looks) =>
    `An den Testzeilen ${looks === 1 ? 'wurde eine Version' : `wurden ${looks} Versionen`} gemessen; dies ist ein weiterer Blick auf sie.`,
  automatic: 'Nimmt sie jede Hürde, antwortet sie sofort: Die Linie entscheidet von selbst.',
  manual: 'Nimmt sie jede Hürde, wartet sie auf einen Menschen, der sie antworten lässt.',
  keep: 'Nichts trainieren',
  confirm: 'Version trainieren',
  newTitle: 'Eine neue Linie',
  newLead: 'Eine Linie wird einmal benannt, und ihr Rezept ändert sich nie: Wählen Sie mit Bedacht.',
  name: 'Name',
  nameHint:
    'Kleinbuchstaben, Ziffern und Bindestriche, etwa her2-pcr-gemeinsam. Der Name wird nicht noch einmal vergeben.',
  protocol: 'Protokoll',
  testShare: 'Anteil der Testzeilen, %',
  testHint: 'Eine Patientin ist für immer Testzeile oder Trainingszeile.',
  seed: 'Startwert',
  shared: 'Jede Einrichtung darf die Linie nutzen',
  start: 'Linie trainieren',
  cancel: 'Abbrechen',
  wrongName:
    'Der Name braucht 1 bis 63 Zeichen: Kleinbuchstaben, Ziffern und Bindestriche, am Anfang ein Buchstabe oder eine Ziffer.',
  wrongShare: 'Der Anteil der Testzeilen muss zwischen 10 und 90 % liegen.',
  wrongSeed: 'Der Startwert ist eine ganze Zahl von 0 bis 4294967295.',
  runs: 'Läufe',
  runsLead: 'Ein Lauf geht ohne diese Seite weiter: Verlassen Sie sie, und finden Sie ihn hier wieder.',
  caption: 'Trainingsläufe, der neueste zuerst',
  run: 'Lauf',
  started: 'Begonnen',
  took: 'Dauer',
  ended: 'Ausgang',
  trigger: 'Anlass',
  statuses: {
    running: 'Läuft',
    registered: 'Ergab eine Version',
    'not-enough-new-outcomes': 'Zu wenige neue Ergebnisse',
    failed: 'Fehlgeschlagen',
  },
  madeVersion: (version) => `Version ${version}`,
  answered: 'Sie hat die Hürden genommen und antwortet.',
  waits: 'Sie antwortet nicht: Sie wartet, oder sie hat eine Hürde verfehlt.',
  seeVersion: (version) => `Version ${version} ansehen`,
  stages: {
    gathering: 'Studien mit Ergebnis sammeln',
    fitting: 'Anpassen, validieren, beurteilen',
    ended: 'Fertig',
  },
  stage: (done, of, name) => `Schritt ${done + 1} von ${of}: ${name}`,
  since: (time) => `läuft seit ${time}`,
  usual: (time, runs) =>
    `${runs === 1 ? 'Der Lauf davor dauerte' : `Die ${runs} Läufe davor dauerten`} ${time}${runs === 1 ? '' : ' (Median)'}.`,
  leaveIt: 'Sie können diese Seite schließen. Der Lauf geht weiter, und diese Adresse findet ihn wieder.',
  gathered: (rows) => `${rows} ${rows === 1 ? 'Zeile' : 'Zeilen'} gesammelt`,
  runTitle: (when) => `Lauf vom ${when}`,
  noRuns: 'Noch kein Lauf',
  noRunsMore: 'Ein Lauf sammelt die Studien mit Ergebnis, passt ein Modell an und stellt es vor die Hürden.',
  noSuchRun: 'Diese Linie hat keinen solchen Lauf.',
  noSuchRunMore:
    'Ihre neuesten Läufe stehen unter Läufe. Ein Lauf, der gerade angefordert wurde, erscheint nach wenigen Sekunden.',
  failedTitle: 'Der Lauf ergab keine Version.',
  toRuns: 'Alle Läufe',
};

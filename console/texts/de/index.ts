/** German. */

import type { Texts } from '../en/index.ts';
import { featureMeanings } from './feature-meanings.ts';
import { models } from './models.ts';
import { monitoring } from './monitoring.ts';
import { newStudy } from './new-study.ts';
import { predictionPage } from './prediction.ts';
import { score } from './score.ts';
import { studies } from './studies.ts';
import { study } from './study.ts';

export const de: Texts = {
  name: 'Deutsch',
  strip: { researchUse: 'Nur für die Forschung.', notADevice: 'Kein Medizinprodukt.', synthetic: 'Synthetische Daten' },
  shell: {
    skip: 'Zum Inhalt',
    main: 'Hauptnavigation',
    notice: 'Hinweis',
    studies: 'Studien',
    models: 'Modelle',
    monitoring: 'Überwachung',
    score: 'Hier bewerten',
    account: 'Konto',
    signIn: 'Anmelden',
    signOut: 'Abmelden',
    language: 'Sprache',
    components: 'Bausteine',
    keyboard: 'Tastatur',
    documentTitle: (page) => `${page} · Radscore`,
    footer: 'Nur für die Forschung. Kein Medizinprodukt.',
  },
  status: {
    complete: 'Vollständig',
    partial: 'Teilweise',
    refused: 'Abgelehnt',
    quarantined: 'In Quarantäne',
    failed: 'Fehlgeschlagen',
    waiting: 'Wartet auf Dateien',
    analysing: 'In Auswertung',
    uploading: 'Wird hochgeladen',
  },
  sequence: { t2fs: 'T2', dwi: 'DWI', dce: 'DCE' },
  sequenceState: {
    done: 'fertig',
    refused: 'abgelehnt',
    missing: 'fehlt',
    running: 'läuft',
    waiting: 'wartet',
    'not-read': 'nicht gelesen',
  },
  states: {
    loading: 'Wird geladen',
    again: 'Noch einmal versuchen',
    offline: 'Der Dienst ist nicht erreichbar.',
    offlineMore: 'Nichts ist verloren. Die Seite macht von selbst weiter, sobald der Dienst wieder antwortet.',
    missingScope: 'Ihre Anmeldung erlaubt das nicht.',
    scopeNeeded: (scope) =>
      `Diese Seite braucht das Recht ${scope}. Fragen Sie danach, wo Ihre Anmeldungen verwaltet werden.`,
    notFound: 'Diese Seite gibt es nicht.',
    notFoundMore: 'Die Adresse ist vielleicht vertippt, oder was sie nannte, wurde zurückgezogen.',
    expired: 'Ihre Sitzung ist abgelaufen.',
    expiredMore: 'Melden Sie sich wieder an: Sie kommen hierher zurück, und nichts in diesem Tab geht verloren.',
    unexpected: 'Die Seite hatte einen eigenen Fehler.',
  },
  dialog: {
    reason: 'Grund (wird protokolliert)',
    reasonTooShort: (least) => `Nennen Sie einen Grund von mindestens ${least} Zeichen.`,
  },
  table: {
    clearFilters: 'Filter aufheben',
    sameAsTable: 'Dasselbe als Tabelle',
    previous: 'Zurück',
    next: 'Weiter',
    of: (from, to, all) => `${from} bis ${to} von ${all}`,
  },
  reasons: {
    about: (what, meaning) => `${what}: ${meaning}`,
    unknown: 'Der Dienst nennt einen Grund, den diese Seite nicht kennt.',
  },
  prediction: {
    probabilityIs: (share) => `Wahrscheinlichkeit ${share}`,
    intervalAndThreshold: (interval, threshold) => `95-%-Intervall ${interval} %; die Schwelle liegt bei ${threshold}.`,
  },
  keyboard: {
    title: 'Tastatur',
    where: 'Ort',
    keys: 'Tasten',
    letters: 'Tasten ohne Zusatztaste sind Kurzbefehle (nie, während ein Feld den Fokus hat)',
    close: 'Schließen',
    places: [
      {
        where: 'Überall',
        keys: [
          ['/', 'suchen'],
          ['?', 'diese Tabelle'],
          ['g s', 'Studien'],
          ['g m', 'Modelle'],
          ['n', 'neue Studie'],
          ['Esc', 'schließen'],
        ],
      },
      {
        where: 'Liste',
        keys: [
          ['↑ ↓', 'Zeilen'],
          ['Enter', 'öffnen'],
        ],
      },
      {
        where: 'Bilder',
        keys: [
          ['↑ ↓', 'Schicht'],
          ['PgUp PgDn', 'zehn Schichten'],
          ['[ ]', 'Phase'],
          ['+ −', 'Zoom'],
          ['Shift', 'mit Pfeilen: verschieben'],
          ['Alt', 'mit Pfeilen: Fensterung'],
          ['O', 'Umriss'],
          ['L', 'koppeln'],
          ['H', 'größte Schicht'],
          ['R', 'zurücksetzen'],
        ],
      },
      {
        where: 'Was wäre wenn',
        keys: [
          ['← →', 'ein Schritt'],
          ['PgUp PgDn', 'zehn Schritte'],
          ['Home End', 'Enden'],
        ],
      },
    ],
  },
  signIn: {
    title: 'Anmelden',
    lead: 'Radscore sagt für die Forschung voraus, ob ein HER2-positiver Brusttumor bei der Operation verschwunden sein wird.',
    button: 'Weiter mit dem Konto Ihrer Klinik',
    buttonLocal: 'Wählen, für wen Sie arbeiten',
    going: 'Sie kommen zur Anmeldung Ihrer Einrichtung und zurück hierher. Radscore sieht Ihr Passwort nie.',
    refused: 'Die Anmeldung wurde nicht abgeschlossen.',
    local:
      'Dies ist die lokale Cloud: Ihre eigene Seite meldet Sie an. Der Befehl radscore console tut es in einem Schritt.',
    handedOver: 'Sie sind angemeldet. Gehen Sie zurück zum anderen Tab; dieser kann geschlossen werden.',
    withoutSigningIn: 'Hier auswerten, ohne Anmeldung',
  },
  studies,
  newStudy,
  study,
  predictionPage,
  featureMeanings,
  models,
  monitoring,
  score,
};

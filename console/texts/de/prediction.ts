/** German: the prediction of a study, and the parts of an answer. */

import type { Texts } from '../en/index.ts';
import { predictionAbstentions, predictionWarnings } from './prediction-codes.ts';

export const predictionPage: Texts['predictionPage'] = {
  title: 'Vorhersage',
  ofStudy: (studyId) => `${studyId}, Vorhersage`,
  actions: { report: 'Bericht, 2 Seiten' },

  answer: {
    heading: (event) =>
      event === 'pCR' ? 'Wahrscheinlichkeit einer Komplettremission (pCR)' : `Wahrscheinlichkeit von ${event}`,
    fewer: (share) => `< ${share}`,
    more: (share) => `> ${share}`,
    likely: 'Ansprechen wahrscheinlich',
    unlikely: 'Ansprechen unwahrscheinlich',
    near: 'Nahe der Schwelle',
    aboveOther: 'Über der Schwelle',
    belowOther: 'Unter der Schwelle',
    saysAbove: (threshold) =>
      `Über der Schwelle von ${threshold}, die im Training festgelegt wurde. Das ganze Intervall liegt darüber.`,
    saysBelow: (threshold) =>
      `Unter der Schwelle von ${threshold}, die im Training festgelegt wurde. Das ganze Intervall liegt darunter.`,
    saysNear: (threshold) =>
      `Das Intervall enthält die Schwelle von ${threshold}, die im Training festgelegt wurde: Das Modell kann die Seiten nicht unterscheiden.`,
    caveat:
      'Das Intervall ist die Unsicherheit des Modells selbst. Einen anderen Scanner oder Umriss deckt es nicht ab.',
    none: 'Keine Antwort',
    abstains: 'Das Modell enthält sich',
    resolves: 'Was eine Antwort gäbe',
    abstainedFallback: {
      title: 'Das Modell hat für diese Studie keine Antwort.',
      remedy: 'Der Satz des Dienstes darunter nennt, was fehlt.',
    },
    abstentions: predictionAbstentions,
    distance: (of, value, most) =>
      `${of} liegt ${value} Standardabweichungen vom Mittel des Trainings entfernt; das Modell erlaubt ${most}.`,
    distanceWidths: (of, value, most) =>
      `${of} liegt mindestens ${value} Breiten des Trainingsbereichs außerhalb; das Modell erlaubt ${most}.`,
  },

  bar: {
    title: (probability, low, high) => `Wahrscheinlichkeit ${probability}, Intervall ${low} bis ${high}`,
    description: (threshold) => `Auf einer Skala von 0 bis 100 %. Schwelle des Modells ${threshold}.`,
    threshold: (share) => `Schwelle ${share}`,
    interval: (level) => `${level}-Intervall`,
    bothEnds: (low, high) => `${low} bis ${high}`,
    tableCaption: 'Wahrscheinlichkeit, Intervall und Schwelle',
    row: 'Was',
    value: 'Wert',
    probability: 'Wahrscheinlichkeit',
    thresholdRow: 'Schwelle',
  },

  dots: {
    title: (count) => `${count} von 100`,
    none: 'Keine Wahrscheinlichkeit',
    noneMore: 'Kein Punkt ist gefüllt, weil es keine Antwort gibt.',
    exact: (count) =>
      `Von 100 Patientinnen mit diesen Werten wäre bei ${count} zu erwarten, dass bei der Operation kein Tumor mehr da ist.`,
    fewer:
      'Von 100 Patientinnen mit diesen Werten wäre bei weniger als 1 zu erwarten, dass bei der Operation kein Tumor mehr da ist.',
    more: 'Von 100 Patientinnen mit diesen Werten wäre bei mehr als 99 zu erwarten, dass bei der Operation kein Tumor mehr da ist.',
    exactOther: (count, event) => `Von 100 Patientinnen mit diesen Werten wäre bei ${count} ${event} zu erwarten.`,
    fewerOther: (event) => `Von 100 Patientinnen mit diesen Werten wäre bei weniger als 1 ${event} zu erwarten.`,
    moreOther: (event) => `Von 100 Patientinnen mit diesen Werten wäre bei mehr als 99 ${event} zu erwarten.`,
  },

  nomogram: {
    heading: 'Wie sich die Punkte addieren',
    of: (line, version) => `Nomogramm von ${line}, Version ${version}`,
    title: 'Nomogramm mit den Punkten dieser Patientin',
    description: (parts, total, probability) =>
      `${parts}. Zusammen ${total} Punkte, eine Wahrscheinlichkeit von ${probability}.`,
    part: (variable, value, points) => `${variable} mit ${value} ergibt ${points} Punkte`,
    scrolls: 'Die Zeichnung darunter lässt sich seitwärts schieben.',
    caption: 'Punkte dieser Patientin',
    variable: 'Variable',
    value: 'Wert',
    points: 'Punkte',
    totalPoints: 'Punktsumme',
    probability: 'Wahrscheinlichkeit',
    radScore: 'Rad-Score',
    together: 'Zusammen',
    ofPoints: (points) => `${points} Punkte`,
    offAxis: (points) => `${points} Punkte, außerhalb der Achse`,
    noDrawing:
      'Die Zeichnung braucht das Modell selbst, das jetzt nicht zu haben ist. Die Punkte sind die der Antwort.',
    notUsed: 'Der Rad-Score antwortet allein; es gibt keine Punkte zu addieren.',
    notUsedMore: 'Das Nomogramm braucht jeden klinischen Wert des Modells.',
  },

  contributions: {
    heading: (score) => `Woraus der Rad-Score von ${score} besteht`,
    lead: (intercept, sum) =>
      `Achsenabschnitt ${intercept}, dann die Merkmale, zusammen ${sum}. Nach rechts: in Richtung Ansprechen. Ein Beitrag sagt, was das Modell tat, nicht, was die Biologie ist.`,
    title: 'Was jedes Merkmal zum Rad-Score beiträgt',
    caption: 'Was jedes Merkmal zum Rad-Score beiträgt',
    feature: 'Merkmal',
    meaning: 'Was es misst',
    value: 'Wert',
    z: 'Standardabweichungen vom Mittel des Trainings',
    contribution: 'Beitrag',
    intercept: 'Achsenabschnitt',
    sum: 'Rad-Score',
    onSequence: (sequence, meaning) => `${sequence}: ${meaning}`,
    noMeaning: 'Ein Merkmal, das der Katalog nicht beschreibt',
  },

  whatIf: {
    heading: 'Was wäre wenn',
    lead: 'Auf dieser Seite berechnet. Nichts wird gespeichert.',
    measured: (value) => `gemessen: ${value}`,
    notMeasured: 'nicht gemessen',
    choose: 'Nicht gemessen',
    same: 'Dasselbe wie mit den gemessenen Werten',
    more: (points) =>
      points === 1
        ? '1 Punkt mehr als mit den gemessenen Werten'
        : `${points} Punkte mehr als mit den gemessenen Werten`,
    less: (points) =>
      points === 1
        ? '1 Punkt weniger als mit den gemessenen Werten'
        : `${points} Punkte weniger als mit den gemessenen Werten`,
    hardly: 'Weniger als ein halber Punkt Abstand zu den gemessenen Werten',
    interval: (low, high) => `(${low} bis ${high})`,
    back: 'Zurück zu den gemessenen Werten',
    abstains: 'Das Modell würde sich enthalten: Der Wert liegt weit außerhalb derer, an denen es trainiert wurde.',
    radScoreAnswers: 'Ohne alle klinischen Werte antwortet der Rad-Score allein.',
    unlike: '„Was wäre wenn“ wird hier nicht angeboten.',
    unlikeMore:
      'Diese Seite kommt mit dem vorliegenden Modell nicht auf die Antwort des Dienstes; ein „Was wäre wenn“ wäre von etwas anderem.',
    noVariables: 'Dieses Modell hat keine klinische Variable, die sich ändern ließe.',
    side: { above: 'Über der Schwelle', below: 'Unter der Schwelle', near: 'Nahe der Schwelle' },
  },

  place: {
    heading: 'Innerhalb der Trainingskohorte',
    title: 'Platz innerhalb der Trainingskohorte',
    description: (here, withEvent, without) =>
      `Diese Patientin bei ${here}. ${withEvent} Patientinnen mit und ${without} ohne pCR.`,
    descriptionGroups: (here, n) => `Diese Patientin bei ${here}, unter ${n} Patientinnen in Gruppen ab fünf.`,
    withEvent: (count) => `${count} mit pCR`,
    without: (count) => `${count} ohne`,
    patients: (count) => `etwa ${count} Patientinnen`,
    here: 'diese Patientin',
    sentence: (share) => `${share} der Trainingszeilen haben eine niedrigere Wahrscheinlichkeit.`,
    groupsNote: 'Gruppen ab fünf Patientinnen: Einzelne Zeilen sehen Einrichtungen mit Zeilen in dieser Version.',
    caption: 'Trainingszeilen nach Wahrscheinlichkeit',
    from: 'Wahrscheinlichkeit',
    count: 'Patientinnen',
    countWith: 'Mit pCR',
    countWithout: 'Ohne',
    interval: (low, high) => `${low} bis ${high}`,
    withheld: 'Die Trainingskohorte wird nicht gezeigt.',
    ofOther: 'Ein Modell einiger Sequenzen hat geantwortet: Seine Trainingszeilen sind nicht die der Version.',
  },

  model: {
    heading: 'Wie gut ist dieses Modell?',
    version: 'Version',
    named: (line, version) => `${line} ${version}`,
    promoted: 'freigegeben',
    notPromoted: 'nicht freigegeben',
    trainedOn: 'Trainiert an',
    testedOn: 'Geprüft an',
    patients: (count) => `${count} Patientinnen`,
    area: 'AUC',
    areaOf: (auc, low, high) => `${auc} (${low} bis ${high})`,
    onTest: 'der Testzeilen',
    onValidation: 'durch Kreuzvalidierung',
    onTraining: 'der Trainingszeilen: zu gut',
    chance: 'Zufall allein',
    chanceOf: (auc) => `${auc} (Ergebnisse vertauscht)`,
    answered: 'Geantwortet hat',
    submodel: (sequences) => `das Modell von ${sequences}`,
    choose: 'Antwort der Version',
    promotedNow: (version) => `${version}, freigegeben`,
    noFacts: 'Die Angaben zur Version sind jetzt nicht zu haben.',
  },

  warnings: {
    heading: 'Was zu wissen ist',
    one: 'Eines ist zu wissen',
    texts: predictionWarnings,
    fallback: { title: 'Zu wissen', remedy: '' },
    more: (count) => (count === 1 ? 'und eines mehr von dieser Art' : `und ${count} mehr von dieser Art`),
  },

  clinical: {
    heading: 'Klinische Werte fehlen',
    lead: 'Mit ihnen antwortet das Nomogramm anstelle des Rad-Scores allein.',
    save: 'Speichern und neu fragen',
    saving: 'Die Werte werden gespeichert.',
    choose: 'Wählen',
    noScope: (scope) => `Zum Eintragen ist das Recht ${scope} nötig.`,
    notANumber: 'Tragen Sie eine Zahl ein.',
    nothing: 'Tragen Sie mindestens einen Wert ein.',
  },

  states: {
    analysing: 'Die Studie wird ausgewertet.',
    analysingMore: (when) =>
      `Die Auswertung begann ${when}. Die Vorhersage steht hier, sobald sie endet; diese Seite fragt alle 4 Sekunden.`,
    waiting: 'Die Studie wartet auf ihre Dateien.',
    waitingMore: 'Laden Sie das Manifest zuletzt hoch: Das beginnt die Auswertung, und die Vorhersage folgt.',
    refused: 'Die Studie wurde abgelehnt: Es gibt nichts, woraus vorherzusagen wäre.',
    quarantined: 'Die Studie ist in Quarantäne: Es wurde nichts berechnet.',
    failed: 'Die Auswertung ist fehlgeschlagen. Nichts ist verloren.',
    failedMore: 'Der Dienst hatte ein eigenes Problem. Laden Sie das Manifest noch einmal hoch, um sie zu wiederholen.',
    toStudy: 'Die Studie ansehen, und was sie repariert',
    noModel: 'Für dieses Protokoll antwortet noch kein Modell.',
    noModelMore: (protocol) =>
      `Zuerst muss eine Version einer Linie von ${protocol} freigegeben werden. Die Studie bleibt, und ihre Antwort steht dann hier.`,
    noLineWanted: 'Nach den Einstellungen Ihrer Einrichtung antwortet für dieses Protokoll kein Modell.',
    noLineWantedMore: 'Die Verwaltung Ihrer Einrichtung kann eine Linie wählen.',
    toModels: 'Die Modelle ansehen',
    notFound: 'Diese Studie gibt es nicht.',
    notFoundMore: 'Sie wurde vielleicht zurückgezogen, oder die Adresse ist vertippt.',
    toStudies: 'Alle Studien',
    noVersion: 'Diese Version gibt es nicht.',
    noVersionMore: (version) => `Die Linie hat keine Version ${version}, die antwortet.`,
    promotedInstead: 'Die freigegebene Version zeigen',
    kept: (when) => `Stand von ${when}.`,
    needs: (scope) => `Braucht das Recht ${scope}.`,
  },

  report: {
    engine: 'Rechenkern',
    settings: 'Einstellungen',
    manifest: 'Manifest',
    line: (study, version, engine) => `${study} · ${version} · Rechenkern ${engine}`,
    settingsLine: (hash, time) => `Einstellungen ${hash} · ${time}`,
  },
};

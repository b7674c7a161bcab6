/** German: what is said of the codes of a prediction. */
import type { CodeText } from '../en/prediction-codes.ts';

export const predictionWarnings: Readonly<Record<string, CodeText>> = {
  'out-of-distribution': {
    title: 'Ein Merkmal liegt weit von denen der Trainingszeilen entfernt.',
    remedy: 'Prüfen Sie Umriss und Bild dieser Sequenz, bevor Sie sich auf die Antwort stützen.',
  },
  'clinical-missing': {
    title: 'Ein klinischer Wert fehlt: Der Rad-Score antwortet allein.',
    remedy: 'Tragen Sie ihn ein, dann antwortet das Nomogramm.',
  },
  'clinical-unknown': {
    title: 'Das Modell kennt einen klinischen Wert nicht: Der Rad-Score antwortet allein.',
    remedy: 'Berichtigen Sie ihn, dann antwortet das Nomogramm.',
  },
  'clinical-out-of-range': {
    title: 'Ein klinischer Wert liegt außerhalb derer der Trainingszeilen.',
    remedy: 'Prüfen Sie den Wert und seine Einheit.',
  },
  'clinical-undeclared': {
    title: 'Ein klinischer Wert wird nicht verwendet: Das Protokoll kennt ihn nicht.',
    remedy: 'Es ist nichts zu tun. Die Antwort hängt nicht davon ab.',
  },
  imputed: {
    title: 'Ein Wert fehlt; der typische der Trainingszeilen steht an seiner Stelle.',
    remedy: 'Tragen Sie ihn ein oder messen Sie ihn, damit die Antwort nur von dieser Patientin abhängt.',
  },
  'site-unseen': {
    title: 'Das Modell hat keine Trainingszeilen dieses Standorts.',
    remedy: 'Die Werte gelten, wie sie sind. Besser wäre eine Version, die mit Studien des Standorts trainiert wurde.',
  },
  'in-training': {
    title: 'Das Modell wurde an dieser Patientin trainiert: Die Antwort ist zu gut.',
    remedy: 'Nehmen Sie eine Version, die nicht an ihr trainiert wurde.',
  },
  'synthetic-model': {
    title: 'Das Modell wurde an synthetischen Daten angepasst.',
    remedy: 'Seine Antwort zeigt, wie der Dienst arbeitet, und sagt nichts über eine Patientin.',
  },
  'submodel-answered': {
    title: 'Eine Sequenz fehlt: Ein Modell der anderen antwortet.',
    remedy: 'Ergänzen Sie die Sequenz, dann antwortet das ganze Modell.',
  },
  'missing-sequence': {
    title: 'Eine Sequenz fehlt oder wurde abgelehnt.',
    remedy: 'Die Studie zeigt, was sie zurückbringt.',
  },
  'engine-mismatch': {
    title: 'Merkmale und Modell stammen von verschiedenen Rechenkernen.',
    remedy: 'Laden Sie das Manifest noch einmal hoch, oder nehmen Sie eine Version dieses Rechenkerns.',
  },
  'phase-chosen': {
    title: 'Von mehreren Phasen wurde eine gelesen.',
    remedy: 'Ist es die falsche, nennen Sie die Phase im Manifest.',
  },
  'clinical-given': {
    title: 'Die Antwort gilt für andere klinische Werte als die gespeicherten.',
    remedy: 'Speichern Sie sie, wenn sie richtig sind.',
  },
};

export const predictionAbstentions: Readonly<Record<string, CodeText>> = {
  'outside-cohort': {
    title: 'Ein Wert liegt weit außerhalb derer, an denen das Modell trainiert wurde. Raten wäre nicht ehrlich.',
    remedy:
      'Prüfen Sie die Einheit des Werts, die gewählte Sequenz und den Umriss. Berichtigte Werte werden beantwortet.',
  },
  'site-unseen': {
    title: 'Das Modell antwortet nur für Standorte, an denen es trainiert wurde.',
    remedy: 'Trainieren Sie eine Version mit Studien dieses Standorts.',
  },
  'invalid-value': {
    title: 'Ein Wert, den das Modell braucht, fehlt oder ist keine Zahl.',
    remedy: 'Berichtigen Sie den genannten Wert, und fragen Sie noch einmal.',
  },
  'not-computable': {
    title: 'Die Formel des Modells ergibt für diese Werte keine Zahl.',
    remedy: 'Prüfen Sie Einheiten und Einstellungen der Merkmale.',
  },
  'features-missing': {
    title: 'Merkmale, die das Modell braucht, haben keinen Wert. Raten wäre nicht ehrlich.',
    remedy: 'Ergänzen Sie, was der Sequenz fehlt: Bilder oder einen Umriss des Tumors. Die anderen Sequenzen bleiben.',
  },
  'submodel-missing': {
    title: 'Eine Sequenz fehlt, und für die anderen gibt es kein Modell. Raten wäre nicht ehrlich.',
    remedy: 'Ergänzen Sie die Sequenz mit einem Umriss des Tumors. Die anderen Sequenzen bleiben.',
  },
  'submodel-refused': {
    title: 'Eine Sequenz fehlt, und das Modell der anderen hat seine Prüfungen nicht bestanden.',
    remedy: 'Ergänzen Sie die Sequenz mit einem Umriss des Tumors. Die anderen Sequenzen bleiben.',
  },
  'protocol-mismatch': {
    title: 'Die Version wurde unter einem anderen Protokoll trainiert als dem der Studie.',
    remedy: 'Wählen Sie eine Version desselben Protokolls.',
  },
  'settings-mismatch': {
    title: 'Die Merkmale wurden mit anderen Einstellungen berechnet als denen der Version.',
    remedy: 'Laden Sie das Manifest noch einmal hoch, oder wählen Sie eine Version derselben Einstellungen.',
  },
  'data-origin-mismatch': {
    title: 'Was an synthetischen Daten angepasst wurde, antwortet nie für eine Patientin, und umgekehrt.',
    remedy: 'Wählen Sie eine Version, die an solchen Studien angepasst wurde.',
  },
  'too-close-to-publish': {
    title: 'Diese Version ist nur für ihre eigenen Einrichtungen.',
    remedy: 'Wählen Sie eine andere Version der Linie.',
  },
  'interval-across-threshold': {
    title: 'Das Intervall enthält die Schwelle, und es wurde eine sichere Antwort verlangt.',
    remedy: 'Fragen Sie ohne diese Bedingung, um die Wahrscheinlichkeit zu sehen.',
  },
};
